"""At most a fixed number of connections a process, opened when first needed and kept while they are used.

psycopg2's own pool closes what exceeds its minimum and raises when it is empty. This one waits for a bounded time,
drops connections whose server is gone before they are handed out, and renews old ones.
"""

import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Protocol

import psycopg2
import psycopg2.extensions

from suite.database.cooperative import is_readable
from suite.database.errors import PoolExhausted, translate
from suite.errors import DatabaseUnavailable
from suite.tracing.spans import span

MAX_AGE_SECONDS = 1_800.0
# A connection used a moment ago is not asked whether its server is still there, unless another was found broken.
TRUSTED_SECONDS = 0.5
# Each idle connection is a process of PostgreSQL, 2 MiB of its own: what a start or a rush opened is closed after it.
IDLE_SECONDS = 30.0
REPORT_SECONDS = 0.2


class PoolMeter(Protocol):
    """Who is told about the pool."""

    def set_pool(self, used: int, idle: int, waiting: int) -> None: ...

    def count_pool_timeout(self) -> None: ...


class PooledConnection:
    """A driver connection with its birth time, its last use and the statements prepared on it."""

    __slots__ = ("born", "prepared", "raw", "used_at")

    def __init__(self, raw: psycopg2.extensions.connection) -> None:
        self.raw = raw
        self.born = self.used_at = monotonic()
        self.prepared: set[str] = set()

    def usable(self, doubted_at: float) -> bool:
        """False when the connection is closed, too old, or the server has hung up.

        One used a moment ago, and after `doubted_at`, is trusted. Nothing is ever due on an idle connection: when its
        socket is readable the server has closed it or is saying so. This costs a poll of one descriptor, not a round
        trip.
        """
        now = monotonic()
        if self.raw.closed or now - self.born > MAX_AGE_SECONDS:
            return False
        trusted = self.used_at > max(doubted_at, now - TRUSTED_SECONDS)
        return trusted or not is_readable(self.raw.fileno())


class Waiter:
    """Somebody in the queue: `served` opens when `place` has been handed over."""

    __slots__ = ("place", "served")

    def __init__(self) -> None:
        self.place: PooledConnection | None = None
        # Looked up late: under gevent the lock of the patched module lets others run.
        self.served = threading.Lock()
        self.served.acquire()


class Pool:
    """At most `size` connections; `acquire` waits up to `wait_seconds` for a free one.

    Each free place is an open connection or None, most recently used last. A place that comes back goes to whoever
    has waited longest; newcomers find none free as long as somebody waits. Every step is one atomic operation of a
    deque.
    """

    def __init__(
        self,
        connect: Callable[[], psycopg2.extensions.connection],
        size: int,
        wait_seconds: float,
        meter: PoolMeter,
    ) -> None:
        self.size = size
        self._connect = connect
        self._wait_seconds = wait_seconds
        self._meter = meter
        self._places: deque[PooledConnection | None] = deque([None] * size)
        self._waiters: deque[Waiter] = deque()
        self._open = 0
        self._reported_at = 0.0
        self._swept_at = monotonic()
        # When a connection was last found broken: whatever ended it may have ended the others.
        self._doubted_at = 0.0
        self._closed = False

    def acquire(self) -> PooledConnection:
        """A live connection, or DatabaseUnavailable when none is free in time or the server refuses."""
        place = self._take()
        try:
            connection = self._revive(place)
        except BaseException:
            self._give_back(None)
            raise
        self._report()
        return connection

    def release(self, connection: PooledConnection, *, broken: bool = False) -> None:
        """Give a connection back; a broken one is closed instead."""
        if broken or self._closed or connection.raw.closed:
            self._doubted_at = monotonic()
            self._discard(connection)
            self._give_back(None)
        else:
            connection.used_at = monotonic()
            self._give_back(connection)
            self._sweep(connection.used_at)
        self._report()

    def close(self) -> None:
        """Close what is idle now and what comes back later."""
        self._closed = True
        for _ in range(len(self._places)):
            place = self._places.popleft()
            if place is not None:
                self._discard(place)
            self._places.append(None)

    def close_idle(self, seconds: float) -> None:
        """Close what nobody has used for so long."""
        oldest = monotonic() - seconds
        free: list[PooledConnection | None] = []
        with suppress(IndexError):
            while True:
                free.append(self._places.popleft())
        for place in free:
            if place is not None and place.used_at < oldest:
                self._discard(place)
                place = None
            self._give_back(place)

    def _sweep(self, now: float) -> None:
        """Now and then, with a connection that comes back: no process needs a clock of its own for it."""
        if now - self._swept_at > IDLE_SECONDS:
            self._swept_at = now
            self.close_idle(IDLE_SECONDS)

    @property
    def used(self) -> int:
        """Connections handed out at this moment."""
        return self.size - len(self._places)

    @property
    def idle(self) -> int:
        """Open connections waiting for work."""
        return max(0, self._open - self.used)

    def _take(self) -> PooledConnection | None:
        if not self._waiters:
            try:
                return self._places.pop()
            except IndexError:
                pass
        return self._wait()

    def _wait(self) -> PooledConnection | None:
        waiter = Waiter()
        self._waiters.append(waiter)
        # A place may have come back between looking for one and queueing up.
        self._serve()
        try:
            with span("pool wait"):
                served = waiter.served.acquire(timeout=self._wait_seconds)
        except BaseException:
            # A greenlet that is killed while it waits.
            if not self._leave_queue(waiter):
                self._give_back(waiter.place)
            raise
        if served or not self._leave_queue(waiter):
            return waiter.place
        self._meter.count_pool_timeout()
        raise PoolExhausted()

    def _leave_queue(self, waiter: Waiter) -> bool:
        """False when the waiter has been served meanwhile."""
        try:
            self._waiters.remove(waiter)
        except ValueError:
            # Taken from the queue; the place arrives with the next step of whoever did.
            waiter.served.acquire(timeout=self._wait_seconds)
            return False
        return True

    def _give_back(self, place: PooledConnection | None) -> None:
        if place is None:
            self._places.appendleft(None)
        else:
            self._places.append(place)
        self._serve()

    def _serve(self) -> None:
        while self._waiters:
            try:
                place = self._places.pop()
            except IndexError:
                return
            try:
                waiter = self._waiters.popleft()
            except IndexError:
                self._places.append(place)
                continue
            waiter.place = place
            waiter.served.release()

    def _revive(self, place: PooledConnection | None) -> PooledConnection:
        if place is not None:
            if place.usable(self._doubted_at):
                return place
            self._discard(place)
        try:
            raw = self._connect()
        except TimeoutError as error:
            raise DatabaseUnavailable() from error
        except psycopg2.Error as error:
            raise translate(error) from error
        self._open += 1
        return PooledConnection(raw)

    def _discard(self, connection: PooledConnection) -> None:
        connection.raw.close()
        self._open -= 1

    def _report(self) -> None:
        """Tell the meter, often enough for a gauge: at rest, when somebody waits, and now and then in between."""
        used = self.size - len(self._places)
        now = monotonic()
        if used and not self._waiters and now - self._reported_at < REPORT_SECONDS:
            return
        self._reported_at = now
        self._meter.set_pool(used, max(0, self._open - used), len(self._waiters))
