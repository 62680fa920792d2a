"""Whether services that were just started do what they are for: the reads that their users make, by their own door."""

from collections.abc import Collection, Iterator
from http.client import HTTPConnection, HTTPException
from typing import Any

import yaml

from suite.auth.issue import issue_token
from suite_ops.installation import Installation
from suite_ops.manifest import ManifestService

_TIMEOUT = 30
_TOKEN_SECONDS = 120
_READER = "deployment"


def smoke_problems(here: Installation, known: Collection[str] = ()) -> list[str]:
    """One line for each service that is not ready and each read that fails; empty when all is well.

    What failed with the same words before (`known`) is not for want of trying: a feature whose key is missing is 503.
    But a 500 is a defect whenever it is met.
    """
    services = [service for service in here.manifest.built() if service.module]
    headers = reader_headers(here)
    found = [problem for service in services for problem in _problems(here, service, headers)]
    return [problem for problem in found if problem not in known or problem.endswith(": 500")]


def reader_headers(here: Installation) -> dict[str, str]:
    """A token for a short while, so that reads reach what is behind it; nothing where the environment cannot sign."""
    try:
        token = issue_token(here.environment, subject=_READER, role="reader", ttl_s=_TOKEN_SECONDS)
    except ValueError:
        return {}
    return {"Authorization": f"Bearer {token}"}


def _problems(here: Installation, service: ManifestService, headers: dict[str, str]) -> Iterator[str]:
    port = service.port_in(here.environment) or 0
    ready = ask_status(port, "/readyz")
    if ready != 200:
        yield f"{service.id} /readyz: {ready or 'no answer'}"
    for path in readable_paths(here, service):
        status = ask_status(port, path, headers)
        # What the reader may not see is answered 401 or 403: by the service, and rightly.
        if status is None or status >= 500:
            yield f"{service.id} {path}: {status or 'no answer'}"


def readable_paths(here: Installation, service: ManifestService, *, protected: bool = False) -> list[str]:
    """Routes of the service's own document that read and have no parameter in their path nor a mandatory one.

    With `protected` those that need a token.
    """
    document = yaml.safe_load((here.root / service.path / "openapi.yaml").read_text(encoding="utf-8"))
    return [str(path) for path, item in document["paths"].items() if _is_readable(str(path), item, protected)]


def _is_readable(path: str, item: dict[str, Any], protected: bool) -> bool:
    operation: dict[str, Any] = item.get("get", {})
    mandatory = any(parameter.get("required") for parameter in operation.get("parameters", []))
    return bool(operation) and "{" not in path and not mandatory and (bool(operation.get("security")) or not protected)


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
