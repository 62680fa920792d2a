"""Connections that are begun and never finished, by the thousand, to every service in turn."""

import resource
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import cycle, islice

from proof.hostile.requests import ATTACKER
from proof.suite import SERVICES, Suite

HEADS, BODIES = 1_500, 900
_HEAD = b"GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: "
_BODY = b"POST /api/items HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{"


@contextmanager
def half_open(suite: Suite, heads: int = HEADS, bodies: int = BODIES) -> Iterator[int]:
    """Hold that many for the block; how many could be opened."""
    _allow_files(heads + bodies + 1_000)
    ports = cycle(suite.port(prefix) for prefix, _ in SERVICES.values())
    begun = [(port, _HEAD) for port in islice(ports, heads)] + [(port, _BODY) for port in islice(ports, bodies)]
    held = []
    try:
        for port, first in begun:
            with suppress(OSError):
                connection = socket.create_connection(("127.0.0.1", port), timeout=5, source_address=(ATTACKER, 0))
                held.append(connection)
                connection.sendall(first)
        yield len(held)
    finally:
        for connection in held:
            connection.close()


def _allow_files(count: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(count, hard), hard))
