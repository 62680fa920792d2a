"""Finds the windows in which the sides differ, copies only those again, and looks once more."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from time import monotonic

from db_sync_worker.engine.comparison import Extent, Sides
from db_sync_worker.engine.outcome import Order, StreamFailed, check_stop
from db_sync_worker.engine.partitions import Partitions, read_partitions
from db_sync_worker.engine.reader import Window
from db_sync_worker.engine.report import DIFFERS, EQUAL, EXTRA, MAX_DETAILS, REPAIRED, Reconciliation
from db_sync_worker.engine.window_copy import end_of
from db_sync_worker.engine.work import Work
from db_sync_worker.source.queries import iso
from db_sync_worker.target.fingerprint_queries import count_windows, select_window_counts, upsert_window
from db_sync_worker.target.quarantine_queries import select_open_windows

HOT = timedelta(hours=24)
LONGEST_CHUNK = timedelta(days=1)


class Reconciler:
    """Reconciles one stream over one range."""

    def __init__(self, work: Work, order: Order) -> None:
        self._work, self._order = work, order
        self._connection = work.session.connection

    def run(self, watermark: datetime) -> Reconciliation:
        """Compare and repair; windows still open in quarantine are always copied again."""
        started = monotonic()
        stream = self._work.stream
        if not stream.table:
            raise StreamFailed("a stream of queries cannot be reconciled")
        start, end = self._range(watermark)
        report = Reconciliation(stream.name, start, end)
        partitions = read_partitions(self._work.source, stream)
        suspects = set(select_open_windows(self._connection, stream))
        self._connection.commit()
        for chunk in self._chunks(start, end):
            check_stop(self._work.stop)
            self._reconcile_chunk(chunk, suspects, partitions, report)
        report.duration_ms = int((monotonic() - started) * 1000)
        return report

    def _range(self, watermark: datetime) -> tuple[datetime, datetime]:
        stream, order = self._work.stream, self._order
        newest = self._work.reader.extent()[2]
        last = end_of(max(newest, watermark)) if newest else end_of(watermark)
        start = order.start or stream.floor(last - stream.lookback)
        end = order.end or last
        expiry = stream.expiry(self._work.now)
        return (max(start, expiry) if expiry else start), end

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
        self, chunk: list[Window], suspects: set[datetime], partitions: Partitions, report: Reconciliation
    ) -> None:
        start, end = chunk[0].start, chunk[-1].end
        extents = self._work.quick.extents(start, end)
        found = count_windows(self._connection, self._work.stream, start, end)
        known = select_window_counts(self._connection, self._work.stream.name, start, end)
        self._connection.commit()
        same = self._quick(start, end)
        for window in chunk:
            check_stop(self._work.stop)
            floor = self._work.stream.floor(window.start)
            extent = extents.get(floor, Extent())
            if floor in suspects:
                self._settle(window, partitions, report, suspect=True)
            elif not extent.count and not found.get(floor):
                report.count(EQUAL)
            elif self._wants_deep(window, known.get(window.start), extent.count) or not (
                same or self._quick(window.start, window.end)
            ):
                self._settle(window, partitions, report, suspect=False)
            else:
                report.count(EQUAL)
                if known.get(window.start) != extent.count:
                    self._remember(window, extent, None, EQUAL)

    def _wants_deep(self, window: Window, known: int | None, count: int) -> bool:
        if self._order.deep or self._work.stream.deep == "always":
            return True
        if self._work.stream.deep == "never":
            return False
        hot = window.end > self._work.now - HOT and count > 0
        return hot or (known is not None and known != count)

    def _quick(self, start: datetime, end: datetime) -> bool:
        return self._work.quick.is_equal(self._connection, start, end)

    def _settle(self, window: Window, partitions: Partitions, report: Reconciliation, *, suspect: bool) -> None:
        """Compare a window row by row, repair it when that is wanted, and compare again."""
        before = self._compare(window)
        after, result, fixed = before, self._result(before), 0
        if self._order.repair and not self._order.dry_run and (suspect or before.differing or before.extra):
            fixed, after = self._repair(window, before, partitions)
            result = self._result(after)
            if result == EQUAL and not before.equal:
                result = REPAIRED
        report.count(result)
        report.rows_fixed += fixed
        self._remember(window, after.extent, after.source[1], result)
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
        if sides.differing:
            return DIFFERS
        return EXTRA if sides.extra else EQUAL

    def _remember(self, window: Window, extent: Extent, checksum: str | None, result: str) -> None:
        if self._order.dry_run:
            return
        values = {"start": window.start, "end": window.end, "checksum": checksum, "result": result}
        seen = {"count": extent.count, "min_ts": extent.first, "max_ts": extent.last}
        upsert_window(self._connection, self._work.stream.name, {**values, **seen})
        self._connection.commit()

    def _compare(self, window: Window, *, delete: bool = False) -> Sides:
        compare = self._work.deep.compare
        return self._work.source.retrying(lambda: compare(self._connection, window, delete=delete))
