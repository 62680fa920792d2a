"""Copies windows: read, check the count, convert, load batch by batch."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Event

from db_sync_worker.engine.asking import PatientSource
from db_sync_worker.engine.outcomes import Tally, check_stop
from db_sync_worker.engine.reading import Reader, Window
from db_sync_worker.source.client import moment_of
from db_sync_worker.source.errors import AnswerBroken
from db_sync_worker.source.queries import iso
from db_sync_worker.source.rows import Block
from db_sync_worker.streams.model import Stream
from db_sync_worker.target.control_queries import advance, count_written
from db_sync_worker.target.loading import Batch, Loaded, Loader
from db_sync_worker.target.quarantine_queries import resolve_rows, select_now
from db_sync_worker.target.run_queries import update_progress
from db_sync_worker.target.session import Session
from db_sync_worker.target.table_queries import has_rows
from db_sync_worker.values.conversion import Converted, Converter

Report = Callable[[Tally], None]


class Copier:
    """Copies windows of one stream in one session; `moves_position` only while the stream goes forward."""

    def __init__(
        self,
        session: Session,
        reader: Reader,
        stream: Stream,
        converter: Converter,
        loader: Loader,
        tally: Tally,
        *,
        stop: Event,
        source: PatientSource,
        report: Report,
        run_id: str | None,
        expiry: datetime | None,
        moves_position: bool,
        dry_run: bool,
    ) -> None:
        self._session, self._reader, self._stream = session, reader, stream
        self._converter, self._loader, self._tally = converter, loader, tally
        self._stop, self._source, self._report, self._run_id = stop, source, report, run_id
        self._expiry = iso(expiry) if expiry else ""
        self._moves_position, self._dry_run = moves_position, dry_run
        self._newest = ""

    def copy_window(self, window: Window) -> int:
        """Copy one window; how many rows were rejected. A window that cannot be read whole is read again."""
        return self._source.insist(lambda: self._copy(window))

    def copy_query(self, query: str) -> datetime | None:
        """Copy all rows of a query, whatever their order; the greatest time among them."""

        def copy() -> datetime | None:
            self._newest = ""
            before = self._reader.count_of(query)
            read, _ = self.copy_rows(self._reader.rows_of(query, list(self._converter.columns)))
            if read != before and read != self._reader.count_of(query):
                raise AnswerBroken(f"{read} rows were read where {before} were counted")
            return moment_of(self._newest or None)

        return self._source.insist(copy)

    def copy_rows(self, blocks: Iterable[Block], *, direct: bool = False) -> tuple[int, int]:
        """Copy rows from anywhere: (read, rejected)."""
        read = rejected = 0
        batch = Batch()
        for block in blocks:
            check_stop(self._stop)
            read += block.rows
            self._tally.rows_read += block.rows
            for part in self._parts(self._converter.convert(block)):
                self._add(batch, part)
                if len(batch) >= self._stream.batch_rows:
                    loaded = self._load(batch, direct)
                    direct, rejected = direct and loaded.direct, rejected + loaded.rejected
                    batch = Batch()
        if len(batch):
            rejected += self._load(batch, direct).rejected
        return read, rejected

    def _copy(self, window: Window) -> int:
        connection = self._session.connection
        since = select_now(connection)
        direct = not has_rows(connection, self._stream, window.start, window.end)
        connection.commit()
        read, rejected = self.copy_rows(
            self._reader.rows(list(self._converter.columns), window.start, window.end), direct=direct
        )
        if read != window.count and read != self._reader.count(window.start, window.end):
            raise AnswerBroken(f"{read} rows were read where {window.count} were counted")
        if not self._dry_run:
            resolve_rows(connection, self._stream, window.start, window.end, since)
            connection.commit()
        return rejected

    def _parts(self, converted: Converted) -> Iterator[Converted]:
        """Pieces that fill a batch exactly, so that `batch_rows` is what a transaction holds."""
        self._tally.rounded += converted.rounded
        size = self._stream.batch_rows
        rejected = converted.rejected
        for start in range(0, max(len(converted.lines), 1), size):
            end = start + size
            yield Converted(
                converted.lines[start:end], converted.keys[start:end], converted.moments[start:end], rejected
            )
            rejected = []

    def _add(self, batch: Batch, part: Converted) -> None:
        kept = range(len(part.lines))
        if self._expiry and part.moments and min(part.moments) < self._expiry:
            kept_rows = [row for row in kept if part.moments[row] >= self._expiry]
            self._tally.expired += len(part.lines) - len(kept_rows)
            batch.lines += [part.lines[row] for row in kept_rows]
            batch.keys += [part.keys[row] for row in kept_rows]
            batch.moments += [part.moments[row] for row in kept_rows]
        else:
            batch.lines += part.lines
            batch.keys += part.keys
            batch.moments += part.moments
        batch.rejected += part.rejected
        self._newest = max(self._newest, *part.moments) if part.moments else self._newest

    def _load(self, batch: Batch, direct: bool) -> Loaded:
        check_stop(self._stop)
        position = self._position(batch)

        tally = replace(self._tally)

        def record(loaded: Loaded) -> None:
            tally.inserted += loaded.inserted
            tally.updated += loaded.updated
            tally.unchanged += loaded.unchanged
            tally.rejected += loaded.rejected
            tally.bytes = self._reader.received
            if self._dry_run:
                return
            if self._moves_position and position is not None:
                advance(self._session, self._stream.name, position, loaded.written)
            else:
                count_written(self._session, self._stream.name, loaded.written)
            if self._run_id:
                update_progress(self._session.connection, self._run_id, tally.counts(), position)

        loaded = self._loader.load(batch, record, direct=direct)
        # Only what is committed counts.
        vars(self._tally).update(vars(tally))
        self._report(self._tally)
        return loaded

    def _position(self, batch: Batch) -> datetime | None:
        """Timestamp of the batch's last row: reading resumes at it, so that rows sharing it are read again."""
        if batch.moments:
            return moment_of(batch.moments[-1])
        return None


def end_of(moment: datetime) -> datetime:
    """The first moment after `moment`: windows exclude their end, the last one must not."""
    return moment + timedelta(microseconds=1)
