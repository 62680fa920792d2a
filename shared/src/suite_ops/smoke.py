"""Whether services that were just started do what they are for: one read each, through their own door."""

from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from typing import Any

import yaml

from suite_ops.installation import Installation
from suite_ops.manifest import Service

_TIMEOUT = 10


def smoke_problems(here: Installation) -> list[str]:
    """One line for each service that is not ready or does not answer a read; empty when all is well."""
    services = [service for service in here.manifest.built() if service.module]
    return [problem for service in services for problem in _problems(here, service)]


def _problems(here: Installation, service: Service) -> Iterator[str]:
    port = service.port_in(here.environment) or 0
    for path in ("/readyz", readable_path(here, service)):
        status = ask_status(port, path) if path else 200
        # A read that needs a token is answered 401: by the service, and rightly.
        if status is None or status >= 500 or (path == "/readyz" and status != 200):
            yield f"{service.id} {path}: {status or 'no answer'}"


def readable_path(here: Installation, service: Service, *, protected: bool = False) -> str | None:
    """A route of the service's own document that reads and has no parameter in its path nor a mandatory one.

    With `protected` one that needs a token. None when there is none.
    """
    document = yaml.safe_load((here.root / service.path / "openapi.yaml").read_text(encoding="utf-8"))
    for path, item in document["paths"].items():
        operation: dict[str, Any] = item.get("get", {})
        mandatory = any(parameter.get("required") for parameter in operation.get("parameters", []))
        if operation and "{" not in path and not mandatory and (operation.get("security") or not protected):
            return str(path)
    return None


def ask_status(port: int, path: str, headers: dict[str, str] | None = None) -> int | None:
    """Status of one GET; None when nobody answers."""
    connection = HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT)
    try:
        connection.request("GET", path, headers=headers or {})
        return connection.getresponse().status
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()
