"""A source as one run sees it: its columns, its windows, its rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from db_sync_worker.engine.source_retry import RetryingSource
from db_sync_worker.source import queries
from db_sync_worker.source.client import moment_of
from db_sync_worker.source.columns import SourceColumn, type_name
from db_sync_worker.source.errors import QueryRefused
from db_sync_worker.source.pages import read_pages
from db_sync_worker.source.rows import Block, CsvDialect, read_blocks
from db_sync_worker.streams.model import ROW, ROW_HASH, Stream

MAX_WINDOW_ROWS = 1_000_000
SHORTEST_WINDOW = timedelta(seconds=1)
# Both fit one signed number of 64 bits.
TABLE_NUMBERS, TRANSACTIONS = 2**23, 2**40


@dataclass(frozen=True)
class Window:
    """[start, end) with the rows counted before it is read."""

    start: datetime
    end: datetime
    count: int


@dataclass(frozen=True)
class WriteAheadLog:
    """Whether a table's log is suspended, and the last transaction that can be read; None: unknown.

    Transactions count from 1 in every table, so the table's own number is a part of `transaction`.
    """

    suspended: bool = False
    transaction: int | None = None


class Reader:
    """Reads one stream from the source; `received` counts bytes."""

    def __init__(
        self, source: RetryingSource, stream: Stream, dialect: CsvDialect, max_window_rows: int = MAX_WINDOW_ROWS
    ) -> None:
        self._source, self._stream, self._dialect = source, stream, dialect
        self._max_window_rows = max_window_rows
        self.received = 0

    def describe(self) -> list[SourceColumn]:
        """All columns of the source."""
        if self._stream.table:
            found = self._source.select(queries.show_columns(self._stream.table))
            return [SourceColumn(row[0], type_name(row[1]), designated=row[7] is True) for row in found]
        columns, _ = self._source.describe(queries.describe_query(str(self._stream.query)))
        return [SourceColumn(column["name"], type_name(column["type"])) for column in columns]

    def extent(self, end: datetime) -> tuple[int, datetime | None, datetime | None]:
        """Count, least and greatest timestamp of everything before `end`."""
        return self._bounds(queries.select_extent(self._stream, end))

    def count_from(self, start: datetime) -> int:
        """Rows at or after `start`."""
        return int(self._source.value(queries.count_from(self._stream, start)))

    def write_ahead_log(self) -> "WriteAheadLog":
        """The log of the table; an empty one where the server or the table has none."""
        if not self._stream.table:
            return WriteAheadLog()
        try:
            found = self._source.select(queries.select_write_ahead_log(self._stream.table))
        except QueryRefused:
            return WriteAheadLog()
        if not found:
            return WriteAheadLog()
        suspended, transaction = bool(found[0][0]), int(found[0][1])
        return WriteAheadLog(
            suspended, self._table_number(self._stream.table) * TRANSACTIONS + transaction % TRANSACTIONS
        )

    def _table_number(self, table: str) -> int:
        """Which of the tables of this name it is, 0 where the source does not say."""
        try:
            made = self._source.select(queries.select_table_number(table))
        except QueryRefused:
            return 0
        return int(made[0][0]) % TABLE_NUMBERS if made else 0

    def count(self, start: datetime, end: datetime) -> int:
        """Rows of [start, end) now."""
        return self._bounds(queries.select_bounds(self._stream, start, end))[0]

    def windows(self, start: datetime, end: datetime) -> Iterator[Window]:
        """Windows of [start, end), oldest first, cut where a multiple of `window` lies; gaps come as one."""
        while start < end:
            until = min(self._stream.floor(start) + self._stream.window, end)
            count = self.count(start, until)
            if count:
                yield from self._halves(Window(start, until, count))
            else:
                first = moment_of(self._source.value(queries.select_first_from(self._stream, until)))
                until = min(self._stream.floor(first), end) if first and first < end else end
                until = max(until, min(self._stream.floor(start) + self._stream.window, end))
                yield Window(start, until, 0)
            start = until

    def _halves(self, window: Window) -> Iterator[Window]:
        length = window.end - window.start
        if window.count <= self._max_window_rows or length < 2 * SHORTEST_WINDOW:
            yield window
            return
        middle = window.start + length / 2
        middle = middle.replace(microsecond=0)
        for start, end in ((window.start, middle), (middle, window.end)):
            yield from self._halves(Window(start, end, self.count(start, end)))

    def rows(self, columns: list[SourceColumn], start: datetime, end: datetime) -> Iterator[Block]:
        """Blocks of [start, end) in the order of their timestamps."""
        if not self._dialect.tells_null:
            yield from read_pages(self._source, self._stream, columns, start, end)
            return
        yield from self.rows_of(queries.select_rows(self._stream, columns, start, end), columns)

    def rows_from(self, columns: list[SourceColumn], start: datetime, limit: int) -> Iterator[Block]:
        """Blocks of the first rows at or after `start`."""
        yield from self.rows_of(queries.select_rows_from(self._stream, columns, start, limit), columns)

    def rows_without_time(self, columns: list[SourceColumn]) -> Iterator[Block]:
        """Blocks of the rows no window can hold."""
        yield from self.rows_of(queries.select_rows_without_time(self._stream, columns), columns)

    def rows_of(self, query: str, columns: list[SourceColumn]) -> Iterator[Block]:
        """Blocks of any query with these columns."""
        with self._source.stream(query) as pieces:
            yield from read_blocks(self._counted(pieces), [column.name for column in columns], self._dialect)

    def count_of(self, query: str) -> int:
        """How many rows a query has."""
        return int(self._source.value(queries.count_rows_of(query)))

    def _counted(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self.received += len(piece)
            yield piece

    def _bounds(self, query: str) -> tuple[int, datetime | None, datetime | None]:
        count, first, last = self._source.select(query)[0]
        return int(count), moment_of(first), moment_of(last)


def needed_columns(stream: Stream, columns: list[SourceColumn]) -> list[SourceColumn]:
    """What must be read: everything that can be copied where a whole row is wanted, else what is mapped."""
    whole = any(origin in (ROW, ROW_HASH) for column in stream.columns for origin in column.origins)
    mapped = {name for column in stream.columns for name in column.source_columns} | {stream.timestamp}
    return [column for column in columns if column.family and (whole or column.name in mapped)]
