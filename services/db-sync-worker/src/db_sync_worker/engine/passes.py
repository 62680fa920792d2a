"""Passes over a source: forward from the watermark, over a given range again, or setting the watermark back."""

import logging
from contextlib import closing
from datetime import UTC, datetime

from db_sync_worker.engine.outcome import Order, StreamFailed, TooManyRejected, check_stop
from db_sync_worker.engine.window_copy import end_of
from db_sync_worker.engine.work import Work
from db_sync_worker.source.queries import iso
from db_sync_worker.streams.model import EPOCH, MICROSECOND, Stream, parse_duration, parse_moment
from db_sync_worker.target.control_queries import (
    Standing,
    forget_pass,
    reset_watermark,
    set_checkpoint,
    set_future,
    set_watermark,
)
from db_sync_worker.target.quarantine_queries import insert_rejected, resolve_gone, select_now
from db_sync_worker.target.run_queries import set_range
from db_sync_worker.target.table_queries import select_newest

log = logging.getLogger(__name__)
FEW_REJECTED = 100
MOST_FUTURE_ROWS = 1_000
FUTURE = "lies further in the future than max_future allows"


def responsible_from(stream: Stream, start: datetime) -> datetime:
    """The first moment a stream that begins at `start` is responsible for."""
    return EPOCH if stream.start == "min" else start


def first_moment(stream: Stream, least: datetime | None, now: datetime) -> datetime:
    """Where a stream that never ran begins."""
    if stream.start == "min":
        # A source that is empty now may be filled with older rows later.
        return least or EPOCH
    if stream.start.startswith("-"):
        return now - parse_duration(stream.start[1:])
    return parse_moment(stream.start)


class Forward:
    """Copies windows oldest first and moves the watermark behind them, never past a rejected row in doubt."""

    def __init__(self, work: Work, standing: Standing) -> None:
        self._work, self._standing = work, standing
        self._held = standing.watermark if standing.checkpoint else None

    def run(self) -> None:
        """Copy what is new; TooManyRejected, StreamFailed, Stopped, SourceUnavailable and what PostgreSQL raises."""
        work = self._work
        self._copy_timeless()
        if work.stream.query:
            self._copy_query()
            return
        keep_future_aside(work, self._standing)
        newest = work.reader.extent(work.ceiling)[2]
        refuse_lost_watermark(work, self._standing, newest)
        start = self._start()
        if newest is None or newest < start:
            self._settle(self._standing.watermark, newest)
            return
        start = self._skip_expired(start, end_of(newest))
        work.tally.expected = work.reader.count(start, end_of(newest))
        self._note_range(start, newest)
        with closing(work.copier.copy_windows(work.reader.windows(start, end_of(newest)))) as copied:
            for window, rejected in copied:
                assert window
                self._judge(rejected, window.start)
                self._mark(min(window.end, newest), newest)
                check_stop(work.stop)
        self._finish(newest)

    def _start(self) -> datetime:
        """The watermark, or the checkpoint of an unfinished pass, less the overlap; or the position of a killed run
        where all before it has proved right."""
        standing, overlap = self._standing, self._work.stream.overlap
        done = max(standing.watermark, standing.checkpoint or standing.watermark)
        floor = max(done - overlap, self._work.began)
        position = standing.position
        if position is None or position - overlap <= done:
            return floor
        resumed = position - overlap
        return resumed if self._work.quick.proves_copied(self._work.session.connection, floor, resumed) else floor

    def _skip_expired(self, start: datetime, end: datetime) -> datetime:
        expiry = self._work.stream.expiry(self._work.now)
        if expiry is None or start >= expiry:
            return start
        until = min(expiry, end)
        self._work.tally.expired += self._work.reader.count(start, until)
        return until

    def _copy_timeless(self) -> None:
        """Rows without a timestamp belong to no window; a designated timestamp is never null."""
        work = self._work
        column = next(column for column in work.columns if column.name == work.stream.timestamp)
        if work.stream.table and not column.designated:
            self._judge(work.copier.copy_rows_without_time(), None)

    def _copy_query(self) -> None:
        """The operator's query is one window: its order is not known, so there is no position in it."""
        work, stream = self._work, self._work.stream
        query = str(stream.query)
        if self._standing.columns is not None and stream.incremental_query:
            since = self._standing.watermark - stream.overlap - MICROSECOND
            query = stream.incremental_query.replace("{last_synced}", iso(since).replace("Z", "+00:00"))
        newest = work.copier.copy_query(query)
        self._judge(work.tally.rejected, None)
        self._finish(min(newest or self._standing.watermark, work.ceiling))

    def _judge(self, rejected: int, window_start: datetime | None) -> None:
        if rejected and self._held is None:
            self._held = window_start or self._standing.watermark

    def _mark(self, done: datetime, newest: datetime) -> None:
        """The watermark waits before rejected rows; how far the pass has come is kept all the same."""
        if self._held is None:
            self._settle(done, newest)
        elif not self._work.order.dry_run:
            session, tally = self._work.session, self._work.tally
            read, rejected = self._standing.read + tally.rows_read, self._standing.rejected + tally.rejected
            set_checkpoint(session, self._work.stream.name, done, read, rejected)
            session.connection.commit()

    def _finish(self, newest: datetime) -> None:
        tally, stream = self._work.tally, self._work.stream
        read, rejected = tally.rows_read + self._standing.read, tally.rejected + self._standing.rejected
        if is_too_many(stream, read, rejected):
            if not self._work.order.dry_run:
                forget_pass(self._work.session, stream.name)
                self._work.session.connection.commit()
            raise TooManyRejected(f"{rejected} of {read} rows were rejected")
        self._settle(newest, newest)

    def _settle(self, watermark: datetime, newest: datetime | None) -> None:
        if not self._work.order.dry_run:
            set_watermark(self._work.session, self._work.stream.name, watermark, newest)
            self._work.session.connection.commit()

    def _note_range(self, start: datetime, end: datetime) -> None:
        if self._work.run_id:
            set_range(self._work.session.connection, self._work.run_id, start, end, self._work.tally.expected)
            self._work.session.connection.commit()


