"""SQL of a target table: what it looks like, staging, upsert, direct COPY, partitions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from psycopg2.extensions import connection as Connection
from psycopg2.sql import SQL, Composable, Identifier

from db_sync_worker.streams.model import Stream
from db_sync_worker.target.statements import names, row, rows, run, value

STAGED = "staged"
_COLUMNS = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod)
  FROM pg_attribute a WHERE a.attrelid = to_regclass(%s) AND a.attnum > 0 AND NOT a.attisdropped
"""
_UNIQUE_KEYS = """
SELECT array_agg(a.attname::text) FROM pg_index i
  JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
 WHERE i.indrelid = to_regclass(%s) AND i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL
 GROUP BY i.indexrelid
"""
_PARTITIONS = """
SELECT name, (regexp_match(bound, 'FROM \\(''([^'']+)''\\)'))[1]::timestamptz,
       (regexp_match(bound, 'TO \\(''([^'']+)''\\)'))[1]::timestamptz
  FROM (SELECT c.relname AS name, pg_get_expr(c.relpartbound, c.oid) AS bound
          FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = to_regclass(%s)) AS parts
 WHERE bound ~ 'FROM \\(''[^'']+''\\) TO \\(''[^'']+''\\)'
 ORDER BY 2
"""
# The catalogue of TimescaleDB, where there is one.
_HYPERTABLES = "timescaledb_information.hypertables"
_IS_HYPERTABLE = f"""
SELECT EXISTS (SELECT FROM {_HYPERTABLES} WHERE hypertable_schema = %s AND hypertable_name = %s)
"""
NATIVE, HYPERTABLE, PLAIN = "native-partitions", "hypertable", "plain-table"


@dataclass(frozen=True)
class TargetPartition:
    """[start, end) of a native partition."""

    name: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Table:
    """A target table as the database has it: column → type, and its unique keys."""

    types: dict[str, str]
    keys: tuple[frozenset[str], ...]
    storage: str = NATIVE


def select_table(connection: Connection, qualified: str) -> Table:
    """Columns and unique keys; none of a table that is not there."""
    types = dict(rows(connection, _COLUMNS, (qualified,)))
    keys = tuple(frozenset(found[0]) for found in rows(connection, _UNIQUE_KEYS, (qualified,)))
    return Table(types, keys, select_storage(connection, qualified))


def select_storage(connection: Connection, qualified: str) -> str:
    """How the table keeps its rows; whose business its partitions are follows from it."""
    kind = value(connection, "SELECT relkind FROM pg_class WHERE oid = to_regclass(%s)", (qualified,))
    if kind == "p" or kind is None:
        return NATIVE
    if value(connection, "SELECT to_regclass(%s)", (_HYPERTABLES,)) is None:
        return PLAIN
    schema, _, table = qualified.partition(".")
    return HYPERTABLE if value(connection, _IS_HYPERTABLE, (schema, table)) else PLAIN


def select_partitions(connection: Connection, stream: Stream) -> list[TargetPartition]:
    """The native partitions of the target, oldest first."""
    return [TargetPartition(*found) for found in rows(connection, _PARTITIONS, (stream.target,))]


def add_partition(connection: Connection, stream: Stream, moment: datetime) -> bool:
    """Add the partition a moment lies in; False when it is there already."""
    where = (stream.target_schema, stream.target_table, *stream.partition_of(moment))
    return bool(value(connection, "SELECT sync.add_partition(%s, %s, %s, %s)", where))


def drop_partition(connection: Connection, stream: Stream, partition: TargetPartition) -> bool:
    """Drop a partition; False when it is gone already."""
    where = (stream.target_schema, stream.target_table, partition.name)
    return bool(value(connection, "SELECT sync.drop_partition(%s, %s, %s)", where))


def count_rows(connection: Connection, stream: Stream, start: datetime, end: datetime) -> int:
    """Rows of [start, end)."""
    query = SQL("SELECT count(*) FROM {table} WHERE {time} >= %s AND {time} < %s")
    return int(value(connection, query.format(table=_table(stream), time=Identifier(stream.time)), (start, end)))


def add_column(connection: Connection, stream: Stream, name: str, kind: str) -> None:
    """Add a column to the target; nothing happens where it is there."""
    value(connection, "SELECT sync.add_column(%s, %s, %s, %s)", (stream.target_schema, stream.target_table, name, kind))


def widen_column(connection: Connection, stream: Stream, name: str, kind: str) -> None:
    """Give a column of the target a type that holds every value of the one it has."""
    where = (stream.target_schema, stream.target_table, name, kind)
    value(connection, "SELECT sync.widen_column(%s, %s, %s, %s)", where)


def has_rows(connection: Connection, stream: Stream, start: datetime, end: datetime) -> bool:
    """Whether the target holds a row of [start, end)."""
    query = SQL("SELECT EXISTS (SELECT FROM {table} WHERE {time} >= %s AND {time} < %s)")
    return bool(value(connection, query.format(table=_table(stream), time=Identifier(stream.time)), (start, end)))


