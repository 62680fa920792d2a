"""A receiver of webhooks."""

import json
from typing import Any

from suite_testing.local_server import LocalServer, QuietHandler


class Receiver(LocalServer):
    """Keeps what is posted; `statuses` are answered in turn, then 200."""

    def __init__(self) -> None:
        super().__init__(ReceiverHandler)
        self.received: list[tuple[dict[str, str], bytes]] = []
        self.statuses: list[int] = []

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """What was posted, in the order of arrival."""
        return [json.loads(body) for _, body in self.received]


class ReceiverHandler(QuietHandler):
    """Answers after it has kept what came; what its sender left in the middle did not come."""

    server: Receiver

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) < length:
            return
        self.server.received.append((dict(self.headers), body))
        self.reply(self.server.statuses.pop(0) if self.server.statuses else 200, b"", {})
