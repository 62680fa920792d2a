"""SQL of comparisons: sums of the target, hashes of both sides in one session, rows only one side has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg2.extensions import connection as Connection
from psycopg2.sql import SQL, Composable, Identifier

from db_sync_worker.streams.model import LAST, Stream
from db_sync_worker.target.statements import names, row, rows, run, value

COMPARED = "compared"
_UPSERT_WINDOW = """
INSERT INTO windows (stream, window_start, window_end, count, min_ts, max_ts, checksum, result, checked_at, depth,
                     rows_at, txn, collapsed, quarantined)
VALUES (%(stream)s, %(start)s, %(end)s, %(count)s, %(min_ts)s, %(max_ts)s, %(checksum)s, %(result)s, now(), %(depth)s,
        %(rows_at)s, %(txn)s, %(collapsed)s, %(quarantined)s)
ON CONFLICT (stream, window_start) DO UPDATE
   SET window_end = EXCLUDED.window_end, count = EXCLUDED.count, min_ts = EXCLUDED.min_ts, max_ts = EXCLUDED.max_ts,
       checksum = coalesce(EXCLUDED.checksum, windows.checksum), result = EXCLUDED.result, checked_at = now(),
       depth = EXCLUDED.depth, rows_at = coalesce(EXCLUDED.rows_at, windows.rows_at), txn = EXCLUDED.txn,
       collapsed = EXCLUDED.collapsed, quarantined = EXCLUDED.quarantined
"""
# Windows of one stream never overlap: the newest look at a time replaces all before it, whatever their bounds were.
_DELETE_OVERLAPPED = """
DELETE FROM windows
 WHERE stream = %(stream)s AND window_start <> %(start)s AND window_start < %(end)s AND window_end > %(start)s
   AND window_start >= coalesce(
       (SELECT max(window_start) FROM windows WHERE stream = %(stream)s AND window_start < %(start)s), %(start)s)
"""
_WINDOWS = """
SELECT window_start, window_end, count, result, depth, rows_at, txn, collapsed, quarantined FROM windows
 WHERE stream = %s AND window_start >= %s AND window_start < %s
"""
_FRESH = """
SELECT window_start, CASE WHEN result = 'archived' THEN 0 ELSE count END FROM windows
 WHERE stream = %s AND window_start >= %s AND window_start < %s AND (rows_at >= %s OR result = 'archived')
"""


@dataclass(frozen=True)
class SeenWindow:
    """A window as it was when last compared; `transaction` is that of the source's table then."""

    start: datetime
    end: datetime
    count: int
    result: str
    depth: str
    rows_at: datetime | None
    transaction: int | None
    collapsed: int
    quarantined: int

    @property
    def in_target(self) -> int:
        """Rows the target had."""
        return self.count - self.collapsed - self.quarantined


def select_sums(
    connection: Connection, stream: Stream, expressions: Sequence[Composable], start: datetime, end: datetime
) -> tuple[Any, ...]:
    """Count, least and greatest time of [start, end), then the given aggregates."""
    time = Identifier(stream.time)
    chosen = SQL(", ").join([SQL("count(*)"), SQL("min({})").format(time), SQL("max({})").format(time), *expressions])
    query = SQL("SELECT {} FROM {} WHERE {} >= %s AND {} < %s").format(chosen, _table(stream), time, time)
    found = row(connection, query, (start, end))
    assert found
    return found


def count_windows(connection: Connection, stream: Stream, start: datetime, end: datetime) -> dict[datetime, int]:
    """Rows of each window of [start, end); empty windows are not told."""
    time = Identifier(stream.time)
    query = SQL(
        "SELECT date_bin(%s, {0}, '1970-01-01T00:00:00Z'), count(*) FROM {1} WHERE {0} >= %s AND {0} < %s GROUP BY 1"
    )
    return dict(rows(connection, query.format(time, _table(stream)), (stream.window, start, end)))


def sum_of_integers(name: str) -> Composable:
    """Like that of the source: quotients and remainders, so that no sum overflows."""
    return SQL("coalesce(sum({0}::bigint / 4294967296), 0), coalesce(sum({0}::bigint %% 4294967296), 0)").format(
        Identifier(name)
    )


def sum_of_millionths(name: str) -> Composable:
    """Whole millionths; what a long of the source cannot hold does not count."""
    return SQL("coalesce(sum(CASE WHEN abs({0}) < 1000000000 THEN round({0} * 1000000)::bigint ELSE 0 END), 0)").format(
        Identifier(name)
    )


def create_compared(connection: Connection, stream: Stream) -> None:
    """A place for the source's rows, with the types of the target; gone with the transaction."""
    types = [SQL("{} {}").format(Identifier(column.name), SQL(str(column.type))) for column in stream.columns]
    create = SQL("CREATE TEMPORARY TABLE {} ({}) ON COMMIT DROP")
    run(connection, create.format(Identifier(COMPARED), SQL(", ").join(types)))


def reduce_compared(connection: Connection, stream: Stream) -> int:
    """Of source rows with one key leave the one the target has: the last where the stream says so, else the first."""
    run(connection, SQL("CREATE INDEX ON {} ({})").format(_compared(), names(stream.key)))
    run(connection, SQL("ANALYZE {}").format(_compared()))
    query = SQL(
        "DELETE FROM {compared} WHERE ctid IN (SELECT at FROM (SELECT ctid AS at,"
        " row_number() OVER (PARTITION BY {key} ORDER BY ctid {order}) AS number FROM {compared}) n WHERE number > 1)"
    )
    order = SQL("DESC" if stream.collapse == LAST else "ASC")
    return run(connection, query.format(compared=_compared(), key=names(stream.key), order=order))


