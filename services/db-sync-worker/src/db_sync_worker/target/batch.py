"""One batch in one transaction: rows, rejected rows and the new position, or nothing at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import psycopg2
from psycopg2.extensions import connection as Connection

from db_sync_worker.streams.model import LAST, REFUSE, Stream
from db_sync_worker.target.errors import ROW_ERRORS
from db_sync_worker.target.quarantine_queries import insert_rejected
from db_sync_worker.target.statements import run
from db_sync_worker.target.table_queries import (
    NATIVE,
    Table,
    TargetPartition,
    add_partition,
    copy_direct,
    copy_staged,
    create_staging,
    delete_repeats,
    drop_staging,
    select_partitions,
    select_storage,
    upsert_staged,
)
from db_sync_worker.values.copy_rows import NULL, Rejected
from db_sync_worker.values.repeats import REASON as SHARED
from db_sync_worker.values.repeats import KeyShared

TOUCHED = ("ingested_at",)
_UNESCAPES = (("\\n", "\n"), ("\\r", "\r"), ("\\t", "\t"))


@dataclass
class Batch:
    """Rows on their way to the target."""

    lines: list[str] = field(default_factory=list)
    moments: list[str] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.lines) + len(self.rejected)


@dataclass
class Loaded:
    """What a batch did; `rejected` counts rows of both kinds of errors."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    collapsed: int = 0
    direct: bool = False

    @property
    def written(self) -> int:
        """Rows that changed the target."""
        return self.inserted + self.updated


