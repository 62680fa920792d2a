"""What a supply carries: windows, a query or rows without a time, each read whole or begun again."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import datetime

from db_sync_worker.engine.reader import Reader, Window
from db_sync_worker.engine.source_retry import RetryingSource
from db_sync_worker.engine.supply import Begin, End, Put, Rows
from db_sync_worker.source.errors import AnswerBroken
from db_sync_worker.source.rows import Block
from db_sync_worker.streams.model import LAST, Stream
from db_sync_worker.values.conversion import Converter
from db_sync_worker.values.copy_rows import Rejected
from db_sync_worker.values.repeats import LastWins, Repeats

Produce = Callable[[Put], None]


class Fetcher:
    """Reads and converts rows of one stream; what cannot be read whole is read again from its beginning."""

    def __init__(self, source: RetryingSource, stream: Stream, reader: Reader, converter: Converter) -> None:
        self._source, self._stream, self._reader, self._converter = source, stream, reader, converter
        self._columns = list(converter.columns)

    def windows(self, windows: Iterable[Window]) -> Produce:
        """Window after window, in their order."""

        def produce(put: Put) -> None:
            for window in windows:
                self._source.retrying(lambda window=window: self._fetch_window(window, put))  # type: ignore[misc]

        return produce

    def query(self, query: str) -> Produce:
        """All rows of a query, whatever their order."""

        def fetch(put: Put) -> None:
            put(Begin(None))
            before = self._reader.count_of(query)
            read = self._carry(self._reader.rows_of(query, self._columns), put, ordered=False)
            _check(read, before, lambda: self._reader.count_of(query))
            put(End(None))

        return lambda put: self._source.retrying(lambda: fetch(put))

    def rows_without_time(self) -> Produce:
        """Rows that belong to no window."""

        def fetch(put: Put) -> None:
            put(Begin(None))
            self._carry(self._reader.rows_without_time(self._columns), put)
            put(End(None))

        return lambda put: self._source.retrying(lambda: fetch(put))

    def set_aside(self, start: datetime, limit: int, reason: str) -> Iterator[list[Rejected]]:
        """The first rows from `start` on, as rejected."""
        for block in self._reader.rows_from(self._columns, start, limit):
            yield self._converter.set_aside(block, reason)

    def _fetch_window(self, window: Window, put: Put) -> None:
        put(Begin(window))
        if window.count:
            read = self._carry(self._reader.rows(self._columns, window.start, window.end), put)
            _check(read, window.count, lambda: self._reader.count(window.start, window.end))
        put(End(window))

    def _carry(self, blocks: Iterator[Block], put: Put, *, ordered: bool = True) -> int:
        read = 0
        repeats = Repeats(self._stream, ordered=ordered)
        last_wins = LastWins() if self._stream.collapse == LAST and ordered and not repeats.counted else None
        with closing(blocks):  # type: ignore[type-var]
            for block in blocks:
                read += block.rows
                converted = self._converter.convert(block, repeats)
                put(Rows(last_wins.take(converted) if last_wins else converted, block.rows, block.size))
        if last_wins:
            put(Rows(last_wins.rest(), 0, 0))
        return read


def _check(read: int, before: int, count: Callable[[], int]) -> None:
    """Rows may come while others are read: the count before the reading agrees, or one taken after it."""
    if read != before and read != count():
        raise AnswerBroken(f"{read} rows were read where {before} were counted")