def select_checksums(
    connection: Connection, stream: Stream, start: datetime, end: datetime
) -> tuple[tuple[int, str], tuple[int, str]]:
    """(count, checksum) of the source's rows and of the target's.

    The checksum is the sum, modulo 2⁶⁴, of a 64-bit hash of each row's text: its order does not matter. PostgreSQL
    makes both from the same types, so that 1.50 and 1.5 or two spellings of a JSON object are what they are to it.
    """
    hashed = SQL(
        "SELECT count(*), coalesce(mod(mod(sum(hashtextextended(ROW({})::text, 0)), 18446744073709551616)"
        " + 18446744073709551616, 18446744073709551616), 0) FROM {}"
    )
    one = hashed.format(names(stream.names), _compared())
    within = SQL(" WHERE {0} >= %s AND {0} < %s").format(Identifier(stream.time))
    other = hashed.format(names(stream.names), _table(stream)) + within
    source, target = row(connection, one), row(connection, other, (start, end))
    assert source and target
    return (source[0], f"{int(source[1]):016x}"), (target[0], f"{int(target[1]):016x}")


def select_compared_bounds(connection: Connection, stream: Stream) -> tuple[datetime | None, datetime | None]:
    """Least and greatest time of the source's rows."""
    found = row(connection, SQL("SELECT min({0}), max({0}) FROM {1}").format(Identifier(stream.time), _compared()))
    assert found
    return found[0], found[1]


def count_differences(connection: Connection, stream: Stream, start: datetime, end: datetime) -> tuple[int, int]:
    """(rows of the source that the target lacks or has with other values, rows only the target has)."""
    query = SQL(
        "SELECT count(*) FILTER (WHERE one.{probe} IS NOT NULL AND (other.{probe} IS NULL"
        " OR ({one}) IS DISTINCT FROM ({other}))), count(*) FILTER (WHERE one.{probe} IS NULL)"
        " FROM {compared} AS one FULL JOIN (SELECT * FROM {table} WHERE {time} >= %s AND {time} < %s) AS other"
        " USING ({key})"
    ).format(
        probe=Identifier(stream.time),
        one=names(stream.names, "one"),
        other=names(stream.names, "other"),
        compared=_compared(),
        table=_table(stream),
        time=Identifier(stream.time),
        key=names(stream.key),
    )
    found = row(connection, query, (start, end))
    assert found
    return int(found[0]), int(found[1])


def delete_extra(connection: Connection, stream: Stream, start: datetime, end: datetime) -> list[datetime]:
    """Delete the rows of [start, end) that the source does not have; their times."""
    same = SQL(" AND ").join(SQL("one.{0} = kept.{0}").format(Identifier(name)) for name in stream.key)
    query = SQL(
        "DELETE FROM {table} AS kept WHERE kept.{time} >= %s AND kept.{time} < %s"
        " AND NOT EXISTS (SELECT FROM {compared} AS one WHERE {same}) RETURNING kept.{time}"
    ).format(table=_table(stream), time=Identifier(stream.time), compared=_compared(), same=same)
    return [moment for (moment,) in rows(connection, query, (start, end))]


def upsert_window(connection: Connection, stream: str, values: dict[str, Any]) -> None:
    """Remember what a window looked like, how deeply it was compared and what came of it."""
    run(connection, _DELETE_OVERLAPPED, {"stream": stream, **values})
    run(connection, _UPSERT_WINDOW, {"stream": stream, **values})


def select_windows(connection: Connection, stream: str, start: datetime, end: datetime) -> dict[datetime, SeenWindow]:
    """Windows of [start, end) as they were when last compared, by their start."""
    return {found[0]: SeenWindow(*found) for found in rows(connection, _WINDOWS, (stream, start, end))}


def select_fresh_windows(
    connection: Connection, stream: str, start: datetime, end: datetime, since: datetime
) -> dict[datetime, int]:
    """Rows the source had in the windows of [start, end) that were compared row by row since then, or are archived."""
    return dict(rows(connection, _FRESH, (stream, start, end, since)))


def count_due(connection: Connection, stream: str, since: datetime) -> int:
    """Windows with rows whose rows were not compared since then."""
    query = (
        "SELECT count(*) FROM windows WHERE stream = %s AND count > 0 AND result <> 'archived'"
        " AND (rows_at IS NULL OR rows_at < %s)"
    )
    return int(value(connection, query, (stream, since)))


def select_partitions_seen(connection: Connection, stream: str) -> dict[datetime, int]:
    """Rows of each partition of the source when its windows were last found in order."""
    return dict(rows(connection, "SELECT start_at, rows FROM source_partitions WHERE stream = %s", (stream,)))


def upsert_partition(connection: Connection, stream: str, start: datetime, count: int) -> None:
    """A partition of the source was compared when it had so many rows."""
    query = (
        "INSERT INTO source_partitions (stream, start_at, rows, seen_at) VALUES (%s, %s, %s, now())"
        " ON CONFLICT (stream, start_at) DO UPDATE SET rows = EXCLUDED.rows, seen_at = now()"
    )
    run(connection, query, (stream, start, count))


def _table(stream: Stream) -> Composable:
    return Identifier(stream.target_schema, stream.target_table)


def _compared() -> Composable:
    return Identifier("pg_temp", COMPARED)
