"""Whether a range is the same on both sides: quickly by counts and sums, for certain by a hash of every row."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg2.extensions import connection as Connection
from psycopg2.sql import Composable

from db_sync_worker.engine.outcome import check_stop
from db_sync_worker.engine.reader import Reader, Window
from db_sync_worker.engine.source_retry import RetryingSource
from db_sync_worker.source import queries
from db_sync_worker.source.client import moment_of
from db_sync_worker.source.columns import SourceColumn
from db_sync_worker.source.errors import AnswerBroken
from db_sync_worker.streams.model import LAST, Stream
from db_sync_worker.target import fingerprint_queries as target
from db_sync_worker.target.candle_queries import refresh_candles
from db_sync_worker.target.errors import ROW_ERRORS
from db_sync_worker.target.quarantine_queries import count_aside
from db_sync_worker.target.table_queries import copy_staged
from db_sync_worker.values.conversion import Converter
from db_sync_worker.values.repeats import Repeats


@dataclass(frozen=True)
class Extent:
    """Rows of a window, and the least and greatest of their times."""

    count: int = 0
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True)
class Sides:
    """(count, checksum) of both sides, the rows in which they differ, and the source's `extent`.

    The count of the source is that of all its rows, also of those that are not in the target: `quarantined` ones,
    which the target cannot hold (of them `dropped` somebody decided to do without), and `collapsed` ones, which gave
    way to another row with their key because the stream says so. `missing` rows are neither here nor in quarantine.
    """

    source: tuple[int, str]
    target: tuple[int, str]
    extent: Extent
    differing: int
    extra: int
    quarantined: int = 0
    dropped: int = 0
    collapsed: int = 0
    missing: int = 0

    @property
    def equal(self) -> bool:
        """The rows the target can hold are those it holds."""
        return not self.differing and not self.extra and not self.missing

    def details(self) -> dict[str, Any]:
        """As a report shows them."""
        return {
            "source": {"count": self.source[0], "checksum": self.source[1]},
            "target": {"count": self.target[0], "checksum": self.target[1]},
            "quarantined": self.quarantined,
            "collapsed": self.collapsed,
        }


class QuickComparison:
    """Counts, bounds and sums. What it calls equal may still differ in texts; what it calls unequal may be rounding."""

    def __init__(self, source: RetryingSource, stream: Stream, columns: list[SourceColumn]) -> None:
        self._source, self._stream = source, stream
        known = {column.name: column for column in columns}
        self._requested: list[str] = []
        self._checked: list[Composable] = []
        for column in stream.columns:
            present = [known[name] for name in column.source_columns if name in known]
            if len(present) == 1 and len(column.origins) == len(column.source_columns) and column.default is None:
                self._add(column.name, present[0], column.type.kind, column.type.scale)

    def _add(self, name: str, origin: SourceColumn, kind: str, scale: int | None) -> None:
        if origin.family == "integer" and kind in ("smallint", "integer", "bigint"):
            self._requested.append(queries.sum_of_integers(origin.name))
            self._checked.append(target.sum_of_integers(name))
        elif origin.family == "float" and kind in ("real", "double precision", "numeric"):
            self._requested.append(queries.sum_of_millionths(origin.name, scale if kind == "numeric" else None))
            self._checked.append(target.sum_of_millionths(name))

    def is_equal(self, connection: Connection, start: datetime, end: datetime) -> bool:
        """Whether [start, end) looks the same."""
        source, found = self._both(connection, start, end)
        return source == found

    def proves_copied(self, connection: Connection, start: datetime, end: datetime) -> bool:
        """Whether [start, end) was copied as the source has it now; rows in quarantine count, but have no sums."""
        aside = count_aside(connection, self._stream.name, start, end)[0]
        source, found = self._both(connection, start, end)
        return source == found if not aside else source[0] == found[0] + aside

    def _both(self, connection: Connection, start: datetime, end: datetime) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        stream = self._stream
        count, first, last, *sums = self._source.select(queries.select_sums(stream, self._requested, start, end))[0]
        found = target.select_sums(connection, stream, self._checked, start, end)
        connection.commit()
        seen = (int(count), moment_of(first), moment_of(last), *(int(amount or 0) for amount in sums))
        return seen, (found[0], found[1], found[2], *(int(amount) for amount in found[3:]))

    def extents(self, start: datetime, end: datetime) -> dict[datetime, Extent]:
        """The source's rows of each window of [start, end) that has any."""
        found = self._source.select(queries.count_windows(self._stream, start, end))
        return {
            moment: Extent(int(count), moment_of(first), moment_of(last))
            for text, count, first, last in found
            if (moment := moment_of(text))
        }