class Backfill:
    """Copies the windows of a given range again; the watermark stays."""

    def __init__(self, work: Work, order: Order) -> None:
        self._work, self._order = work, order

    def run(self) -> None:
        """Copy the range; StreamFailed where the stream has no table."""
        work, start, end = self._work, self._order.start, self._order.end
        if not work.stream.table:
            raise StreamFailed("a stream of queries has no ranges to copy again")
        assert start and end
        expiry = work.stream.expiry(work.now)
        if expiry and start < expiry:
            work.tally.expired += work.reader.count(start, min(expiry, end))
            start = min(expiry, end)
        work.tally.expected = work.reader.count(start, end)
        if work.run_id:
            set_range(work.session.connection, work.run_id, start, end, work.tally.expected)
            work.session.connection.commit()
        with closing(work.copier.copy_windows(work.reader.windows(start.astimezone(UTC), end.astimezone(UTC)))) as all:
            for _ in all:
                check_stop(work.stop)
        if is_too_many(work.stream, work.tally.rows_read, work.tally.rejected):
            raise TooManyRejected(f"{work.tally.rejected} of {work.tally.rows_read} rows were rejected")


class Reset:
    """Sets the watermark back: to the given time, or to the newest row both sides have."""

    def __init__(self, work: Work, order: Order) -> None:
        self._work, self._order = work, order

    def run(self) -> None:
        """The next incremental run begins there."""
        work = self._work
        watermark = self._order.start or self._proven()
        if not self._order.dry_run:
            reset_watermark(work.session, work.stream.name, watermark)
            work.session.connection.commit()

    def _proven(self) -> datetime:
        work = self._work
        newest = work.reader.extent(work.ceiling)[2] if work.stream.table else work.ceiling
        copied = select_newest(work.session.connection, work.stream, min(work.ceiling, end_of(newest or work.began)))
        return copied or work.began


def is_too_many(stream: Stream, read: int, rejected: int) -> bool:
    """More than a hundred rows and more than the stream's share."""
    return rejected > max(FEW_REJECTED, stream.max_reject_ratio * read)


def refuse_lost_watermark(work: Work, standing: Standing, newest: datetime | None) -> None:
    """Raise StreamFailed when the watermark lies where no row of the source is: rows behind it would never come."""
    reached = standing.source_max is not None and standing.source_max >= standing.watermark
    lost = reached and (newest is None or newest < standing.watermark - work.stream.overlap)
    if lost or standing.watermark > work.ceiling:
        shown = f"whose newest row is {iso(newest)}" if newest else "which is empty"
        raise StreamFailed(
            f"the watermark {iso(standing.watermark)} is ahead of the source, {shown}: new rows would be missed;"
            f" set it back with: python -m db_sync_worker --reset-watermark --stream {work.stream.name}"
        )


def keep_future_aside(work: Work, standing: Standing) -> None:
    """Rows too far ahead of the clock are counted and kept in quarantine, the first of them with their values."""
    work.tally.future = work.reader.count_from(work.ceiling)
    if work.order.dry_run or work.tally.future == standing.future:
        return
    connection, stream = work.session.connection, work.stream
    since = select_now(connection)
    connection.rollback()
    if work.tally.future:
        for rejected in work.copier.read_future(work.ceiling, MOST_FUTURE_ROWS, FUTURE):
            insert_rejected(connection, stream, rejected)
        log.warning("rows lie in the future", extra={"stream": stream.name, "rows": work.tally.future})
    resolve_gone(connection, stream.name, FUTURE, since)
    set_future(work.session, stream.name, work.tally.future)
    connection.commit()
