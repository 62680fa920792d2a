"""A project in Sentry: takes envelopes over a socket, as the protocol says, and keeps their events for a test."""

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from suite_testing.local_server import LocalServer, QuietHandler

PUBLIC_KEY = "a1b2c3d4e5f60718293a4b5c6d7e8f90"
_PROJECT = "42"


@dataclass
class SentryProject:
    """What has arrived; `answers` is cleared to make it silent, `status` is what it answers with."""

    dsn: str = ""
    status: int = 200
    events: list[dict[str, Any]] = field(default_factory=list)
    transactions: list[dict[str, Any]] = field(default_factory=list)
    answers: Event = field(default_factory=Event)
    received: int = 0


@contextmanager
def running_project() -> Iterator[SentryProject]:
    """A project that answers at once with 200, unless a test wants it otherwise."""
    project = SentryProject()
    project.answers.set()

    class Handler(QuietHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            project.received += 1
            while not project.answers.wait(0.05) and not server.stopping.is_set():
                pass
            identified = f"sentry_key={PUBLIC_KEY}" in self.headers["X-Sentry-Auth"]
            if not identified or self.path != f"/api/{_PROJECT}/envelope/":
                self.reply(404)
                return
            if project.status == 200:
                for kind, item in items_of(gzip.decompress(body)):
                    (project.transactions if kind == "transaction" else project.events).append(item)
            self.reply(project.status, b"{}", {"Retry-After": "60"} if project.status == 429 else None)

    with LocalServer(Handler) as server:
        project.dsn = f"{server.url.replace('://', f'://{PUBLIC_KEY}@')}/{_PROJECT}"
        yield project


def items_of(envelope: bytes) -> Iterator[tuple[str, dict[str, Any]]]:
    """Type and payload of each item: a line of headers, then lines of a header and as many bytes as it says."""
    _, _, rest = envelope.partition(b"\n")
    while rest.strip():
        head, _, rest = rest.partition(b"\n")
        described = json.loads(head)
        length = described.get("length", rest.find(b"\n") if b"\n" in rest else len(rest))
        yield described["type"], json.loads(rest[:length])
        rest = rest[length:].removeprefix(b"\n")
