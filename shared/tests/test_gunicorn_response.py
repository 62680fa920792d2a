"""Headers of a reply, accepted as gunicorn accepts them."""

from typing import Any

import pytest
from gunicorn.http import wsgi

from suite.gunicorn_response import OneWriteResponse

NAMES = (
    "Content-Length",
    "ETag",
    "RateLimit",
    "RateLimit-Remaining",
    "X-Request-ID",
    "X-Other",
    "Connection",
    "Upgrade",
)
VALUES = (
    *("1", "17", '"1"', 'W/"a b"', "limit=10, remaining=9, reset=60", "a-b_9", "websocket", "upgrade"),
    *("", " ", " a", "a ", "\ta", "a\r\nX-Injected: b", "a\nb", "a\x00", "a\x7f", "é", "\u2028", "\u0661", 7, None),
)


def outcome(response: wsgi.Response, name: str, value: Any) -> Any:
    """What became of a header, or the kind of refusal."""
    try:
        response.process_headers([(name, value)])
    except (TypeError, ValueError, wsgi.InvalidResponseHeader) as error:
        return type(error)
    return response.headers, response.response_length, response.upgrade


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", VALUES)
def test_a_header_is_accepted_changed_or_refused_as_by_gunicorn(name: str, value: Any) -> None:
    for _ in range(2):  # the second time it may be remembered
        ours, theirs = OneWriteResponse(None, None, None), wsgi.Response(None, None, None)
        assert outcome(ours, name, value) == outcome(theirs, name, value)
