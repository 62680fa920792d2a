"""`python -m db_sync_worker archive list|verify|restore|query`."""

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from typing import Any

import psycopg2
from psycopg2.extensions import connection as Connection

from db_sync_worker import exit_codes
from db_sync_worker.archive import queries
from db_sync_worker.archive.files import ROWS_A_GROUP, ArchivedPartition, ArchiveStore, arrow_type, as_table
from db_sync_worker.archive.keeper import ArchiveDiffers, ArchiveKeeper
from db_sync_worker.settings import Settings
from db_sync_worker.streams.file import load_streams
from db_sync_worker.streams.model import Stream
from db_sync_worker.target.session import connector
from suite.settings import ConfigurationError, load_settings, refuse_to_start


def main(words: Sequence[str], settings: Settings | None = None) -> int:
    """The exit status: 0, 1 when something failed or differs, 2 for bad usage."""
    given = parse_words(words)
    settings = settings or load_settings(Settings)
    try:
        streams = [stream for stream in load_streams(settings) if stream.name == given.stream]
    except ConfigurationError as error:
        refuse_to_start(error.problems)
    if not streams or not streams[0].archive_to:
        sys.stderr.write(f"no stream named {given.stream} has an archive\n")
        return exit_codes.BAD_USAGE
    archive = ArchiveStore(streams[0].archive_to)
    entries = [entry for entry in archive.entries(given.stream) if given.day in (None, entry.start[:10])]
    try:
        with closing(connector(settings)()) as connection:
            keeper = ArchiveKeeper(connection, streams[0], archive)
            return {"list": _list, "verify": _verify, "restore": _restore, "query": _query}[given.action](
                keeper, entries, given.sql
            )
    except (ArchiveDiffers, psycopg2.Error, OSError) as error:
        sys.stderr.write(f"{str(error).strip()}\n")
        return exit_codes.STREAM_FAILED


def _list(_: ArchiveKeeper, entries: Sequence[ArchivedPartition], __: str | None) -> int:
    for entry in entries:
        print(json.dumps({name: value for name, value in asdict(entry).items() if name != "columns"}))
    return exit_codes.DONE


def _verify(keeper: ArchiveKeeper, entries: Sequence[ArchivedPartition], _: str | None) -> int:
    for entry in entries:
        keeper.verify(entry)
        print(f"{entry.partition}: {entry.rows} rows are as they were written")
    return exit_codes.DONE


def _restore(keeper: ArchiveKeeper, entries: Sequence[ArchivedPartition], _: str | None) -> int:
    for entry in entries:
        print(f"{entry.partition}: {keeper.restore(entry)} rows restored")
    return exit_codes.DONE


def _query(keeper: ArchiveKeeper, entries: Sequence[ArchivedPartition], sql: str | None) -> int:
    """Over `rows`: the archive and the live table as one; of a row that is in both the live one counts."""
    import duckdb

    database = duckdb.connect()
    archived = keeper.archive.dataset(entries) if entries else None
    queries.create_rows(database, keeper.stream.key, _live(keeper.connection, keeper.stream), archived)
    result = database.execute(sql or queries.COUNT_ROWS)
    for row in result.fetchall():
        print("\t".join(str(value) for value in row))
    return exit_codes.DONE


def _live(connection: Connection, stream: Stream) -> Any:
    import pyarrow

    columns = queries.select_columns(connection, stream)
    schema = pyarrow.schema([(name, arrow_type(kind)) for name, kind in columns])
    names = [name for name, _ in columns]

    def batches() -> Any:
        for rows in queries.stream_rows(connection, queries.rows_of(stream), names, ROWS_A_GROUP):
            yield from as_table(rows, schema).to_batches()

    return pyarrow.RecordBatchReader.from_batches(schema, batches())


def parse_words(words: Sequence[str]) -> argparse.Namespace:
    """Parse; bad usage ends the process with status 2."""
    parser = argparse.ArgumentParser(prog="python -m db_sync_worker archive", description=__doc__)
    parser.add_argument("action", choices=("list", "verify", "restore", "query"))
    parser.add_argument("sql", nargs="?", help="of query, over the table rows")
    parser.add_argument("--stream", required=True, metavar="NAME")
    parser.add_argument("--day", metavar="YYYY-MM-DD", help="only the partition that begins then")
    return parser.parse_args(words)
