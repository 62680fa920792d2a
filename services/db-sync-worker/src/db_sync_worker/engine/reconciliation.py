"""Finds the windows in which the sides differ, copies only those again, and looks once more."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from time import monotonic

from db_sync_worker.engine.comparison import Extent, Sides
from db_sync_worker.engine.history import History
from db_sync_worker.engine.outcome import Order, StreamFailed, check_stop
from db_sync_worker.engine.partitions import Partitions, read_partitions
from db_sync_worker.engine.reader import Window
from db_sync_worker.engine.report import (
    ARCHIVED,
    COLLAPSED,
    COUNTS,
    DIFFERS,
    EQUAL,
    EXTRA,
    MAX_DETAILS,
    QUARANTINED,
    REPAIRED,
    ROWS,
    SUMS,
    StreamReport,
)
from db_sync_worker.engine.window_copy import end_of
from db_sync_worker.engine.work import Work
from db_sync_worker.source.queries import iso
from db_sync_worker.target.fingerprint_queries import SeenWindow, count_windows, select_windows, upsert_window
from db_sync_worker.target.quarantine_queries import select_open_windows

HOT = timedelta(hours=24)
LONGEST_CHUNK = timedelta(days=1)
# What a window was found to be may stand as long as nothing about it changes.
SETTLED = frozenset({EQUAL, REPAIRED, COLLAPSED, QUARANTINED})


class Reconciler:
    """Reconciles one stream over one range and, where none is given, over what history asks for."""

    def __init__(self, work: Work, order: Order) -> None:
        self._work, self._order = work, order
        self._connection = work.session.connection

    def run(self, watermark: datetime) -> StreamReport:
        """Compare and repair; windows still open in quarantine are copied again, up to their last attempt."""
        started = monotonic()
        stream = self._work.stream
        if not stream.table:
            raise StreamFailed("a stream of queries cannot be reconciled")
        start, end = self._range(watermark)
        report = StreamReport(stream.name, start, end)
        partitions = read_partitions(self._work.source, stream)
        suspects = set(select_open_windows(self._connection, stream))
        self._connection.commit()
        self._compare_range(start, end, suspects, partitions, report)
        if not self._order.start:
            self._compare_history(start, end, suspects, partitions, report)
        report.duration_ms = int((monotonic() - started) * 1000)
        return report

    def _compare_range(
        self, start: datetime, end: datetime, suspects: set[datetime], partitions: Partitions, report: StreamReport
    ) -> None:
        for chunk in self._chunks(start, end):
            self._work.check_cancelled()
            self._reconcile_chunk(chunk, suspects, partitions, report)

    def _compare_history(
        self, start: datetime, end: datetime, suspects: set[datetime], partitions: Partitions, report: StreamReport
    ) -> None:
        """Partitions with late rows, windows with rejected rows, and those whose rows are due for a comparison."""
        history = History(self._work, partitions, start, end)
        for partition in history.changed_partitions():
            self._work.check_cancelled()
            self._compare_range(partition.start, min(partition.end, start), suspects, partitions, report)
            history.remember(partition, dry_run=self._order.dry_run)
        for moment in sorted(suspects):
            if history.begin <= moment < start:
                self._reconcile_chunk(
                    [Window(moment, min(moment + self._work.stream.window, start), 0)], suspects, partitions, report
                )
        if self._work.stream.deep != "never":
            for window in history.due_windows(self._order.deep):
                self._work.check_cancelled()
                self._settle_held(window, partitions, report, suspect=False)
        history.remember_recent(dry_run=self._order.dry_run)
        report.windows_due = history.count_due()

    def _range(self, watermark: datetime) -> tuple[datetime, datetime]:
        """The lookback counts from the clock, or from the newest row where that is older."""
        work, stream, order = self._work, self._work.stream, self._order
        newest = work.reader.extent(work.ceiling)[2]
        last = min(end_of(max(newest, watermark)) if newest else end_of(watermark), work.ceiling)
        # Beside the copying, its newest rows are its own business; a pass by hand compares them as well.
        end = order.end or (max(last - stream.overlap, work.began) if order.trigger == "loop" else last)
        expiry = stream.expiry(work.now)
        if order.start:
            return (max(order.start, expiry) if expiry else order.start), end
        start = max(stream.floor(min(last, work.now) - stream.lookback), work.began)
        return min(max(start, expiry) if expiry else start, end), end

    def _chunks(self, start: datetime, end: datetime) -> Iterator[list[Window]]:
        """Windows of the range, a day's worth at a time, so that one question answers for all of them."""
        stream = self._work.stream
        chunk: list[Window] = []
        while start < end:
            until = min(stream.floor(start) + stream.window, end)
            chunk.append(Window(start, until, 0))
            if until - chunk[0].start >= LONGEST_CHUNK:
                yield chunk
                chunk = []
            start = until
        if chunk:
            yield chunk

    def _reconcile_chunk(
        self, chunk: list[Window], suspects: set[datetime], partitions: Partitions, report: StreamReport
    ) -> None:
        start, end = chunk[0].start, chunk[-1].end
        extents = self._work.quick.extents(start, end)
        found = count_windows(self._connection, self._work.stream, start, end)
        known = select_windows(self._connection, self._work.stream.name, start, end)
        self._connection.commit()
        same: bool | None = None
        for window in chunk:
            check_stop(self._work.stop)
            floor = self._work.stream.floor(window.start)
            extent, count, seen = extents.get(floor, Extent()), found.get(floor, 0), known.get(window.start)
            if floor in suspects:
                self._settle_held(window, partitions, report, suspect=True)
            elif not extent.count and not count:
                report.count(window.start, window.end, EQUAL, COUNTS)
            elif not extent.count and not partitions.held(window):
                self._note_archived(window, count, report)
            elif seen and self._is_unchanged(seen, window, extent.count, count):
                self._count_unread(seen, report)
            elif self._wants_rows(window, seen, extent.count):
                self._settle_held(window, partitions, report, suspect=False)
            else:
                same = self._sums_agree(start, end) if same is None else same
                if same or self._sums_agree(window.start, window.end):
                    report.count(window.start, window.end, EQUAL, SUMS)
                    self._remember(window, extent, None, EQUAL, SUMS)
                else:
                    self._settle_held(window, partitions, report, suspect=False)

    def _is_unchanged(self, seen: SeenWindow, window: Window, source: int, target: int) -> bool:
        """Neither the rows' number nor the source's table changed since the window was found in order."""
        if self._order.deep or self._work.stream.deep == "always" or self._order.start:
            return False
        agreed = seen.result in SETTLED and seen.end == window.end
        return (
            agreed
            and (seen.count, seen.in_target) == (source, target)
            and (seen.depth == ROWS or window.end <= self._work.now - HOT)
            and seen.transaction is not None
            and seen.transaction == self._work.log.transaction
        )

    def _count_unread(self, seen: SeenWindow, report: StreamReport) -> None:
        result = EQUAL if seen.result == REPAIRED else seen.result
        at = seen.rows_at if seen.depth == ROWS else None
        report.count(seen.start, seen.end, result, seen.depth, at)
        report.rows_quarantined += seen.quarantined if result == QUARANTINED else 0
        report.rows_collapsed += seen.collapsed

    def _wants_rows(self, window: Window, seen: SeenWindow | None, count: int) -> bool:
        if self._order.deep or self._work.stream.deep == "always":
            return True
        if self._work.stream.deep == "never":
            return False
        hot = window.end > self._work.now - HOT and count > 0
        return hot or (seen is not None and (seen.count != count or seen.result not in SETTLED))

    def _sums_agree(self, start: datetime, end: datetime) -> bool:
        return self._work.quick.is_equal(self._connection, start, end)

    def _settle_held(self, window: Window, partitions: Partitions, report: StreamReport, *, suspect: bool) -> None:
        """Settle the parts of a window the source still has; the rest is the target's own."""
        reached = window.start
        for start, end in partitions.held(window):
            if reached < start:
                self._settle_gap(Window(reached, start, 0), report)
            self._settle(Window(start, end, 0), partitions, report, suspect=suspect)
            reached = end
        if reached < window.end:
            self._settle_gap(Window(reached, window.end, 0), report)

    def _settle_gap(self, window: Window, report: StreamReport) -> None:
        counts = count_windows(self._connection, self._work.stream, window.start, window.end)
        self._connection.commit()
        if counts:
            self._note_archived(window, sum(counts.values()), report)

    def _note_archived(self, window: Window, count: int, report: StreamReport) -> None:
        report.count(window.start, window.end, ARCHIVED, COUNTS)
        report.rows_archived += count
        self._remember(window, Extent(count), None, ARCHIVED, COUNTS)

    def _settle(self, window: Window, partitions: Partitions, report: StreamReport, *, suspect: bool) -> None:
        """Compare a window row by row, repair it when that is wanted, and compare again."""
        before = self._compare(window)
        after, result, fixed = before, self._result(before), 0
        if self._order.repair and not self._order.dry_run and (suspect or not before.equal):
            fixed, after = self._repair(window, before, partitions)
            result = self._result(after)
            if result == EQUAL and not before.equal:
                result = REPAIRED
        report.count(window.start, window.end, result, ROWS)
        report.rows_fixed += fixed
        report.rows_quarantined += after.quarantined - after.dropped
        report.rows_dropped += after.dropped
        report.rows_collapsed += after.collapsed
        self._remember(window, after.extent, after.source[1], result, ROWS, after)
        if result != EQUAL and len(report.details) < MAX_DETAILS:
            moments = {"from": iso(window.start), "to": iso(window.end), "result": result}
            report.details.append({**moments, **before.details()})

    def _repair(self, window: Window, before: Sides, partitions: Partitions) -> tuple[int, Sides]:
        tally = self._work.tally
        written = tally.inserted + tally.updated
        count = self._work.reader.count(window.start, window.end)
        if count:
            self._work.copier.copy_window(Window(window.start, window.end, count))
        fixed = tally.inserted + tally.updated - written
        delete = self._order.delete_extra and before.extra > 0 and partitions.hold(window)
        if delete:
            fixed += self._compare(window, delete=True).extra
        return fixed, self._compare(window)

    def _result(self, sides: Sides) -> str:
        if sides.differing or sides.missing:
            return DIFFERS
        if sides.extra:
            return EXTRA
        if sides.quarantined:
            return QUARANTINED
        return COLLAPSED if sides.collapsed else EQUAL

    def _remember(
        self, window: Window, extent: Extent, checksum: str | None, result: str, depth: str, sides: Sides | None = None
    ) -> None:
        if self._order.dry_run:
            return
        values = {"start": window.start, "end": window.end, "checksum": checksum, "result": result, "depth": depth}
        seen = {"count": extent.count, "min_ts": extent.first, "max_ts": extent.last}
        aside = {"collapsed": sides.collapsed if sides else 0, "quarantined": sides.quarantined if sides else 0}
        when = {"rows_at": self._work.now if depth == ROWS else None, "txn": self._work.log.transaction}
        upsert_window(self._connection, self._work.stream.name, {**values, **seen, **aside, **when})
        self._connection.commit()

    def _compare(self, window: Window, *, delete: bool = False) -> Sides:
        compare = partial(self._work.deep.compare, self._connection, window, delete=delete)
        return self._work.source.retrying(compare)
