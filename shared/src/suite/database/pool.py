"""A fixed set of connections a process, opened when first needed and kept.

psycopg2's own pool closes what exceeds its minimum and raises when it is empty. This one waits for a bounded time,
drops connections whose server is gone before they are handed out, and renews old ones.
"""

import select
from collections import deque
from collections.abc import Callable
from threading import Lock, Semaphore
from time import monotonic
from typing import Protocol

import psycopg2
import psycopg2.extensions

from suite.database.errors import translate
from suite.errors import DatabaseUnavailable

MAX_AGE_SECONDS = 1_800.0


class PoolMeter(Protocol):
    """Who is told about the pool."""

    def set_pool(self, used: int, idle: int, waiting: int) -> None: ...

    def count_pool_timeout(self) -> None: ...


class PooledConnection:
    """A driver connection with its birth time and the statements prepared on it."""

    __slots__ = ("born", "prepared", "raw")

    def __init__(self, raw: psycopg2.extensions.connection) -> None:
        self.raw = raw
        self.born = monotonic()
        self.prepared: set[str] = set()

    def usable(self) -> bool:
        """False when the connection is closed, too old, or the server has hung up.

        Nothing is ever due on an idle connection: when its socket is readable the server has closed it or is
        saying so. This costs a poll of one descriptor, not a round trip.
        """
        if self.raw.closed or monotonic() - self.born > MAX_AGE_SECONDS:
            return False
        poll = select.poll()
        poll.register(self.raw.fileno(), select.POLLIN)
        return not poll.poll(0)


class Pool:
    """At most `size` connections; `acquire` waits up to `wait_seconds` for a free one."""

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
        self._free = Semaphore(size)
        self._idle: deque[PooledConnection] = deque()
        self._counts = Lock()
        self._used = 0
        self._waiting = 0
        self._closed = False

    def acquire(self) -> PooledConnection:
        """A live connection, or DatabaseUnavailable when none is free in time or the server refuses."""
        if not self._free.acquire(blocking=False):
            self._wait()
        try:
            connection = self._take_idle() or self._open()
        except BaseException:
            self._free.release()
            raise
        self._count(used=1)
        return connection

    def release(self, connection: PooledConnection, *, broken: bool = False) -> None:
        """Give a connection back; a broken one is closed instead."""
        if broken or self._closed or connection.raw.closed:
            connection.raw.close()
        else:
            self._idle.append(connection)
        self._count(used=-1)
        self._free.release()

    def close(self) -> None:
        """Close what is idle now and what comes back later."""
        self._closed = True
        while self._idle:
            self._idle.pop().raw.close()

    @property
    def used(self) -> int:
        """Connections handed out at this moment."""
        return self._used

    @property
    def idle(self) -> int:
        """Open connections waiting for work."""
        return len(self._idle)

    def _wait(self) -> None:
        self._count(waiting=1)
        try:
            if self._free.acquire(timeout=self._wait_seconds):
                return
        finally:
            self._count(waiting=-1)
        self._meter.count_pool_timeout()
        raise DatabaseUnavailable()

    def _take_idle(self) -> PooledConnection | None:
        while self._idle:
            try:
                connection = self._idle.pop()
            except IndexError:
                return None
            if connection.usable():
                return connection
            connection.raw.close()
        return None

    def _open(self) -> PooledConnection:
        try:
            raw = self._connect()
        except TimeoutError as error:
            raise DatabaseUnavailable() from error
        except psycopg2.Error as error:
            raise translate(error) from error
        return PooledConnection(raw)

    def _count(self, used: int = 0, waiting: int = 0) -> None:
        with self._counts:
            self._used += used
            self._waiting += waiting
            self._meter.set_pool(self._used, len(self._idle), self._waiting)
