"""A Firecrawl on a real socket that answers as a test tells it."""

import json
from collections.abc import Callable
from typing import Any

from suite_testing.local_server import LocalServer, QuietHandler

JSON = {"Content-Type": "application/json"}
PROBE = "/v0/health/readiness"


class StandInFirecrawl(LocalServer):
    """`calls` holds (method, path, headers, body) of everything but probes; `answer` decides the replies."""

    def __init__(self) -> None:
        super().__init__(FirecrawlHandler)
        self.calls: list[tuple[str, str, dict[str, str], Any]] = []
        self.probes = 0
        self.answer: Callable[[FirecrawlHandler], None] = lambda handler: handler.json(
            {"success": True, "data": {"markdown": "# From Firecrawl", "metadata": {"statusCode": 200}}}
        )
        self.answer_probe: Callable[[FirecrawlHandler], None] = lambda handler: handler.json({"status": "ok"})

    def says(self, content: Any, status: int = 200, **headers: str) -> None:
        """Answer every call with this JSON."""
        self.answer = lambda handler: handler.json(content, status, **headers)

    def sends(self, body: bytes, status: int = 200, **headers: str) -> None:
        """Answer every call with these bytes."""
        spelled = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answer = lambda handler: handler.reply(status, body, spelled)

    def hangs(self) -> None:
        """Answer nobody."""
        self.answer = lambda handler: (self.stopping.wait(), None)[1]


class FirecrawlHandler(QuietHandler):
    server: StandInFirecrawl

    def do_GET(self) -> None:
        if self.path == PROBE:
            self.server.probes += 1
            self.server.answer_probe(self)
            return
        self.take()

    def do_POST(self) -> None:
        self.take()

    def do_DELETE(self) -> None:
        self.take()

    def take(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        self.server.calls.append((self.command, self.path, dict(self.headers), body))
        self.server.answer(self)

    def json(self, content: Any, status: int = 200, **headers: str) -> None:
        spelled = {name.replace("_", "-"): value for name, value in headers.items()}
        self.reply(status, json.dumps(content).encode(), {**JSON, **spelled})