class DeepComparison:
    """Brings the source's rows into the session and lets PostgreSQL compare: exact, whatever the types."""

    def __init__(self, reader: Reader, stream: Stream, converter: Converter, stop: Any) -> None:
        self._reader, self._stream, self._converter, self._stop = reader, stream, converter, stop

    def compare(self, connection: Connection, window: Window, *, delete: bool = False) -> Sides:
        """Both sides of a window; with `delete` rows only the target has are deleted."""
        try:
            staged = self._stage(connection, window)
            sides = self._sides(connection, window, staged)
            if delete and sides.extra:
                gone = target.delete_extra(connection, self._stream, window.start, window.end)
                refresh_candles(connection, self._stream, gone)
            connection.commit()
        except BaseException:
            if not connection.closed:
                connection.rollback()
            raise
        return sides

    def _stage(self, connection: Connection, window: Window) -> "_Staged":
        target.create_compared(connection, self._stream)
        staged = _Staged()
        repeats = Repeats(self._stream)
        for block in self._reader.rows(list(self._converter.columns), window.start, window.end):
            check_stop(self._stop)
            staged.read += block.rows
            converted = self._converter.convert(block, repeats)
            staged.rejected += len(converted.rejected) + self._copy(connection, converted.lines)
        if staged.read != self._reader.count(window.start, window.end):
            raise AnswerBroken("the rows read for a comparison are not those that were counted")
        shared = target.reduce_compared(connection, self._stream)
        if self._stream.collapse == LAST:
            staged.collapsed = shared
        else:
            staged.rejected += shared
        return staged

    def _copy(self, connection: Connection, lines: list[str]) -> int:
        """Rows the database refuses are in quarantine, not in the target: left out here, too; how many they are."""
        with connection.cursor() as cursor:
            cursor.execute("SAVEPOINT compared")
            try:
                copy_staged(connection, self._stream, lines, target.COMPARED)
            except ROW_ERRORS:
                cursor.execute("ROLLBACK TO SAVEPOINT compared")
                if len(lines) == 1:
                    return 1
                middle = len(lines) // 2
                return self._copy(connection, lines[:middle]) + self._copy(connection, lines[middle:])
        return 0

    def _sides(self, connection: Connection, window: Window, staged: "_Staged") -> Sides:
        stream = self._stream
        source, found = target.select_checksums(connection, stream, window.start, window.end)
        extent = Extent(staged.read, *target.select_compared_bounds(connection, stream))
        differing, extra = (0, 0)
        if source != found:
            differing, extra = target.count_differences(connection, stream, window.start, window.end)
        aside, dropped = count_aside(connection, stream.name, window.start, window.end)
        return Sides(
            (staged.read, source[1]),
            found,
            extent,
            differing,
            extra,
            quarantined=staged.rejected,
            dropped=min(dropped, staged.rejected),
            collapsed=staged.collapsed,
            missing=max(0, staged.rejected - aside),
        )


@dataclass
class _Staged:
    """What became of the source's rows on their way into the session."""

    read: int = 0
    rejected: int = 0
    collapsed: int = 0
