"""Where an API is served: the addresses of its servers, with the paths below which its own begin."""

import re
from typing import Any
from urllib.parse import urlsplit

from documentation_api.specs.comparison.sides import Side, listing, mapping

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


def base_paths(side: Side, item: dict[str, Any]) -> list[str]:
    """Where the paths of an item begin."""
    return sorted(set(addresses_of(item, side.document).values()))
