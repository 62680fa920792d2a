"""SQL of the archive: rows of a partition as they are, their checksum, and rows brought back."""

from collections.abc import Iterator, Sequence
from typing import IO, Any

from psycopg2.extensions import connection as Connection
from psycopg2.sql import SQL, Identifier

from db_sync_worker.streams.model import Stream
from db_sync_worker.target.statements import names, row, rows, run

RETURNED = "returned"
_COLUMNS = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a
 WHERE a.attrelid = to_regclass(%s) AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
 ORDER BY a.attnum
"""
_CHECKSUM = (
    "SELECT count(*), coalesce(mod(mod(sum(hashtextextended(ROW({columns})::text, 0)), 18446744073709551616)"
    " + 18446744073709551616, 18446744073709551616), 0)::text FROM {table}"
)


def select_columns(connection: Connection, stream: Stream) -> list[tuple[str, str]]:
    """Names and types of the target's columns, in their order."""
    return [(name, kind) for name, kind in rows(connection, _COLUMNS, (stream.target,))]


def stream_rows(
    connection: Connection, schema: str, table: str, columns: Sequence[str], batch: int
) -> Iterator[list[tuple[Any, ...]]]:
    """All rows of a table, every value as text, in batches, by a cursor of the server."""
    chosen = SQL(", ").join(SQL("{}::text").format(Identifier(name)) for name in columns)
    with connection.cursor(name="archive") as cursor:
        cursor.itersize = batch
        cursor.execute(SQL("SELECT {} FROM {}").format(chosen, Identifier(schema, table)))
        while found := cursor.fetchmany(batch):
            yield found


def select_checksum(connection: Connection, schema: str, table: str, columns: Sequence[str]) -> tuple[int, str]:
    """Count and order-independent checksum of a table's rows; of the returned ones with schema pg_temp."""
    query = SQL(_CHECKSUM).format(columns=names(columns), table=Identifier(schema, table))
    found = row(connection, query)
    assert found
    return int(found[0]), str(found[1])


def create_returned(connection: Connection, stream: Stream) -> None:
    """A place for rows that come back, gone with the transaction."""
    create = SQL("CREATE TEMPORARY TABLE {} (LIKE {}) ON COMMIT DROP")
    run(connection, create.format(Identifier(RETURNED), Identifier(stream.target_schema, stream.target_table)))


def copy_returned(connection: Connection, columns: Sequence[str], lines: IO[bytes]) -> None:
    """COPY rows of a file to that place."""
    with connection.cursor() as cursor:
        cursor.copy_expert(
            SQL("COPY {} ({}) FROM STDIN").format(Identifier("pg_temp", RETURNED), names(columns)), lines
        )


def insert_returned(connection: Connection, stream: Stream, columns: Sequence[str]) -> int:
    """Bring the rows back into the target; those that are there stay."""
    query = SQL("INSERT INTO {table} ({columns}) SELECT {columns} FROM {returned} ON CONFLICT DO NOTHING").format(
        table=Identifier(stream.target_schema, stream.target_table),
        columns=names(columns),
        returned=Identifier("pg_temp", RETURNED),
    )
    return run(connection, query)
