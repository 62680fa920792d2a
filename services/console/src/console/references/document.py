"""A service's OpenAPI document as callers of the console reach the service: at its own port, or through the gateway."""

from collections.abc import Mapping, Sequence
from typing import Any


def at_address(document: Mapping[str, Any], address: str) -> dict[str, Any]:
    """The document of a service that answers at `address`."""
    return {**document, "servers": [{"url": address}]}


def behind_gateway(document: Mapping[str, Any], routes: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """The document with the paths of the one public address; those that no route leads to are left out."""
    paths = {path_behind_gateway(path, routes): item for path, item in document.get("paths", {}).items()}
    reached = {path: item for path, item in paths.items() if path is not None}
    return {**document, "servers": [{"url": "/"}], "paths": reached}


def path_behind_gateway(path: str, routes: Sequence[Mapping[str, str]]) -> str | None:
    """Where the gateway has a path of a service, by the route that names most of it; None where it has none."""
    found = [route for route in routes if is_below(path, route["to"])]
    if not found:
        return None
    best = max(found, key=lambda route: len(route["to"]))
    return (best["prefix"].rstrip("/") + path[len(best["to"].rstrip("/")) :]) or "/"


def is_below(path: str, folder: str) -> bool:
    """Whether `path` is `folder` or lies in it."""
    return path == folder or path.startswith(folder.rstrip("/") + "/")
