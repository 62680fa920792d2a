"""Replies of gunicorn in one write.

gunicorn sends head and body apart, checks every header of every reply by two regular expressions and formats the date
anew: together a third of what it spends on a small reply. Here the head waits for the first piece of the body, a pair
of name and value that passed once is remembered, and the date is made once a second.
"""

from functools import lru_cache
from time import time
from typing import Any

from gunicorn import util
from gunicorn.http import wsgi

REMEMBERED_PAIRS = 1_024
LENGTH = "Content-Length"
# Ours, with a value that differs from reply to reply.
_NAMES_OF_OURS = frozenset({LENGTH, "ETag", "RateLimit", "RateLimit-Remaining", "RateLimit-Reset", "X-Request-ID"})
# What gunicorn reads from a header or leaves out must go through its own hands; what differs from reply to reply is
# not worth remembering.
_EXAMINED = frozenset(
    {
        "connection",
        "content-length",
        "etag",
        "location",
        "ratelimit",
        "ratelimit-remaining",
        "ratelimit-reset",
        "upgrade",
        "x-request-id",
    }
)


class OneWriteResponse(wsgi.Response):  # type: ignore[misc]
    """gunicorn's response with a head that is sent together with the first bytes of the body."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.headers_sent: bool = False
        self._held = b""

    def process_headers(self, headers: list[tuple[str, str]]) -> None:
        """Accept headers as gunicorn does; a pair seen before needs no second look, names of ours none at all."""
        for pair in headers:
            if pair in _accepted:
                self.headers.append(pair)
                continue
            name, value = pair
            if name in _NAMES_OF_OURS and is_plain(value):
                if name == LENGTH:
                    self.response_length = int(value)
                self.headers.append(pair)
                continue
            before = len(self.headers)
            super().process_headers([pair])
            if pair[0].lower() not in _EXAMINED and self.headers[before:] == [pair]:
                _remember(pair)

    def write(self, arg: bytes) -> None:
        """Send a piece of the body, or of what goes on as a WebSocket, which gunicorn would drop: 101 has no body."""
        if not self.upgrade:
            super().write(arg)
            return
        self.send_headers()
        self._flush(arg)

    def should_close(self) -> bool:
        """What comes after a WebSocket is no request."""
        return self.upgrade or bool(super().should_close())

    def send_headers(self) -> None:
        """Prepare the head; it leaves with the body, or with `close` when there is none."""
        if self.headers_sent:
            return
        lines = [*self.default_headers(), *(f"{name}: {value}\r\n" for name, value in self.headers), "\r\n"]
        self._held = "".join(lines).encode("latin-1")
        self.headers_sent = True

    def default_headers(self) -> list[str]:
        """The status line and what gunicorn adds."""
        connection = "upgrade" if self.upgrade else "close" if self.should_close() else "keep-alive"
        major, minor = self.req.version
        head = [
            f"HTTP/{major}.{minor} {self.status}\r\nServer: {self.version}\r\n"
            f"Date: {_date(int(time()))}\r\nConnection: {connection}\r\n"
        ]
        return [*head, "Transfer-Encoding: chunked\r\n"] if self.chunked else head

    def sendfile(self, respiter: Any) -> bool:
        """Files go out through `write`: the head must come first."""
        return False

    def close(self) -> None:
        """End the reply; a head without a body is sent now."""
        self.send_headers()
        if self.chunked:
            self._emit_body(b"")
        else:
            self._flush(b"")

    def _emit_body(self, data: bytes) -> None:
        self._flush(b"%X\r\n%b\r\n" % (len(data), data) if self.chunked else data)

    def _flush(self, data: bytes) -> None:
        waiting, self._held = self._held + data, b""
        if waiting:
            self.sock.sendall(waiting)


def is_plain(value: Any) -> bool:
    """Whether a header's value is what gunicorn would send unchanged: printable ASCII without blanks around it."""
    return isinstance(value, str) and value.isascii() and value.isprintable() and value.strip() == value != ""


_accepted: set[tuple[str, str]] = set()


def _remember(pair: tuple[str, str]) -> None:
    if len(_accepted) >= REMEMBERED_PAIRS:
        _accepted.clear()
    _accepted.add(pair)


@lru_cache(maxsize=2)
def _date(second: int) -> str:
    return str(util.http_date(second))


def install() -> None:
    """Make gunicorn's HTTP/1 workers of this process answer so."""
    wsgi.Response = OneWriteResponse
