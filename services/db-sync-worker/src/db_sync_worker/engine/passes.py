"""An incremental run: from the watermark to the newest row of the source."""

from contextlib import closing
from datetime import UTC, datetime

from db_sync_worker.engine.outcome import Order, StreamFailed, Tally, TooManyRejected, check_stop
from db_sync_worker.engine.window_copy import Copier, end_of
from db_sync_worker.engine.work import Work
from db_sync_worker.source.queries import iso
from db_sync_worker.streams.model import EPOCH, MICROSECOND, Stream, parse_duration, parse_moment
from db_sync_worker.target.control_queries import Standing, forget_position, set_watermark
from db_sync_worker.target.run_queries import set_range

FEW_REJECTED = 100


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
        self._held: datetime | None = None

    def run(self) -> None:
        """Copy what is new; TooManyRejected, Stopped, SourceUnavailable and what PostgreSQL raises."""
        work = self._work
        self._copy_timeless()
        if work.stream.query:
            self._copy_query()
            return
        _, _, newest = work.reader.extent()
        start = self._start(work.copier)
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

    def _start(self, copier: Copier) -> datetime:
        """The watermark less the overlap, or the position of a killed run where all before it has proved right."""
        watermark, position = self._standing.watermark, self._standing.position
        floor = watermark - self._work.stream.overlap
        if position is None or position - self._work.stream.overlap <= watermark:
            return floor
        resumed = position - self._work.stream.overlap
        if self._work.quick.is_equal(self._work.session.connection, floor, resumed):
            return resumed
        return floor

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
        self._finish(newest or self._standing.watermark)

    def _judge(self, rejected: int, window_start: datetime | None) -> None:
        if rejected and self._held is None:
            self._held = window_start or self._standing.watermark

    def _mark(self, done: datetime, newest: datetime) -> None:
        if self._held is None:
            self._settle(done, newest)

    def _finish(self, newest: datetime) -> None:
        tally, stream = self._work.tally, self._work.stream
        if is_too_many(stream, tally):
            if not self._work.order.dry_run:
                forget_position(self._work.session, stream.name)
                self._work.session.connection.commit()
            raise TooManyRejected(f"{tally.rejected} of {tally.rows_read} rows were rejected")
        self._settle(newest, newest)

    def _settle(self, watermark: datetime, newest: datetime | None) -> None:
        if not self._work.order.dry_run:
            set_watermark(self._work.session, self._work.stream.name, watermark, newest)
            self._work.session.connection.commit()

    def _note_range(self, start: datetime, end: datetime) -> None:
        if self._work.run_id:
            set_range(self._work.session.connection, self._work.run_id, start, end)
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
        with closing(work.copier.copy_windows(work.reader.windows(start.astimezone(UTC), end.astimezone(UTC)))) as all:
            for _ in all:
                check_stop(work.stop)
        if is_too_many(work.stream, work.tally):
            raise TooManyRejected(f"{work.tally.rejected} of {work.tally.rows_read} rows were rejected")


def is_too_many(stream: Stream, tally: Tally) -> bool:
    """More than a hundred rows and more than the stream's share."""
    return tally.rejected > max(FEW_REJECTED, stream.max_reject_ratio * tally.rows_read)
