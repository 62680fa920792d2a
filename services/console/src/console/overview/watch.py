"""What the elected process does: ask all services, and keep the traces within their bounds."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import requests

from console.overview.queries import delete_old_samples, insert_samples
from console.overview.sample import Sample, ask_service
from console.traces.store import TraceStore
from console.watched import Watched
from suite.database import Database
from suite.health import FAIL
from suite.loops import Loop
from suite.workers import Heartbeat

PAUSE_SECONDS = 10.0
KEPT_SECONDS = 3_600.0
# The lock of the office in the database: "watch".
OFFICE = 0x7761746368


class Watch:
    """Asks each service twice in ten seconds, side by side; made anew for each term of office."""

    def __init__(self, database: Database, services: Sequence[Watched], traces: TraceStore) -> None:
        self._database = database
        self._services = services
        self._traces = traces
        self._stopped = Event()
        self._heartbeat = Heartbeat()
        self._loop = Loop("watch", self.run_once, self._rest, self._stopped, self._heartbeat.beat)

    @property
    def alive(self) -> bool:
        """Whether the loop is neither stuck nor gone."""
        return self._heartbeat.check() != FAIL

    def start(self) -> None:
        """Begin."""
        self._loop.start()

    def stop(self, seconds: float) -> bool:
        """End; whether that was done in time."""
        self._stopped.set()
        return self._loop.join(seconds)

    def run_once(self) -> bool:
        """Ask once, store the answers, forget what is old; there is never more to do at once."""
        samples = ask_all(self._services)
        with self._database.transaction() as connection:
            insert_samples(connection, samples)
            delete_old_samples(connection, KEPT_SECONDS)
        self._traces.tidy()
        return False

    def _rest(self) -> None:
        self._stopped.wait(PAUSE_SECONDS)


def ask_all(services: Sequence[Watched]) -> list[Sample]:
    """A sample of each service, asked side by side."""
    with requests.Session() as session, ThreadPoolExecutor(max(1, len(services))) as threads:
        session.trust_env = False
        return list(threads.map(lambda service: ask_service(session, service), services))
