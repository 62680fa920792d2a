"""Items into a file: one snapshot, FETCHED_ROWS items in memory at a time."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from suite.database import Database
from suite.database.facade import READ_SNAPSHOT
from workspace_api.items.queries import count_items, declare_item_cursor, fetch_item_cursor
from workspace_api.items.schemas import ItemQuery
from workspace_api.transfer.formats import csv_header, csv_lines, ndjson_lines

FETCHED_ROWS = 1_000


def export_pages(database: Database, user_id: str, query: ItemQuery) -> Iterator[tuple[int, int, bytes]]:
    """Items in this piece, items in all, and the piece; the first piece of CSV holds the header."""
    with database.transaction({"app.user_id": user_id}, mode=READ_SNAPSHOT) as connection:
        total = count_items(connection, user_id, query.filters)
        if query.format == "csv":
            yield 0, total, csv_header().encode()
        declare_item_cursor(connection, user_id, query.filters, query.sort)
        while texts := fetch_item_cursor(connection, FETCHED_ROWS):
            lines = csv_lines(texts, raw=query.raw) if query.format == "csv" else ndjson_lines(texts)
            yield len(texts), total, lines.encode()


@contextlib.contextmanager
def export_target(path: Path | None) -> Iterator[BinaryIO]:
    """Where an export goes: stdout, or a file that appears under its name when it is complete."""
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(descriptor)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
