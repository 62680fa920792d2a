"""How far a read replica is behind, looked at beside the requests, so that none of them waits for the answer."""

import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from threading import Event, Lock, Thread
from time import monotonic
from typing import Protocol

import psycopg2

from suite.database.connection import Connection
from suite.database.pool import Pool
from suite.database.replica_queries import PRIMARY_POSITION, REPLICA_POSITION
from suite.errors import AppError

log = logging.getLogger(__name__)
LOOK_SECONDS = 1.0
# A verdict without a look for so long is none: the replica, or the watch, has gone silent.
TRUSTED_SECONDS = 3.0
REST_SECONDS = 1.0
MOST_PAUSE_SECONDS = 30.0
# What was written between the question to the primary and the one to the replica arrives in this time.
ARRIVAL_SECONDS = 0.05
FIRST_LOOK_SECONDS = 1.5
STARTING, LAG, UNREACHABLE, SILENT = "starting", "lag", "unreachable", "silent"
NEVER = float("-inf")


class ReadSource(Protocol):
    """A database as far as it is read."""

    pool: Pool

    def read(self, context: Mapping[str, str] | None = None) -> AbstractContextManager[Connection]:
        """Single statements."""
        ...


class ReplicaMeter(Protocol):
    """Who is told which server answered, why the replica did not, and how far it is behind."""

    def count_replica_read(self, target: str) -> None: ...

    def count_replica_fallback(self, reason: str) -> None: ...

    def set_replica_lag(self, seconds: float) -> None: ...


class ReplicaWatch:
    """Whether a replica may be read, as one process knows it: at most a second old.

    It begins with the first question. `lag_bound` is in seconds; both databases are asked once a second, a replica
    that does not answer ever more rarely. `on_silence` is called while nothing at all is heard of it.
    """

    def __init__(self, primary: ReadSource, replica: ReadSource, lag_bound: float, meter: ReplicaMeter) -> None:
        self._primary, self._replica = primary, replica
        self._lag_bound, self._meter = lag_bound, meter
        self._objection: str | None = STARTING
        self._looked_at = self._caught_up_at = NEVER
        self._rest_until = NEVER
        self._failures = 0
        self._first_look, self._stopped = Event(), Event()
        self._lock = Lock()
        self._thread: Thread | None = None
        self.on_silence: Callable[[], None] = lambda: None

    @property
    def objection(self) -> str | None:
        """Why the replica is not to be read now; None when it may be."""
        if self._thread is None:
            self._start()
        if self._objection is None and monotonic() - self._looked_at > TRUSTED_SECONDS:
            return SILENT
        return self._objection

    def object(self, reason: str) -> None:
        """A read has failed: leave the replica alone for a second, and until it has answered again."""
        self._rest_until = monotonic() + REST_SECONDS
        self._objection = reason

    def first_verdict(self) -> str | None:
        """The objection of this moment, after the first look when that comes soon."""
        if self.objection == STARTING:
            self._first_look.wait(FIRST_LOOK_SECONDS)
        return self.objection

    def stop(self) -> None:
        """End watching; the replica is read no more."""
        self._stopped.set()
        self._objection = STARTING
        if self._thread is not None:
            self._thread.join(LOOK_SECONDS)

    def _start(self) -> None:
        with self._lock:
            if self._thread is None and not self._stopped.is_set():
                self._thread = Thread(target=self._watch, daemon=True, name="replica-watch")
                self._thread.start()
                Thread(target=self._listen, daemon=True, name="replica-silence").start()

    def _watch(self) -> None:
        pause = 0.0
        while not self._stopped.wait(pause):
            pause = self._look()
            self._first_look.set()

    def _listen(self) -> None:
        """Notice what a look cannot tell while it waits for an answer itself."""
        while not self._stopped.wait(LOOK_SECONDS):
            if self.objection == SILENT:
                self.on_silence()

    def _look(self) -> float:
        """Look once; the seconds until the next time."""
        began = monotonic()
        try:
            lag = self._ask(began)
        except (AppError, psycopg2.Error, TimeoutError, OSError) as error:
            self._failures += 1
            self._judge(UNREACHABLE, type(error).__name__)
            return min(LOOK_SECONDS * 2.0 ** min(self._failures - 1, 10), MOST_PAUSE_SECONDS)
        self._failures = 0
        self._looked_at = began
        self._meter.set_replica_lag(lag)
        self._judge(LAG if lag > self._lag_bound else None, f"{lag:.3f} s")
        return LOOK_SECONDS

    def _judge(self, objection: str | None, detail: str) -> None:
        before = self._objection
        if self._stopped.is_set() or (objection is None and monotonic() < self._rest_until):
            return
        self._objection = objection
        if objection != before and objection is not None:
            log.warning("replica is not read", extra={"reason": objection, "detail": detail})
        elif objection != before:
            log.info("replica is read")

    def _ask(self, began: float) -> float:
        """Seconds that what the replica shows is old at most; 0 when it shows all that was committed when asked."""
        position = self._primary_position()
        caught_up, age = self._replica_position(position)
        if not caught_up:
            self._stopped.wait(ARRIVAL_SECONDS)
            caught_up, age = self._replica_position(position)
        if caught_up:
            self._caught_up_at = began
            return 0.0
        since: float = monotonic() - self._caught_up_at
        return since if age is None else min(since, max(age, 0.0))

    def _primary_position(self) -> str | None:
        try:
            with self._primary.read() as connection:
                return str(connection.value(PRIMARY_POSITION))
        except (AppError, psycopg2.Error):
            # Public reads may outlive the primary: nothing is written meanwhile that they could miss.
            return None

    def _replica_position(self, position: str | None) -> tuple[bool, float | None]:
        with self._replica.read() as connection:
            row = connection.row(REPLICA_POSITION, {"position": position})
        assert row is not None
        return row[0], row[1]
