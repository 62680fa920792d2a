"""Passes over all streams until the end, requested runs first. One of several loops leads, the others wait."""

import logging
import os
import socket
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from threading import Thread
from time import monotonic

import psycopg2
from psycopg2.extensions import connection as Connection

from db_sync_worker.comparisons import Comparisons
from db_sync_worker.engine.outcome import INCREMENTAL, Order, Outcome, Tally
from db_sync_worker.engine.run import Engine
from db_sync_worker.heartbeat_queries import upsert_heartbeat
from db_sync_worker.requested import run_requested
from db_sync_worker.streams.model import Stream
from db_sync_worker.target import run_queries
from db_sync_worker.target.batch import drop_expired, prepare_partitions, select_expired
from db_sync_worker.target.session import COMPARE, COPY, Connect, lock_key, try_lock
from db_sync_worker.target.statements import value
from db_sync_worker.target.table_queries import drop_partition

log = logging.getLogger(__name__)
LEAD, UPKEEP = "loop", "upkeep"
LONGEST_NAP = 1.0
BEAT_SECONDS = 5.0
FAREWELL_SECONDS = 7.0
NOBODY = "00000000-0000-0000-0000-000000000000"


class Loop:
    """Copies; `interval` replaces the streams' own. Comparisons go on beside it, in a thread of their own."""

    def __init__(
        self,
        engine: Engine,
        streams: Sequence[Stream],
        connect: Connect,
        interval: float | None = None,
        keep: timedelta = timedelta(days=90),
    ) -> None:
        self._engine, self._connect = engine, connect
        self._streams = {stream.name: stream for stream in streams}
        self._interval, self._keep = interval, keep
        self._due = dict.fromkeys(self._streams, 0.0)
        self._upkeep_day: date | None = None
        self._leader: Connection | None = None
        self._beat_at = 0.0
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        self.comparisons = Comparisons(engine.beside(), streams, connect)

    @property
    def beat_seconds(self) -> float:
        """How long a round is said to be: the shortest interval, at least as long as beats are apart."""
        intervals = [self._interval_of(stream) for stream in self._streams.values()]
        return max(BEAT_SECONDS, min(intervals))

    def run(self) -> int:
        """Go round until asked to end; 0."""
        stop = self._engine.stop
        log.info("loop started", extra={"streams": len(self._streams)})
        beside = Thread(target=self.comparisons.run, args=(lambda: self._leader is not None,), name="comparisons")
        beside.daemon = True
        beside.start()
        while not stop.is_set():
            try:
                if self._lead():
                    self.go_round()
            except (psycopg2.Error, OSError) as error:
                log.warning("round of the loop failed", extra={"error": type(error).__name__})
                self._step_down()
            stop.wait(LONGEST_NAP)
        beside.join(FAREWELL_SECONDS)
        self._step_down()
        log.info("loop ended")
        return 0

    def go_round(self) -> None:
        """Requested runs, streams that are due, upkeep of the day."""
        self._beat()
        self._abandon_dead_runs()
        while not self._engine.stop.is_set() and self._run_requested():
            self._beat()
        for stream in self._streams.values():
            if self._engine.stop.is_set():
                return
            if monotonic() >= self._due[stream.name]:
                self._run(stream, Order(mode=INCREMENTAL, trigger="loop", requested_by="loop"))
                self._due[stream.name] = monotonic() + self._interval_of(stream)
        self._keep_up()

    def _run(self, stream: Stream, order: Order) -> Outcome:
        def report(_: Tally) -> None:
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
                value(connection, "SELECT pg_advisory_unlock(%s)", (lock_key(lock),))
                connection.commit()

    def _keep_up(self) -> None:
        """Partitions for the days to come, and away with those past their time: once a day."""
        now = self._engine.clock()
        if self._upkeep_day == now.date():
            return
        keep_partitions(self._connection(), self._streams.values(), now)
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

    def _lead(self) -> bool:
        """Be the one loop of several; a connection that broke loses the office."""
        if self._leader is None or self._leader.closed:
            self._leader = self._connect()
            if not try_lock(self._leader, LEAD):
                self._step_down()
                return False
        return True

    def _step_down(self) -> None:
        if self._leader is not None:
            self._leader.close()
        self._leader = None

    def _connection(self) -> Connection:
        if self._leader is None:
            raise psycopg2.InterfaceError("not the leader")
        return self._leader

    def _interval_of(self, stream: Stream) -> float:
        return self._interval or stream.interval.total_seconds()


def keep_partitions(connection: Connection, streams: Iterable[Stream], now: datetime) -> dict[str, list[date]]:
    """Add the partitions of the next days, drop the expired ones; dropped days by stream. One runner at a time."""
    dropped: dict[str, list[date]] = {}
    if not try_lock(connection, UPKEEP):
        return dropped
    try:
        for stream in streams:
            try:
                dropped[stream.name] = _keep_partitions_of(connection, stream, now)
            except psycopg2.Error as error:
                if connection.closed:
                    raise
                connection.rollback()
                reason = {"stream": stream.name, "error": type(error).__name__}
                log.warning("partitions cannot be kept up", extra=reason)
    finally:
        if not connection.closed:
            connection.rollback()
            value(connection, "SELECT pg_advisory_unlock(%s)", (lock_key(UPKEEP),))
            connection.commit()
    return dropped


def archive_expired(connection: Connection, stream: Stream, now: datetime) -> list[date]:
    """Archive the partitions that are past their time, each proved before it is dropped."""
    from db_sync_worker.archive.files import Archive
    from db_sync_worker.archive.keeping import ArchiveDiffers, Keeper

    dropped: list[date] = []
    keeper = Keeper(connection, stream, Archive(str(stream.archive_to)))
    for partition in select_expired(connection, stream, now):
        try:
            kept = keeper.keep(partition)
        except (ArchiveDiffers, OSError, ValueError) as error:
            connection.rollback()
            log.warning("partition cannot be archived", extra={"stream": stream.name, "reason": str(error)[:500]})
            break
        if drop_partition(connection, stream, partition):
            connection.commit()
            dropped.append(partition.start.date())
            figures = {"partition": kept.partition, "rows": kept.rows, "bytes": kept.bytes}
            log.info("partition archived and dropped", extra={"stream": stream.name, **figures})
    return dropped


def _keep_partitions_of(connection: Connection, stream: Stream, now: datetime) -> list[date]:
    prepare_partitions(connection, stream, now.date())
    connection.commit()
    if stream.archive_to:
        return archive_expired(connection, stream, now)
    if not stream.retention_drop:
        waiting = select_expired(connection, stream, now)
        connection.rollback()
        if waiting:
            held = {"stream": stream.name, "partitions": len(waiting), "first": str(waiting[0].start.date())}
            log.warning("expired partitions are kept, retention_drop is not true", extra=held)
        return []
    dropped = drop_expired(connection, stream, now)
    if dropped:
        days = {"first": str(dropped[0]), "days": len(dropped)}
        log.info("expired partitions dropped", extra={"stream": stream.name, **days})
    return dropped
