"""The copying of all streams: requested runs first, then streams that are due, then the upkeep of the day."""

import logging
import os
import socket
from collections.abc import Sequence
from datetime import date, timedelta
from time import monotonic

from psycopg2.extensions import connection as Connection

from db_sync_worker.engine.outcome import INCREMENTAL, Order, RunOutcome, RunTally
from db_sync_worker.engine.run import Engine
from db_sync_worker.heartbeat_queries import upsert_heartbeat
from db_sync_worker.requested import run_requested
from db_sync_worker.retention import Retention
from db_sync_worker.streams.model import Stream
from db_sync_worker.target import run_queries
from db_sync_worker.target.lock_queries import free_lock, try_lock
from db_sync_worker.target.session import COMPARE, COPY, Connect

log = logging.getLogger(__name__)
BEAT_SECONDS = 5.0
NOBODY = "00000000-0000-0000-0000-000000000000"


class Copies:
    """Goes round; `interval` replaces the streams' own."""

    def __init__(
        self,
        engine: Engine,
        streams: Sequence[Stream],
        connect: Connect,
        interval: float | None,
        keep: timedelta,
    ) -> None:
        self._engine, self._connect = engine, connect
        self._streams = {stream.name: stream for stream in streams}
        self._interval, self._keep = interval, keep
        self._due = dict.fromkeys(self._streams, 0.0)
        self._upkeep_day: date | None = None
        self._open: Connection | None = None
        self._beat_at = 0.0
        self._name = f"{socket.gethostname()}:{os.getpid()}"

    @property
    def beat_seconds(self) -> float:
        """How long a round is said to be: the shortest interval, at least as long as beats are apart."""
        intervals = [self._interval_of(stream) for stream in self._streams.values()]
        return max(BEAT_SECONDS, min(intervals))

    def go_round(self) -> bool:
        """One round; False, as nothing is left to do until the next one."""
        self._beat()
        self._abandon_dead_runs()
        while not self._engine.stop.is_set() and self._run_requested():
            self._beat()
        for stream in self._streams.values():
            if self._engine.stop.is_set():
                return False
            if monotonic() >= self._due[stream.name]:
                self._run(stream, Order(mode=INCREMENTAL, trigger="loop", requested_by="loop"))
                self._due[stream.name] = monotonic() + self._interval_of(stream)
        self._keep_up()
        return False

    def close(self) -> None:
        """Give the connection back."""
        if self._open is not None:
            self._open.close()

    def _run(self, stream: Stream, order: Order) -> RunOutcome:
        def report(_: RunTally) -> None:
            self._beat()

        return self._engine.run(stream, order, report)

    def _run_requested(self) -> bool:
        connection = self._connection()
        return run_requested(connection, self._streams, self._run, comparing=False)

    def _abandon_dead_runs(self) -> None:
        connection = self._connection()
        running = run_queries.select_running_streams(connection)
        connection.commit()
        for name, comparing in running:
            lock = name + (COMPARE if comparing else COPY).suffix
            if try_lock(connection, lock):
                run_queries.abandon_runs(connection, name, NOBODY, comparing=comparing)
                connection.commit()
                free_lock(connection, lock)

    def _keep_up(self) -> None:
        """Partitions for the days to come, and away with those past their time: once a day."""
        now = self._engine.clock()
        if self._upkeep_day == now.date():
            return
        Retention(self._connection(), now, self._engine.source).keep(self._streams.values())
        purged = run_queries.purge(self._connection(), now - self._keep)
        self._connection().commit()
        if any(purged.values()):
            log.info("old records deleted", extra=purged)
        self._upkeep_day = now.date()

    def _beat(self) -> None:
        if monotonic() - self._beat_at < BEAT_SECONDS and self._beat_at:
            return
        self._beat_at = monotonic()
        connection = self._connection()
        upsert_heartbeat(connection, self.beat_seconds, self._name)
        connection.commit()

    def _connection(self) -> Connection:
        if self._open is None or self._open.closed:
            self._open = self._connect()
        return self._open

    def _interval_of(self, stream: Stream) -> float:
        return self._interval or stream.interval.total_seconds()
