"""Companion processes: loops without clients, which still tell how they are and what they have counted.

A worker is a service of the suite with no routes of its own. On `{SERVICE}_WORKER_PORT` it answers /healthz, /readyz
(with the check `loop`), /metrics and what else every service answers; without a port only its log tells.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic

from suite.health import FAIL, OK, PENDING
from suite.http.service import Service
from suite.logs import configure_service_logging
from suite.settings import WorkerSettings
from suite.worker_site import WorkerSite

PATIENCE_SECONDS = 120.0


class Heartbeat:
    """When each loop of this process turned last; one that has not for `patience` seconds is stuck."""

    def __init__(self, patience: float = PATIENCE_SECONDS) -> None:
        self._patience = patience
        self._beats: dict[str, float] = {}

    def beat(self, loop: str) -> None:
        """This loop turns."""
        self._beats[loop] = monotonic()

    def check(self) -> str:
        """The readiness check `loop`: ok, fail when a loop is stuck, pending before the first has turned."""
        beats = self._beats.copy().values()
        if not beats:
            return PENDING
        return OK if min(beats) > monotonic() - self._patience else FAIL


class Worker:
    """A companion process: its loops end when `stopped` is set, by SIGTERM or SIGINT."""

    def __init__(self, settings: WorkerSettings, *, metrics_label: str | None = None) -> None:
        configure_service_logging(settings)
        self._port, self._host = settings.worker_port, settings.host
        self.service = Service(
            __name__, settings, title=f"Worker of {settings.ID}", metrics_label=metrics_label or settings.ID
        )
        self.heartbeat = Heartbeat()
        self.service.readiness.add("loop", self.heartbeat.check)

    @property
    def stopped(self) -> Event:
        """Set when the process is to end; readiness is false from then on."""
        return self.service.shutting_down

    @contextmanager
    def running(self) -> Iterator[None]:
        """Listen to signals, and on the port when there is one, with the service's background work begun; afterwards
        all that, and the database, are let go."""
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: self.stopped.set())
        background = self.service.background
        try:
            with self._listening():
                for task in background:
                    task.start()
                yield
        finally:
            self.stopped.set()
            end = monotonic() + self.service.settings.shutdown_timeout_ms / 1000
            for task in background:
                task.stop(max(0.0, end - monotonic()))
            self.service.database.close()
            self.service.tracing.stop(max(0.0, end - monotonic()))
            self.service.sentry.stop(max(0.0, end - monotonic()))

    @contextmanager
    def _listening(self) -> Iterator[None]:
        if self._port is None:
            yield
            return
        server = WorkerSite(self.service, self._host, self._port)
        thread = Thread(target=server.serve_forever, daemon=True, name="worker-site")
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
