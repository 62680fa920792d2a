"""One call of a service over HTTP, on a connection of its own."""

import json
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from typing import Any

TIMEOUT_SECONDS = 30


def send(
    port: int, method: str, path: str, body: Mapping[str, Any] | None, headers: Mapping[str, str] | None = None
) -> tuple[int, Any]:
    """Status and document of one call; status 0 when no answer came."""
    connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
    try:
        content = None if body is None else json.dumps(body)
        kind = {} if body is None else {"Content-Type": "application/json"}
        connection.request(method, path, content, {**kind, **(headers or {})})
        reply = connection.getresponse()
        return reply.status, json.loads(reply.read() or b"null")
    except (OSError, HTTPException, ValueError):
        return 0, None
    finally:
        connection.close()
