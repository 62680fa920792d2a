"""A steady trickle of requests that notices every one that is lost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection, HTTPException

from suite_ops.installation import Installation
from suite_ops.manifest import ManifestService
from suite_ops.processes.beside import Beside

# Not /readyz: a process that is ending rightly says there that it is not ready, and serves on.
PATH = "/healthz"
PAUSE_SECONDS = 0.02
_TIMEOUT_SECONDS = 15


@dataclass
class ProbeTally:
    """What one service answered."""

    sent: int = 0
    lost: int = 0
    first_loss: str = ""


class LoadProbe(Beside):
    """Asks every service about 50 times a second, on kept and on new connections, during a `with` block."""

    def __init__(self, here: Installation, services: Sequence[ManifestService]) -> None:
        self._ports = {service.id: service.port_in(here.environment) or 0 for service in services}
        self._tallies = {name: ProbeTally() for name in self._ports}
        super().__init__(partial(self._ask, name) for name in self._ports)

    @property
    def sent(self) -> int:
        """Requests sent to all services."""
        return sum(tally.sent for tally in self._tallies.values())

    @property
    def lost(self) -> int:
        """Requests that were refused, reset or answered with 5xx."""
        return sum(tally.lost for tally in self._tallies.values())

    @property
    def first_loss(self) -> str:
        """The first one that was lost, in words."""
        return next((tally.first_loss for tally in self._tallies.values() if tally.first_loss), "")

    def lines(self) -> Iterator[str]:
        """One line a service."""
        for name, tally in self._tallies.items():
            yield f"{name}: {tally.sent} requests, {tally.lost} lost"

    def _ask(self, name: str) -> None:
        tally = self._tallies[name]
        connection = HTTPConnection("127.0.0.1", self._ports[name], timeout=_TIMEOUT_SECONDS)
        while not self.done.wait(PAUSE_SECONDS):
            # Every fourth request comes on a connection of its own: a refused one would show here only.
            if tally.sent % 4 == 0:
                connection.close()
            tally.sent += 1
            try:
                connection.request("GET", PATH)
                reply = connection.getresponse()
                reply.read()
                problem = f"status {reply.status}" if reply.status >= 500 else ""
            except (OSError, HTTPException) as error:
                connection.close()
                problem = type(error).__name__
            if problem:
                tally.lost += 1
                tally.first_loss = tally.first_loss or f"{name}: {problem}"
        connection.close()
