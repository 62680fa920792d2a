"""SQL of the archive: rows of a partition as they are, their checksum, and rows brought back."""

from collections.abc import Iterator, Sequence
from typing import IO, Any

from psycopg2.extensions import connection as Connection
from psycopg2.sql import SQL, Composable, Identifier, Literal

from db_sync_worker.streams.model import Stream
from db_sync_worker.target.statements import names, row, rows, run
from db_sync_worker.target.table_queries import TargetPartition

# Of `archive query`, where it names none.
COUNT_ROWS = "SELECT count(*) FROM rows"
RETURNED = "returned"
RETURNED_ROWS = Identifier("pg_temp", RETURNED)
_COLUMNS = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a
 WHERE a.attrelid = to_regclass(%s) AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
 ORDER BY a.attnum
"""
_CHECKSUM = (
    "SELECT count(*), coalesce(mod(mod(sum(hashtextextended(ROW({columns})::text, 0)), 18446744073709551616)"
    " + 18446744073709551616, 18446744073709551616), 0)::text FROM {rows}"
)


def select_columns(connection: Connection, stream: Stream) -> list[tuple[str, str]]:
    """Names and types of the target's columns, in their order."""
    return [(name, kind) for name, kind in rows(connection, _COLUMNS, (stream.target,))]


def rows_of(stream: Stream, partition: TargetPartition | None = None) -> Composable:
    """Rows of the target, or of one partition: asked of the whole table, whose readers may not read its parts."""
    table = Identifier(stream.target_schema, stream.target_table)
    if partition is None:
        return table
    within = SQL("(SELECT * FROM {table} WHERE {time} >= {start} AND {time} < {end}) AS held")
    bounds = {"start": Literal(partition.start), "end": Literal(partition.end)}
    return within.format(table=table, time=Identifier(stream.time), **bounds)


def stream_rows(
    connection: Connection, chosen_rows: Composable, columns: Sequence[str], batch: int
) -> Iterator[list[tuple[Any, ...]]]:
    """Rows with every value as text, in batches, by a cursor of the server."""
    chosen = SQL(", ").join(SQL("{}::text").format(Identifier(name)) for name in columns)
    with connection.cursor(name="archive") as cursor:
        cursor.itersize = batch
        cursor.execute(SQL("SELECT {} FROM {}").format(chosen, chosen_rows))
        while found := cursor.fetchmany(batch):
            yield found


def select_checksum(
    connection: Connection, columns: Sequence[str], chosen_rows: Composable = RETURNED_ROWS
) -> tuple[int, str]:
    """Count and order-independent checksum of rows, without any of those that came back."""
    query = SQL(_CHECKSUM).format(columns=names(columns), rows=chosen_rows)
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
        cursor.copy_expert(SQL("COPY {} ({}) FROM STDIN").format(RETURNED_ROWS, names(columns)), lines)


def insert_returned(connection: Connection, stream: Stream, columns: Sequence[str]) -> int:
    """Bring the rows back into the target; those that are there stay."""
    query = SQL("INSERT INTO {table} ({columns}) SELECT {columns} FROM {returned} ON CONFLICT DO NOTHING").format(
        table=Identifier(stream.target_schema, stream.target_table),
        columns=names(columns),
        returned=RETURNED_ROWS,
    )
    return run(connection, query)


def create_rows(database: Any, key: Sequence[str], live: Any, archived: Any | None) -> None:
    """The table `rows` of a DuckDB: the live rows, and those of the archive whose keys no live row has."""
    database.register("live", live)
    database.execute("CREATE TABLE rows AS SELECT * FROM live")
    if archived is not None:
        database.register("archived", archived)
        columns = ", ".join('"' + name.replace('"', '""') + '"' for name in key)
        database.execute(f"INSERT INTO rows BY NAME SELECT a.* FROM archived a ANTI JOIN rows USING ({columns})")
