"""A read replica for what may be a second old: public reads that nobody's own writes have to show in.

Whatever is wrong with the replica, the primary answers instead: the caller notices nothing (docs/adr/0019).
"""

import os
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from functools import partial

import psycopg2
import psycopg2.extensions
from psycopg2 import errorcodes

from suite.database.connection import Connection, Parameters, Prepared, QueryMeter
from suite.database.errors import PoolExhausted, TransactionAborted
from suite.database.replica_watch import ReadSource, ReplicaMeter, ReplicaWatch
from suite.errors import DatabaseUnavailable

PRIMARY, REPLICA = "primary", "replica"
POOL, LOST, CONFLICT, SCHEMA, FAULT = "pool", "lost", "conflict", "schema", "fault"
# By class of SQLSTATE: names the replica does not know yet, and a server that is ill. What is wrong with a statement
# itself, such as writing, is wrong everywhere and is told.
_OWN_TROUBLE = {"42": SCHEMA, "53": FAULT, "58": FAULT, "XX": FAULT}

_primary_only: ContextVar[bool] = ContextVar("primary_only", default=False)


@contextmanager
def primary_only() -> Iterator[None]:
    """In this block everything is read from the primary: what is made here is kept for longer than it may be late."""
    token = _primary_only.set(True)
    try:
        yield
    finally:
        _primary_only.reset(token)


class Replica:
    """The replica beside a primary. `reader` is its pool for requests, which never waits for a connection."""

    def __init__(self, primary: ReadSource, reader: ReadSource, watch: ReplicaWatch, meter: ReplicaMeter) -> None:
        self._primary, self._reader = primary, reader
        self.watch = watch
        self._meter = meter
        self._readings: set[ReplicaReading] = set()
        watch.on_silence = self._abandon_readings

    @contextmanager
    def read(self, context: Mapping[str, str] | None = None) -> Iterator[Connection]:
        """As Database.read: single statements, answered by the replica when it is well."""
        with ExitStack() as stack:
            yield self._begin(stack, context)

    def check(self) -> str:
        """The readiness check: ok, or why the primary answers instead."""
        return self.watch.first_verdict() or "ok"

    def _begin(self, stack: ExitStack, context: Mapping[str, str] | None) -> Connection:
        if _primary_only.get():
            return self._from_primary(stack, context)
        objection = self.watch.objection
        if objection is None:
            try:
                connection = stack.enter_context(self._reader.read(context))
            except PoolExhausted:
                objection = POOL
            except DatabaseUnavailable:
                objection = LOST
                self._leave_alone(LOST)
            else:
                self._meter.count_replica_read(REPLICA)
                reading = ReplicaReading(connection, partial(self._repeat, stack, context))
                self._readings.add(reading)
                stack.callback(self._readings.discard, reading)
                return reading
        self._meter.count_replica_fallback(objection)
        return self._from_primary(stack, context)

    def _repeat(self, stack: ExitStack, context: Mapping[str, str] | None, reason: str) -> Connection:
        """The primary, after the replica has failed a statement."""
        self._leave_alone(reason)
        self._meter.count_replica_fallback(reason)
        return self._from_primary(stack, context)

    def _abandon_readings(self) -> None:
        """Let those who wait for a silent replica be answered by the primary now, not at the end of all patience."""
        for reading in list(self._readings):
            reading.abandon()

    def _leave_alone(self, reason: str) -> None:
        self.watch.object(reason)
        if reason == LOST:
            self._reader.pool.close_idle(0)

    def _from_primary(self, stack: ExitStack, context: Mapping[str, str] | None) -> Connection:
        connection = stack.enter_context(self._primary.read(context))
        self._meter.count_replica_read(PRIMARY)
        return connection


class ReplicaReading(Connection):
    """Statements put to a replica; the first one it fails, and all after it, are put to the primary."""

    def __init__(self, replica: Connection, repeat: Callable[[str], Connection]) -> None:
        self._reader, self._repeat = replica, repeat
        self._repeated = False
        self._in_transaction = False
        self.touched = replica.touched

    def abandon(self) -> None:
        """Have the statement under way fail as if the replica had hung up."""
        raw = self._reader._raw
        if not self._repeated and not raw.closed:
            # The descriptor is the driver's: another one for the same connection is shut and closed.
            with suppress(OSError, psycopg2.Error), socket.socket(fileno=os.dup(raw.fileno())) as connection:
                connection.shutdown(socket.SHUT_RDWR)

    def quote(self, statement: str, parameters: Parameters) -> str:
        return self._reader.quote(statement, parameters)

    def _execute(
        self, statement: str | Prepared, parameters: Parameters, *, encoded: bool = False
    ) -> psycopg2.extensions.cursor:
        try:
            return self._reader._execute(statement, parameters, encoded=encoded)
        except (DatabaseUnavailable, TransactionAborted, psycopg2.Error) as error:
            reason = reason_to_repeat(error)
            if self._repeated or reason is None:
                raise
        self._reader, self._repeated = self._repeat(reason), True
        return self._reader._execute(statement, parameters, encoded=encoded)


def reason_to_repeat(error: Exception) -> str | None:
    """Why a statement that ended so on the replica may well succeed on the primary; None when it would not."""
    cause = error if isinstance(error, psycopg2.Error) else error.__cause__
    state = cause.pgcode if isinstance(cause, psycopg2.Error) else None
    if isinstance(error, TransactionAborted):
        return CONFLICT
    if isinstance(error, DatabaseUnavailable):
        # A statement over its time limit would take as long over there.
        return None if state == errorcodes.QUERY_CANCELED else LOST
    return _OWN_TROUBLE.get((state or "")[:2])


class ReaderMeter:
    """Statements on the replica are counted like all others; its pool is not the one the gauges tell of."""

    def __init__(self, meter: QueryMeter) -> None:
        self.observe_query = meter.observe_query
        self.count_slow_query = meter.count_slow_query

    def set_pool(self, used: int, idle: int, waiting: int) -> None:
        return None

    def count_pool_timeout(self) -> None:
        return None
