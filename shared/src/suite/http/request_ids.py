"""The id a request is known by in logs, replies, outgoing calls and messages."""

import re
from typing import Any
from uuid import uuid4

_HEADERS = ("HTTP_X_REQUEST_ID", "HTTP_X_CORRELATION_ID", "HTTP_X_TRACE_ID")
_ACCEPTED = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")


def request_id_of(environ: dict[str, Any]) -> str:
    """The first acceptable id the client sent, else a new one."""
    for header in _HEADERS:
        given = environ.get(header)
        if given and _ACCEPTED.match(given):
            return str(given)
    return str(uuid4())
