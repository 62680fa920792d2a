"""The services of the suite as the manifest lists them, and where each answers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from suite.environment import find_root, load_environment

MANIFEST = "services-manifest.json"


@dataclass(frozen=True)
class Watched:
    """One service: where the console asks it, and where the page finds it directly and behind the gateway."""

    id: str
    port: int
    url: str
    depends_on: tuple[str, ...]
    gateway: tuple[Mapping[str, str], ...]


def watched_services(own_id: str, address: str) -> list[Watched]:
    """Every built service with a package, but the console itself, in the manifest's order.

    `address` is a URL in which {id} and {port} stand for those of each service.
    """
    entries = json.loads((find_root() / MANIFEST).read_text(encoding="utf-8"))["services"]
    environment = load_environment()
    return [
        _watched(entry, environment, address)
        for entry in entries
        if entry.get("built") and entry.get("package") and entry["id"] != own_id
    ]


def _watched(entry: Mapping[str, Any], environment: Mapping[str, str], address: str) -> Watched:
    given = environment.get(f"{entry['env_prefix']}_PORT") or ""
    port = int(given) if given.isdecimal() else int(entry["port"])
    url = address.replace("{id}", entry["id"]).replace("{port}", str(port)).rstrip("/")
    return Watched(entry["id"], port, url, tuple(entry["depends_on"]), tuple(entry.get("gateway") or ()))
