"""The background task that asks all services, in whichever process holds the lease."""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread

import requests

from console.overview.queries import claim_lease, delete_old_samples, insert_samples
from console.overview.sample import Sample, ask_service
from console.watched import Watched
from suite.database import Database
from suite.errors import AppError
from suite.ids import uuid7

log = logging.getLogger(__name__)
PAUSE_SECONDS = 10.0
LEASE_SECONDS = 25.0
KEPT_SECONDS = 3_600.0


class Watch:
    """Asks each service twice in ten seconds, side by side; a process that ends is followed by another."""

    def __init__(self, database: Database, services: Sequence[Watched], stopped: Event) -> None:
        self._database = database
        self._services = services
        self._stopped = stopped
        self._holder = uuid7()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin."""
        self._thread = Thread(target=self._run, name="watch", daemon=True)
        self._thread.start()

    def stop(self, seconds: float) -> bool:
        """End; whether that was done in time."""
        self._stopped.set()
        if self._thread is None:
            return True
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def run_once(self) -> bool:
        """Ask once and store the answers; False when another process does."""
        with self._database.transaction() as connection:
            if not claim_lease(connection, self._holder, LEASE_SECONDS):
                return False
        samples = ask_all(self._services)
        with self._database.transaction() as connection:
            insert_samples(connection, samples)
            delete_old_samples(connection, KEPT_SECONDS)
        return True

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self.run_once()
            except AppError as error:
                log.warning("the overview could not be stored", extra={"error": type(error).__name__})
            self._stopped.wait(PAUSE_SECONDS)


def ask_all(services: Sequence[Watched]) -> list[Sample]:
    """A sample of each service, asked side by side."""
    with requests.Session() as session, ThreadPoolExecutor(max(1, len(services))) as threads:
        session.trust_env = False
        return list(threads.map(lambda service: ask_service(session, service), services))
