"""The listener of a companion process: a thread a connection, and never more connections than places.

Half-sent requests cost their client nothing and us a thread each: 2 000 of them took 2 000 threads from the loops.
"""

import socket
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Condition
from time import monotonic
from typing import Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from suite.http.service import Service

SILENT_CLIENT_SECONDS = 10
PLACES = 32
# Longer than any of the routes a companion has may take; what is read of a body nobody wanted counts as well.
LONGEST_SECONDS = 15.0


@dataclass(eq=False)
class _Place:
    connection: socket.socket
    since: float = field(default_factory=monotonic)
    answering: bool = False

    def may_end(self) -> bool:
        return not self.answering or monotonic() - self.since > LONGEST_SECONDS

    def end(self) -> None:
        """Wake the thread that waits for this client."""
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


class WorkerSiteHandler(WSGIRequestHandler):
    """Requests are logged by the service; what serves them is nobody's business."""

    timeout = SILENT_CLIENT_SECONDS
    server: "WorkerSite"

    def version_string(self) -> str:
        return "suite"

    def log(self, type: str, message: str, *args: Any) -> None:
        return None

    def run_wsgi(self) -> None:
        """The head is complete: from now on nobody takes this request's place."""
        self.server.begin_answer(self.connection)
        super().run_wsgi()


class WorkerSite(ThreadedWSGIServer):
    """Serves `places` connections at a time; for another the oldest that is not being answered makes room."""

    def __init__(self, service: Service, host: str, port: int, *, places: int = PLACES) -> None:
        self._size = places
        self._places: dict[int, _Place] = {}
        self._left = Condition()
        super().__init__(host, port, service, WorkerSiteHandler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """A thread for this connection, when there is a place."""
        if self._enter(request):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def begin_answer(self, connection: Any) -> None:
        """The request on this connection has arrived."""
        with self._left:
            self._places[id(connection)].answering = True

    def shutdown_request(self, request: Any) -> None:
        """The connection ends, and leaves its place."""
        super().shutdown_request(request)
        with self._left:
            self._places.pop(id(request), None)
            self._left.notify()

    def _enter(self, request: Any) -> bool:
        with self._left:
            if not self._left.wait_for(self._make_room, LONGEST_SECONDS):
                return False
            self._places[id(request)] = _Place(request)
            return True

    def _make_room(self) -> bool:
        if len(self._places) < self._size:
            return True
        # Insertion order is age. It is free once its thread has seen the end.
        oldest = next((place for place in self._places.values() if place.may_end()), None)
        if oldest is not None:
            oldest.end()
        return False
