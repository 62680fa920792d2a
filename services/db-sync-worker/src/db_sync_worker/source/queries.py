"""What QuestDB is asked, in its own SQL. Names are quoted identifiers, moments are literals made here.

QuestDB's HTTP interface takes no parameters. Nothing in these texts comes from data: names passed the schema of the
streams file, moments are datetimes, and `where` is the operator's own text.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from db_sync_worker.source.columns import MAX_BINARY_BYTES, SourceColumn
from db_sync_worker.streams.model import Stream

# How this server writes null, an empty string and a backslash in CSV.
PROBE = "SELECT null::string AS a, '' AS b, 'x\\y' AS c"
PING = "SELECT 1"
# The two of the environment's stream, where it names none.
FIRST_QUERY = "SELECT * FROM tp_capital_signals WHERE created_at >= dateadd('h', -24, now())"
LATER_QUERY = "SELECT * FROM tp_capital_signals WHERE created_at > '{last_synced}'"
# Values of these types are written without quotes or with a word for null: as text they are told apart.
_WRITTEN_AS_TEXT = {"CHAR", "DECIMAL", "IPV4"}


def quoted(name: str) -> str:
    """A name as an identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(moment: datetime) -> str:
    """A moment as a literal, UTC with microseconds."""
    return f"'{iso(moment)}'"


def iso(moment: datetime) -> str:
    """`2026-01-01T00:00:00.000000Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def show_columns(table: str) -> str:
    """Names, types and which one is the designated timestamp."""
    return f"SHOW COLUMNS FROM {quoted(table)}"


def show_partitions(table: str) -> str:
    """One row a partition: unit, name, rows, whether it is attached."""
    literal_name = table.replace("'", "''")
    return f"SELECT partitionBy, name, numRows, attached FROM table_partitions('{literal_name}')"


def select_rows(stream: Stream, columns: Iterable[SourceColumn], start: datetime, end: datetime) -> str:
    """Rows of [start, end) in the order of their timestamps."""
    chosen = ", ".join(map(_selected, columns))
    return f"SELECT {chosen} FROM {_source(stream)} WHERE {_within(stream, start, end)} ORDER BY {_time(stream)}"


def select_rows_without_time(stream: Stream, columns: Iterable[SourceColumn]) -> str:
    """Rows no window can hold."""
    chosen = ", ".join(map(_selected, columns))
    return f"SELECT {chosen} FROM {_source(stream)} WHERE {_time(stream)} = null{_filter(stream)}"


def select_bounds(stream: Stream, start: datetime, end: datetime) -> str:
    """Count, least and greatest timestamp of [start, end)."""
    time = _time(stream)
    return f"SELECT count(), min({time}), max({time}) FROM {_source(stream)} WHERE {_within(stream, start, end)}"


def select_extent(stream: Stream, end: datetime) -> str:
    """Count, least and greatest timestamp of everything before `end`."""
    time = _time(stream)
    within = f"{time} < {literal(end)}{_filter(stream)}"
    return f"SELECT count(), min({time}), max({time}) FROM {_source(stream)} WHERE {within}"


def count_from(stream: Stream, start: datetime) -> str:
    """How many rows lie at or after `start`."""
    return f"SELECT count() FROM {_source(stream)} WHERE {_time(stream)} >= {literal(start)}{_filter(stream)}"


def select_rows_from(stream: Stream, columns: Iterable[SourceColumn], start: datetime, limit: int) -> str:
    """The first rows at or after `start`."""
    chosen = ", ".join(map(_selected, columns))
    within = f"{_time(stream)} >= {literal(start)}{_filter(stream)}"
    return f"SELECT {chosen} FROM {_source(stream)} WHERE {within} ORDER BY {_time(stream)} LIMIT {limit}"


def select_write_ahead_log(table: str) -> str:
    """Whether the table's log is suspended, and its last transactions; no row of a table without one."""
    name = table.replace("'", "''")
    return f"SELECT suspended, writerTxn, sequencerTxn FROM wal_tables() WHERE name = '{name}'"


