"""The id a request is known by in logs, replies, outgoing calls and messages."""

import os
import re
from typing import Any

_HEADERS = ("HTTP_X_REQUEST_ID", "HTTP_X_CORRELATION_ID", "HTTP_X_TRACE_ID")
_ACCEPTED = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
# Asked of the system together: a call for each request took as long as the routing of it.
_MADE_TOGETHER = 256
_spare: list[str] = []


def request_id_of(environ: dict[str, Any]) -> str:
    """The first acceptable id the client sent, else a new one."""
    for header in _HEADERS:
        given = environ.get(header)
        if given and _ACCEPTED.match(given):
            return str(given)
    return new_request_id()


def new_request_id() -> str:
    """A UUID of version 4."""
    try:
        return _spare.pop()
    except IndexError:
        _spare.extend(random_ids(_MADE_TOGETHER))
        return _spare.pop()


def random_ids(count: int) -> list[str]:
    """So many UUIDs of version 4, from the system's random bytes."""
    digits = os.urandom(16 * count).hex()
    return [_uuid(digits[start : start + 32]) for start in range(0, len(digits), 32)]


def _uuid(digits: str) -> str:
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


# A worker that is forked makes its own: two with the same spare ones would give them out twice.
os.register_at_fork(after_in_child=_spare.clear)
