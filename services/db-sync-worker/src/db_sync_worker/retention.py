"""Partitions of the targets: added ahead, and gone when they are past their time. Nothing is dropped unasked."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import psycopg2
from psycopg2.extensions import connection as Connection

from db_sync_worker.source.client import QuestDb
from db_sync_worker.source.errors import SourceError
from db_sync_worker.source.queries import select_bounds
from db_sync_worker.streams.model import Stream
from db_sync_worker.target.batch import prepare_partitions, select_expired
from db_sync_worker.target.lock_queries import free_lock, try_lock
from db_sync_worker.target.table_queries import TargetPartition, count_rows, drop_partition

log = logging.getLogger(__name__)
UPKEEP = "upkeep"


@dataclass(frozen=True)
class Expired:
    """Partitions past the retention of a stream, and what is in them on both sides; None: the source does not say."""

    stream: str
    days: tuple[date, ...]
    rows: int
    source_rows: int | None
    dropped: bool

    def fields(self) -> dict[str, object]:
        """As the log shows them."""
        span = {"stream": self.stream, "partitions": len(self.days), "first": str(self.days[0])}
        return {**span, "rows": self.rows, "source_rows": self.source_rows}

    def __str__(self) -> str:
        held = "does not say what it still has" if self.source_rows is None else f"still has {self.source_rows} rows"
        done = "dropped" if self.dropped else "kept: drop them with --confirm-drop, or say archive or retention_drop"
        return (
            f"{self.stream}: {len(self.days)} partitions from {self.days[0]} to {self.days[-1]} with {self.rows} rows"
            f" are past the retention, the source {held} of that time; {done}"
        )


@dataclass(frozen=True)
class Retention:
    """The upkeep of one moment; `confirmed` drops what no stream says may go."""

    connection: Connection
    now: datetime
    source: QuestDb
    confirmed: bool = False

    def keep(self, streams: Iterable[Stream]) -> list[Expired]:
        """Add the partitions of the next days, and see to the expired ones; one runner at a time."""
        connection = self.connection
        found: list[Expired] = []
        if not try_lock(connection, UPKEEP):
            return found
        try:
            for stream in streams:
                try:
                    found += self._keep(stream)
                except psycopg2.Error as error:
                    if connection.closed:
                        raise
                    connection.rollback()
                    reason = {"stream": stream.name, "error": type(error).__name__}
                    log.warning("partitions cannot be kept up", extra=reason)
        finally:
            free_lock(connection, UPKEEP)
        return found

    def _keep(self, stream: Stream) -> list[Expired]:
        prepare_partitions(self.connection, stream, self.now.date())
        self.connection.commit()
        expired = select_expired(self.connection, stream, self.now)
        self.connection.rollback()
        if not expired:
            return []
        if stream.archive_to:
            return self._archive(stream, expired)
        return [self._drop(stream, expired)]

    def _drop(self, stream: Stream, expired: Sequence[TargetPartition]) -> Expired:
        start, end = expired[0].start, expired[-1].end
        rows = count_rows(self.connection, stream, start, end)
        self.connection.rollback()
        source_rows = self._count_source(stream, start, end)
        may = stream.retention_drop or self.confirmed
        if may:
            expired = [partition for partition in expired if self._drop_one(stream, partition)]
        found = Expired(stream.name, tuple(part.start.date() for part in expired), rows, source_rows, dropped=may)
        if may:
            log.info("expired partitions dropped", extra=found.fields())
        else:
            log.warning("expired partitions are kept, retention_drop is not true", extra=found.fields())
        return found

    def _drop_one(self, stream: Stream, partition: TargetPartition) -> bool:
        """In a transaction of its own: its lock on the table is short."""
        gone = drop_partition(self.connection, stream, partition)
        self.connection.commit()
        return gone

    def _count_source(self, stream: Stream, start: datetime, end: datetime) -> int | None:
        if not stream.table:
            return None
        try:
            return int(self.source.value(select_bounds(stream, start, end)))
        except SourceError:
            return None

    def _archive(self, stream: Stream, expired: Sequence[TargetPartition]) -> list[Expired]:
        """Archive partitions, each proved before it is dropped."""
        from db_sync_worker.archive.files import ArchiveStore
        from db_sync_worker.archive.keeper import ArchiveDiffers, ArchiveKeeper

        gone: list[Expired] = []
        keeper = ArchiveKeeper(self.connection, stream, ArchiveStore(str(stream.archive_to)))
        for partition in expired:
            try:
                archived = keeper.keep(partition)
            except (ArchiveDiffers, OSError, ValueError) as error:
                self.connection.rollback()
                log.warning("partition cannot be archived", extra={"stream": stream.name, "reason": str(error)[:500]})
                break
            if self._drop_one(stream, partition):
                figures = {"partition": archived.partition, "rows": archived.rows, "bytes": archived.bytes}
                log.info("partition archived and dropped", extra={"stream": stream.name, **figures})
                gone.append(Expired(stream.name, (partition.start.date(),), archived.rows, None, dropped=True))
        return gone
