"""Copies what a supply brings: batch by batch, each with its position in one transaction."""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Event
from time import time_ns

from db_sync_worker.engine.fetcher import Fetcher, Produce
from db_sync_worker.engine.outcome import Cancelled, RunTally, check_stop
from db_sync_worker.engine.reader import Reader, Window
from db_sync_worker.engine.supply import Begin, Rows, Supply
from db_sync_worker.source.client import moment_of
from db_sync_worker.source.queries import iso
from db_sync_worker.streams.model import Stream
from db_sync_worker.target.batch import Batch, Loaded, Loader
from db_sync_worker.target.candle_queries import refresh_candles
from db_sync_worker.target.control_queries import advance, count_written
from db_sync_worker.target.quarantine_queries import resolve_rows, select_now
from db_sync_worker.target.run_queries import update_progress
from db_sync_worker.target.session import Session
from db_sync_worker.target.table_queries import has_rows
from db_sync_worker.values.copy_rows import Converted, Rejected
from suite.tracing import INTERNAL, record

Report = Callable[[RunTally], None]
# A window (None: rows of no window) and how many of its rows were rejected.
Copied = Generator[tuple[Window | None, int], None, None]


class Copier:
    """Copies windows of one stream in one session; `moves_position` only while the stream goes forward."""

    def __init__(
        self,
        session: Session,
        reader: Reader,
        fetcher: Fetcher,
        stream: Stream,
        loader: Loader,
        tally: RunTally,
        *,
        stop: Event,
        report: Report,
        run_id: str | None,
        expiry: datetime | None,
        moves_position: bool,
        dry_run: bool,
    ) -> None:
        self._session, self._reader, self._fetcher, self._stream = session, reader, fetcher, stream
        self._loader, self._tally = loader, tally
        self._stop, self._report, self._run_id = stop, report, run_id
        self._expiry = iso(expiry) if expiry else ""
        self._moves_position, self._dry_run = moves_position, dry_run
        self._cancelled_by: str | None = None
        self._begin(None)

    def copy_windows(self, windows: Iterable[Window]) -> Copied:
        """Copy windows, the next one being read while one is written; empty ones are told, too. Close it."""
        return self._copy(self._fetcher.windows(windows))

    def copy_window(self, window: Window) -> int:
        """Copy one window; how many rows were rejected."""
        return self._copy_one(self._fetcher.windows([window]))

    def copy_query(self, query: str) -> datetime | None:
        """Copy all rows of a query; the greatest time among them."""
        self._copy_one(self._fetcher.query(query))
        return moment_of(self._newest or None)

    def copy_rows_without_time(self) -> int:
        """Copy rows that belong to no window; how many were rejected."""
        return self._copy_one(self._fetcher.rows_without_time())

    def read_future(self, start: datetime, limit: int, reason: str) -> Iterator[list[Rejected]]:
        """The first rows from `start` on, as rejected for a reason."""
        yield from self._fetcher.set_aside(start, limit, reason)

    def _copy_one(self, produce: Produce) -> int:
        with closing(self._copy(produce)) as copied:
            return next(rejected for _, rejected in copied)

    def _copy(self, produce: Produce) -> Copied:
        with Supply(produce, self._stop) as items:
            for item in items:
                if isinstance(item, Begin):
                    self._begin(item.window)
                elif isinstance(item, Rows):
                    self._take(item)
                else:
                    self._end(item.window)
                    yield item.window, self._rejected

    def _begin(self, window: Window | None) -> None:
        self._batch, self._rejected, self._newest, self._direct = Batch(), 0, "", False
        self._begun_at, self._read_before = time_ns(), self._tally.rows_read
        self._since: datetime | None = None
        if window and window.count:
            connection = self._session.connection
            self._since = select_now(connection)
            self._direct = not has_rows(connection, self._stream, window.start, window.end)
            connection.commit()

    def _take(self, rows: Rows) -> None:
        check_stop(self._stop)
        self._tally.rows_read += rows.read
        self._tally.rounded += rows.converted.rounded
        self._tally.collapsed += rows.converted.collapsed
        for part in rows.converted.parts(self._stream.batch_rows):
            self._add(part)
            if len(self._batch) >= self._stream.batch_rows:
                self._load()

    def _end(self, window: Window | None) -> None:
        if len(self._batch):
            self._load()
        attributes = {"sync.stream": self._stream.name, "sync.rows_read": self._tally.rows_read - self._read_before}
        record("sync window", INTERNAL, self._begun_at, attributes)
        if window and self._since and not self._dry_run:
            connection = self._session.connection
            resolve_rows(connection, self._stream, window.start, window.end, self._since)
            connection.commit()

    def _add(self, part: Converted) -> None:
        batch = self._batch
        if part.moments:
            self._newest = max(self._newest, *part.moments)
            if self._expiry and min(part.moments) < self._expiry:
                recent = part.since(self._expiry)
                self._tally.expired += len(part.lines) - len(recent.lines)
                part = recent
        batch.lines += part.lines
        batch.moments += part.moments
        batch.rejected += part.rejected

    def _load(self) -> None:
        check_stop(self._stop)
        batch, self._batch = self._batch, Batch()
        position = _position(batch)
        tally = replace(self._tally)

        def record(loaded: Loaded) -> None:
            tally.inserted += loaded.inserted
            tally.updated += loaded.updated
            tally.unchanged += loaded.unchanged
            tally.rejected += loaded.rejected
            tally.collapsed += loaded.collapsed
            tally.bytes = self._reader.received
            if self._dry_run:
                return
            # A backfill makes them also of rows that were there already.
            if self._stream.candles and (loaded.written or not self._moves_position):
                refresh_candles(self._session.connection, self._stream, map(_moment, set(batch.moments)))
            if self._moves_position and position is not None:
                advance(self._session, self._stream.name, position, loaded.written)
            else:
                count_written(self._session, self._stream.name, loaded.written)
            if self._run_id:
                self._cancelled_by = update_progress(self._session.connection, self._run_id, tally.counts(), position)

        loaded = self._loader.load(batch, record, direct=self._direct)
        # Only what is committed counts. Retries of the source are counted meanwhile, by who reads.
        for name in ("inserted", "updated", "unchanged", "rejected", "collapsed", "bytes"):
            setattr(self._tally, name, getattr(tally, name))
        self._direct = self._direct and loaded.direct
        self._rejected += loaded.rejected
        self._report(self._tally)
        if self._cancelled_by:
            raise Cancelled(f"cancelled by {self._cancelled_by}")


def _moment(text: str) -> datetime:
    moment = moment_of(text)
    assert moment
    return moment


def _position(batch: Batch) -> datetime | None:
    """Timestamp of the batch's last row: reading resumes at it, so that rows sharing it are read again."""
    return moment_of(batch.moments[-1]) if batch.moments else None


def end_of(moment: datetime) -> datetime:
    """The first moment after `moment`: windows exclude their end, the last one must not."""
    return moment + timedelta(microseconds=1)
