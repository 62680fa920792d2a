"""Rows by /exec, for servers whose CSV writes null and '' alike: pages that end at a complete timestamp."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from db_sync_worker.source.client import PageSource, moment_of
from db_sync_worker.source.columns import SourceColumn
from db_sync_worker.source.queries import quoted, select_rows
from db_sync_worker.source.rows import Block
from db_sync_worker.streams.model import MICROSECOND, Stream

PAGE_ROWS = 10_000


def read_pages(
    source: PageSource,
    stream: Stream,
    columns: Sequence[SourceColumn],
    start: datetime,
    end: datetime,
    page_rows: int = PAGE_ROWS,
) -> Iterator[Block]:
    """Rows of [start, end) in the order of their timestamps, each once."""
    place = [column.name for column in columns].index(stream.timestamp)
    while start < end:
        rows = source.rows_as_text(f"{select_rows(stream, columns, start, end)} LIMIT {page_rows}")
        if len(rows) < page_rows:
            yield from _as_block(rows)
            return
        last = rows[-1][place]
        complete = [row for row in rows if row[place] != last]
        moment = moment_of(last)
        assert moment is not None
        if complete:
            yield from _as_block(complete)
            start = moment
        else:
            yield from _one_moment(source, stream, columns, moment, page_rows)
            start = moment + MICROSECOND


def _one_moment(
    source: PageSource, stream: Stream, columns: Sequence[SourceColumn], moment: datetime, page_rows: int
) -> Iterator[Block]:
    """More rows of one timestamp than a page holds: paged by all columns, an order that is the same every time."""
    order = ", ".join(quoted(column.name) for column in columns if column.name != stream.timestamp)
    query = f"{select_rows(stream, columns, moment, moment + MICROSECOND)}, {order}"
    low = 0
    while True:
        rows = source.rows_as_text(f"{query} LIMIT {low}, {low + page_rows}")
        yield from _as_block(rows)
        if len(rows) < page_rows:
            return
        low += page_rows


def _as_block(rows: list[list[Any]]) -> Iterator[Block]:
    if rows:
        columns: list[Sequence[str | None]] = [list(values) for values in zip(*rows, strict=True)]
        size = sum(len(value) for values in columns for value in values if value)
        yield Block(columns, len(rows), suspicious=True, size=size)