class Loader:
    """Loads batches of one stream over one connection; remembers which partitions there are."""

    def __init__(self, connection: Connection, stream: Stream, table: Table, *, dry_run: bool = False) -> None:
        self._connection, self._stream, self._dry_run = connection, stream, dry_run
        self._touched = tuple(name for name in TOUCHED if name in table.types and name not in stream.names)
        self._partitioned = table.storage == NATIVE
        self._partitions: list[TargetPartition] | None = None

    def load(self, batch: Batch, record: Callable[[Loaded], None], *, direct: bool = False) -> Loaded:
        """Write a batch; `record` notes the new position in the same transaction. A dry run rolls back.

        `direct` tries COPY into the target itself. Errors of single rows end in quarantine, all others are raised
        and leave nothing behind.
        """
        connection = self._connection
        try:
            self._add_partitions(batch.moments)
            loaded = self._load_direct(batch) if direct else None
            if loaded is None:
                loaded = self._load_staged(batch)
            insert_rejected(connection, self._stream, batch.rejected)
            loaded.rejected = len(batch.rejected)
            record(loaded)
            if self._dry_run:
                connection.rollback()
                self._partitions = None
            else:
                connection.commit()
        except BaseException:
            if not connection.closed:
                connection.rollback()
            raise
        return loaded

    def _add_partitions(self, moments: Sequence[str]) -> None:
        """Partitions a batch needs; in a transaction of their own: their lock on the table is short."""
        if not self._partitioned:
            return
        if self._partitions is None:
            self._partitions = select_partitions(self._connection, self._stream)
        days = {datetime.fromisoformat(day).replace(tzinfo=UTC) for day in {moment[:10] for moment in moments}}
        held = self._partitions
        missing = {day for day in days if not any(part.start <= day < part.end for part in held)}
        for day in sorted(missing):
            add_partition(self._connection, self._stream, day)
        if missing:
            self._partitions = select_partitions(self._connection, self._stream)
            if not self._dry_run:
                self._connection.commit()

    def _load_direct(self, batch: Batch) -> Loaded | None:
        """None when a row is there already, or one cannot be stored."""
        run(self._connection, "SAVEPOINT direct")
        try:
            copy_direct(self._connection, self._stream, batch.lines)
        except ROW_ERRORS:
            run(self._connection, "ROLLBACK TO SAVEPOINT direct")
            return None
        return Loaded(inserted=len(batch.lines), direct=True)

    def _load_staged(self, batch: Batch) -> Loaded:
        loaded = Loaded()
        if batch.lines:
            self._load_part(batch, range(len(batch.lines)), loaded)
        return loaded

    def _load_part(self, batch: Batch, part: range, loaded: Loaded) -> None:
        """Load rows of `part`; when the database refuses one, its halves, down to the row itself."""
        try:
            counts = self._try_part(batch, part)
        except ROW_ERRORS as error:
            self._undo()
            if len(part) == 1:
                self._reject(batch, part[0], _reason(error), error.diag.column_name)
            else:
                middle = len(part) // 2
                self._load_part(batch, part[:middle], loaded)
                self._load_part(batch, part[middle:], loaded)
            return
        inserted, updated, shared = counts
        loaded.inserted += inserted
        loaded.updated += updated
        loaded.unchanged += len(part) - inserted - updated - len(shared)
        loaded.collapsed += len(shared)
        if self._stream.collapse != LAST:
            for row in shared:
                self._reject(batch, part[row], SHARED, None)

    def _try_part(self, batch: Batch, part: range) -> tuple[int, int, list[int]]:
        run(self._connection, "SAVEPOINT part")
        create_staging(self._connection, self._stream)
        copy_staged(self._connection, self._stream, batch.lines[part.start : part.stop])
        counts = self._upsert()
        drop_staging(self._connection)
        run(self._connection, "RELEASE SAVEPOINT part")
        return counts

    def _upsert(self) -> tuple[int, int, list[int]]:
        """Rows inserted and updated, and the places of those that gave way to another one with their key.

        PostgreSQL tells when a key comes twice, also where two spellings mean the same to it and to nobody else.
        """
        connection, stream = self._connection, self._stream
        run(connection, "SAVEPOINT upsert")
        try:
            return *upsert_staged(connection, stream, self._touched), []
        except psycopg2.errors.CardinalityViolation:
            run(connection, "ROLLBACK TO SAVEPOINT upsert")
        shared = delete_repeats(connection, stream, keep_last=stream.collapse == LAST)
        if stream.collapse == REFUSE:
            raise KeyShared(f"{len(shared)} rows share their key ({', '.join(stream.key)}) with an earlier one")
        return *upsert_staged(connection, stream, self._touched), shared

    def _undo(self) -> None:
        run(self._connection, "ROLLBACK TO SAVEPOINT part")

    def _reject(self, batch: Batch, row: int, reason: str, column: str | None) -> None:
        fields = dict(zip(self._stream.names, batch.lines[row].split("\t"), strict=True))
        key = "/".join(fields[name] for name in self._stream.key)
        if reason == SHARED:
            key += "#" + sha256(batch.lines[row].encode()).hexdigest()
        raw = {name: _plain(text) for name, text in fields.items()}
        batch.rejected.append(Rejected(key, column, reason, raw, batch.moments[row]))


def _reason(error: psycopg2.Error) -> str:
    return str(error.diag.message_primary or type(error).__name__)


def prepare_partitions(connection: Connection, stream: Stream, today: date, days: int = 7) -> int:
    """Partitions from today on, so that no batch has to wait for one; how many were added."""
    if select_storage(connection, stream.target) != NATIVE:
        return 0
    first = datetime(today.year, today.month, today.day, tzinfo=UTC)
    wanted = {stream.partition_of(first + timedelta(days=ahead))[0] for ahead in range(days + 1)}
    held = select_partitions(connection, stream)
    missing = [start for start in sorted(wanted) if not any(part.start <= start < part.end for part in held)]
    return sum(add_partition(connection, stream, start) for start in missing)


def select_expired(connection: Connection, stream: Stream, now: datetime) -> list[TargetPartition]:
    """Partitions that are wholly past the stream's retention."""
    expiry = stream.expiry(now)
    if expiry is None:
        return []
    return [partition for partition in select_partitions(connection, stream) if partition.end <= expiry]


def _plain(field_text: str) -> str | None:
    if field_text == NULL:
        return None
    for escaped, plain in _UNESCAPES:
        field_text = field_text.replace(escaped, plain)
    return field_text.replace("\\\\", "\\")
