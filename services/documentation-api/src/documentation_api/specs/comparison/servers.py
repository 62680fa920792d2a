"""Where an API is served: the addresses of its servers, with the paths below which its own begin."""

import re
from typing import Any
from urllib.parse import urlsplit

from documentation_api.specs.comparison.sides import Side, listing, mapping
from documentation_api.specs.examination.paths import METHODS

_VARIABLE = re.compile(r"\{([^{}]*)\}")
MOST_SERVERS = 20


def addresses_of(*owners: dict[str, Any]) -> dict[str, str]:
    """Base paths by address, of the first owner (operation, path item, document) that names servers; variables by
    their defaults, the host "" where an address has none."""
    named = next((owner["servers"] for owner in owners if listing(owner.get("servers"))), [{"url": "/"}])
    found = {}
    for server in named[:MOST_SERVERS]:
        variables = mapping(mapping(server).get("variables"))
        url = _VARIABLE.sub(
            lambda match: str(mapping(variables.get(match[1])).get("default", match[0])),  # noqa: B023
            str(mapping(server).get("url", "/")),
        )
        found[url.rstrip("/").lower()] = base_path(url)
    return found


def base_path(url: str) -> str:
    """`https://api.example.org/v1/` → `/v1`."""
    try:
        path = urlsplit(url).path
    except ValueError:
        path = url
    path = path.rstrip("/")
    return path if not path or path.startswith("/") else f"/{path}"


def base_paths(side: Side, *owners: dict[str, Any]) -> set[str]:
    """Where the paths of an operation or of the operations of an item begin; `owners` are those within the document."""
    return set(addresses_of(*owners, side.document).values())


def item_bases(side: Side, item: dict[str, Any]) -> list[str]:
    """Where the paths of an item begin, each of its operations with servers of its own or those of the item."""
    operations = [item[method] for method in METHODS if isinstance(item.get(method), dict)]
    return sorted(set().union(*(base_paths(side, operation, item) for operation in operations or [{}])))


def all_addresses(side: Side) -> set[str]:
    """The addresses of every operation."""
    items = [mapping(item) for _, item, _ in side.entries(side.document.get("paths"), "/paths")]
    named = [item for item in items if item.get("servers")]
    named += [one for item in items for method in METHODS if (one := mapping(item.get(method))).get("servers")]
    return {address for owner in (*named, side.document) for address in addresses_of(owner)}