def select_newest(connection: Connection, stream: Stream, end: datetime) -> datetime | None:
    """The greatest time of the target before `end`."""
    query = SQL("SELECT max({time}) FROM {table} WHERE {time} < %s")
    found: datetime | None = value(connection, query.format(table=_table(stream), time=Identifier(stream.time)), (end,))
    return found


def select_oldest(connection: Connection, stream: Stream) -> datetime | None:
    """The least time of the target."""
    query = SQL("SELECT min({time}) FROM {table}")
    found: datetime | None = value(connection, query.format(table=_table(stream), time=Identifier(stream.time)))
    return found


def create_staging(connection: Connection, stream: Stream, name: str = STAGED) -> None:
    """A table of the session for the mapped columns, gone with the transaction."""
    types = [SQL("{} {}").format(Identifier(column.name), SQL(str(column.type))) for column in stream.columns]
    create = SQL("CREATE TEMPORARY TABLE {} ({}) ON COMMIT DROP")
    run(connection, create.format(Identifier(name), SQL(", ").join(types)))


def drop_staging(connection: Connection) -> None:
    """Away with it before its transaction ends: the next part makes its own."""
    run(connection, SQL("DROP TABLE {}").format(Identifier("pg_temp", STAGED)))


def copy_staged(connection: Connection, stream: Stream, lines: Iterable[str], name: str = STAGED) -> None:
    """COPY rows into the staging table."""
    _copy(connection, Identifier("pg_temp", name), stream.names, lines)


def copy_direct(connection: Connection, stream: Stream, lines: Iterable[str]) -> None:
    """COPY rows straight into the target; psycopg2.errors.UniqueViolation when one is there."""
    _copy(connection, _table(stream), stream.names, lines)


def delete_repeats(connection: Connection, stream: Stream, *, keep_last: bool) -> list[int]:
    """Of staged rows with one key keep the first, or the last; the places of the others, from 0."""
    query = SQL(
        "WITH numbered AS (SELECT ctid AS at, row_number() OVER (ORDER BY ctid) - 1 AS place,"
        " row_number() OVER (PARTITION BY {key} ORDER BY ctid {order}) AS number FROM {staged}),"
        " gone AS (DELETE FROM {staged} AS s USING numbered AS n WHERE s.ctid = n.at AND n.number > 1"
        " RETURNING n.place)"
        " SELECT place FROM gone ORDER BY 1"
    ).format(key=names(stream.key), order=SQL("DESC" if keep_last else "ASC"), staged=Identifier("pg_temp", STAGED))
    return [int(place) for (place,) in rows(connection, query)]


def upsert_staged(connection: Connection, stream: Stream, touched: Sequence[str]) -> tuple[int, int]:
    """Bring the target to what is staged: (inserted, updated); a key comes once.

    `touched` are columns set to now() with a change. Rows that are equal already are left alone.
    """
    changed = [name for name in stream.names if name not in stream.key]
    statement = SQL(
        "WITH done AS (INSERT INTO {table} ({columns}, updated_at) SELECT {columns}, now() FROM {staged}"
        " ON CONFLICT ({key}) DO {action} RETURNING updated_at = now() AS fresh)"
        " SELECT count(*) FILTER (WHERE fresh), count(*) FILTER (WHERE NOT fresh) FROM done"
    ).format(
        table=_target_alias(stream),
        columns=names(stream.names),
        staged=Identifier("pg_temp", STAGED),
        key=names(stream.key),
        action=_update(stream, changed, touched) if changed else SQL("NOTHING"),
    )
    found = row(connection, statement)
    assert found
    return int(found[0]), int(found[1])


def _update(stream: Stream, changed: Sequence[str], touched: Sequence[str]) -> Composable:
    """An inserted row carries the time of the transaction, an updated one a later moment: that tells them apart.

    The usual test, xmax = 0, cannot be asked of a partitioned table.
    """
    sets = [SQL("{0} = EXCLUDED.{0}").format(Identifier(name)) for name in changed]
    sets += [SQL("{} = now()").format(Identifier(name)) for name in touched]
    return SQL("UPDATE SET {}, updated_at = clock_timestamp() WHERE ({}) IS DISTINCT FROM ({})").format(
        SQL(", ").join(sets), names(changed, "kept"), names(changed, "excluded")
    )


def _target_alias(stream: Stream) -> Composable:
    return SQL("{} AS kept").format(_table(stream))


def _table(stream: Stream) -> Composable:
    return Identifier(stream.target_schema, stream.target_table)


def _copy(connection: Connection, table: Composable, columns: Sequence[str], lines: Iterable[str]) -> None:
    text = "\n".join(lines)
    content: Any = BytesIO(text.encode() + b"\n") if text else BytesIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(SQL("COPY {} ({}) FROM STDIN").format(table, names(columns)), content, 1_048_576)
