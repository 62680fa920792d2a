"""One of many processes does what must be done once: the one that holds a lock of the database, the next when it ends.

A term of office is as long as its crew lives: whoever's loops have ended or are stuck lets the next one stand.
"""

import logging
from collections.abc import Callable
from contextlib import closing
from threading import Event, Thread
from typing import Generic, Protocol, TypeVar

import psycopg2
from psycopg2.extensions import connection as Connection

from suite.leadership_queries import SELECT_ALIVE, TRY_LOCK

log = logging.getLogger(__name__)
CANDIDATE_SECONDS = 5.0
LEADER_SECONDS = 1.0
STOP_SECONDS = 8.0


class Crew(Protocol):
    """What the elected process runs."""

    @property
    def alive(self) -> bool:
        """Whether it does its work; not any more: the term ends."""

    def start(self) -> None: ...

    def stop(self, seconds: float) -> bool: ...


C = TypeVar("C", bound=Crew)


class Election(Generic[C]):
    """A background task of a service: `build` makes the crew anew for each term of office.

    `connect` opens a connection of its own, past any pooler. `lock` is a number of the service's own, the same in every
    process that stands.
    """

    def __init__(self, connect: Callable[[], Connection], lock: int, build: Callable[[], C], stopped: Event) -> None:
        self._connect = connect
        self._lock = lock
        self._build = build
        self._stopped = stopped
        self._thread = Thread(target=self._run, name="election", daemon=True)
        self.crew: C | None = None

    def start(self) -> None:
        """Begin to stand."""
        self._thread.start()

    def stop(self, seconds: float) -> bool:
        """End, and let the crew finish what it has in hand; whether that was done in time."""
        self._stopped.set()
        self._thread.join(max(seconds, STOP_SECONDS))
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._stand()
            except (psycopg2.Error, TimeoutError) as error:
                log.warning("election lost its connection", extra={"error": type(error).__name__})
            except Exception as error:
                log.error("a term of office ended", exc_info=error, extra={"error": type(error).__name__})
            self._stopped.wait(CANDIDATE_SECONDS)

    def _stand(self) -> None:
        with closing(self._connect()) as connection, connection.cursor() as cursor:
            connection.autocommit = True
            cursor.execute(TRY_LOCK, (self._lock,))
            (won,) = cursor.fetchone() or (False,)
            if not won:
                return
            # Until it has begun as well: what is half begun ends here, and somebody else may try.
            self.crew = crew = self._build()
            try:
                crew.start()
                log.info("this process was elected")
                while crew.alive and not self._stopped.wait(LEADER_SECONDS):
                    cursor.execute(SELECT_ALIVE)
            finally:
                self.crew = None
                if not crew.stop(STOP_SECONDS):
                    log.error("the crew outlives its term of office")