def select_table_number(table: str) -> str:
    """The number a table was made with: another one made or renamed in its place has another."""
    name = table.replace("'", "''")
    return f"SELECT id FROM tables() WHERE table_name = '{name}'"


def select_first_from(stream: Stream, start: datetime) -> str:
    """The first timestamp at or after `start`."""
    time = _time(stream)
    return f"SELECT min({time}) FROM {_source(stream)} WHERE {time} >= {literal(start)}{_filter(stream)}"


def describe_query(query: str) -> str:
    """The columns of a query of the operator, without its rows."""
    return f"SELECT * FROM ({query}) LIMIT 0"


def count_rows_of(query: str) -> str:
    """How many rows a query of the operator has."""
    return f"SELECT count() FROM ({query})"


def select_sums(stream: Stream, expressions: Iterable[str], start: datetime, end: datetime) -> str:
    """Count, bounds and the given aggregates of [start, end)."""
    time = _time(stream)
    chosen = ", ".join(["count()", f"min({time})", f"max({time})", *expressions])
    return f"SELECT {chosen} FROM {_source(stream)} WHERE {_within(stream, start, end)}"


def sum_of_integers(name: str) -> str:
    """Exact sum of a column of whole numbers, as decimal halves that cannot overflow."""
    column = quoted(name)
    return f"sum({column} / 4294967296), sum({column} % 4294967296)"


def sum_of_millionths(name: str, scale: int | None = None) -> str:
    """Sum of a column of floating numbers in whole millionths, rounded to `scale` before that when one is given.

    What a long cannot hold does not count.
    """
    column = quoted(name)
    number = column if scale is None else f"round_half_even({column}, {scale})"
    return f"sum(CASE WHEN abs({column}) < 1000000000.0 THEN cast(round({number} * 1000000.0, 0) AS long) ELSE 0L END)"


def count_windows(stream: Stream, start: datetime, end: datetime) -> str:
    """Start, rows, least and greatest timestamp of each window of [start, end); empty windows are not told."""
    seconds, time = int(stream.window.total_seconds()), _time(stream)
    chosen = f"timestamp_floor('{seconds}s', {time}) AS w, count(), min({time}), max({time})"
    return f"SELECT {chosen} FROM {_source(stream)} WHERE {_within(stream, start, end)} GROUP BY w ORDER BY w"


def count_days(stream: Stream) -> str:
    """Start and rows of each UTC day that has any."""
    within = f" WHERE ({stream.where})" if stream.where else ""
    chosen = f"timestamp_floor('1d', {_time(stream)}) AS day, count()"
    return f"SELECT {chosen} FROM {_source(stream)}{within} GROUP BY day ORDER BY day"


def _selected(column: SourceColumn) -> str:
    name = quoted(column.name)
    if column.type in _WRITTEN_AS_TEXT:
        return f"{name}::string AS {name}"
    if column.type == "GEOHASH":
        return f"nullif({name}::string, '') AS {name}"
    if column.type == "TIMESTAMP_NS":
        return f"{name}::timestamp AS {name}"
    if column.family == "array":
        return f"{name}::varchar AS {name}"
    if column.family == "binary":
        # What base64() would cut is told by its length, which is no base64.
        whole = f"base64({name}, {MAX_BINARY_BYTES})"
        return f"CASE WHEN length({name}) > {MAX_BINARY_BYTES} THEN '#' || length({name}) ELSE {whole} END AS {name}"
    return name


def _source(stream: Stream) -> str:
    assert stream.table
    return quoted(stream.table)


def _time(stream: Stream) -> str:
    return quoted(stream.timestamp)


def _within(stream: Stream, start: datetime, end: datetime) -> str:
    time = _time(stream)
    return f"{time} >= {literal(start)} AND {time} < {literal(end)}{_filter(stream)}"


def _filter(stream: Stream) -> str:
    return f" AND ({stream.where})" if stream.where else ""
