"""A WSGI application that answers how many requests its process has answered so far."""

from collections.abc import Callable, Iterable
from itertools import count

_numbers = count(1)


def app(environ: dict[str, object], start_response: Callable[..., object]) -> Iterable[bytes]:
    """The number of this request."""
    body = b"%d" % next(_numbers)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return (body,)
