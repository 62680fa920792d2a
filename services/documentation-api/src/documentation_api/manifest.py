"""The services of the suite, as the manifest lists them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from suite.environment import find_root, load_environment

FILE = "services-manifest.json"


@dataclass(frozen=True)
class Listed:
    """A service somebody can ask."""

    id: str
    kind: str
    port: int


def listed_services() -> list[Listed]:
    """Every entry that has a port, in the order of the manifest, at the port the environment gives it."""
    entries = json.loads((find_root() / FILE).read_text(encoding="utf-8"))["services"]
    environment = load_environment()
    return [Listed(entry["id"], entry["type"], port_in(environment, entry)) for entry in entries if entry.get("port")]


def port_in(environment: Mapping[str, str], entry: Mapping[str, Any]) -> int:
    """{SERVICE}_PORT, else {SERVICE}_API_PORT, else the manifest's own."""
    prefix = entry.get("env_prefix", "")
    given = environment.get(f"{prefix}_PORT") or environment.get(f"{prefix}_API_PORT") or ""
    return int(given) if given.isdecimal() else int(entry["port"])


def allowed_places() -> tuple[str, ...]:
    """host:port of each service: on this machine, and under its own name as in containers."""
    return tuple(
        f"{host}:{service.port}" for service in listed_services() for host in ("localhost", "127.0.0.1", service.id)
    )
