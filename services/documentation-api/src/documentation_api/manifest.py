"""The services of the suite, as the manifest lists them."""

import json
from dataclasses import dataclass

from suite.environment import find_root

FILE = "services-manifest.json"


@dataclass(frozen=True)
class Listed:
    """A service somebody can ask."""

    id: str
    kind: str
    port: int


def listed_services() -> list[Listed]:
    """Every entry that has a port, in the order of the manifest."""
    entries = json.loads((find_root() / FILE).read_text(encoding="utf-8"))["services"]
    return [Listed(entry["id"], entry["type"], entry["port"]) for entry in entries if entry.get("port")]


def allowed_places() -> tuple[str, ...]:
    """host:port of each service: on this machine, and under its own name as in containers."""
    return tuple(
        f"{host}:{service.port}" for service in listed_services() for host in ("localhost", "127.0.0.1", service.id)
    )
