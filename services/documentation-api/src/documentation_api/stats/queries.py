"""SQL of the statistics. Files count as far as the session may see them."""

from datetime import datetime
from typing import Any

from documentation_api.listing.queries import Source
from suite.database import Connection
from suite.text.folding import fold

Counts = dict[str, int]
Row = tuple[Any, ...]
# One scan a table, however many days are asked for.
_DAYS = """
SELECT to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD'), count(*)
  FROM {table} WHERE {column} >= %(since)s GROUP BY 1
"""
_TREND = """
SELECT to_char(checked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'),
       count(*) FILTER (WHERE status = 'online'), count(*) FILTER (WHERE status = 'offline'),
       count(*) FILTER (WHERE status = 'error')
  FROM documentation_health_checks WHERE checked_at >= %(since)s GROUP BY 1 ORDER BY 1
"""
_CHECKED = """
SELECT system.id::text, system.name, system.status, system.url, system.updated_at, system.last_checked,
       recent.checks, recent.online, recent.mean, recent.message
  FROM documentation_systems AS system
  LEFT JOIN LATERAL (
      SELECT count(*) AS checks, count(*) FILTER (WHERE status = 'online') AS online,
             avg(response_time_ms)::float8 AS mean,
             (array_agg(message ORDER BY checked_at DESC))[1] AS message
        FROM (SELECT status, response_time_ms, message, checked_at FROM documentation_health_checks
               WHERE system_id = system.id ORDER BY checked_at DESC LIMIT 20) AS newest) AS recent ON TRUE
 ORDER BY system.search_text, system.id
"""
# The earlier the text stands, the better: names and titles come first in what is searched.
_HITS = """
SELECT count(*) OVER (), {record} FROM {tables} WHERE {condition}
 ORDER BY position(%(search)s IN {text}), {text}, {key} LIMIT %(limit)s
"""


def count_by(connection: Connection, table: str, column: str) -> Counts:
    """Rows by value of a column; constants only."""
    rows = connection.rows(
        f"SELECT {column}, count(*) FROM {table} WHERE {column} IS NOT NULL GROUP BY {column} ORDER BY 2 DESC, 1"
    )
    return dict(rows)


def select_hours(connection: Connection) -> tuple[int, int]:
    """Estimated and actual hours of all ideas."""
    row = connection.row(
        "SELECT coalesce(sum(estimated_hours), 0)::bigint, coalesce(sum(actual_hours), 0)::bigint"
        " FROM documentation_ideas"
    )
    assert row is not None
    return row[0], row[1]


def select_sizes(connection: Connection) -> dict[str, tuple[int, int]]:
    """Number and bytes of files by media type."""
    rows = connection.rows(
        "SELECT mime_type, count(*), sum(size_bytes)::bigint FROM documentation_files GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    return {mime_type: (count, size) for mime_type, count, size in rows}


def select_unique_bytes(connection: Connection) -> int:
    """Bytes of all files, the same content counted once."""
    return int(
        connection.value(
            "SELECT coalesce(sum(size_bytes), 0) FROM (SELECT DISTINCT checksum, size_bytes FROM documentation_files)"
            " AS content"
        )
    )


def count_days(connection: Connection, table: str, column: str, since: datetime) -> Counts:
    """Rows by UTC day of a moment; constants only."""
    return dict(connection.rows(_DAYS.format(table=table, column=column), {"since": since}))


def select_health_trend(connection: Connection, since: datetime) -> list[Row]:
    """Day, and its checks that found a system online, offline and in error."""
    return connection.rows(_TREND, {"since": since})


def select_checked_systems(connection: Connection) -> list[Row]:
    """Every system with what its newest 20 checks say."""
    return connection.rows(_CHECKED)


def select_records(connection: Connection, source: Source, text: str, most: int) -> tuple[int, list[dict[str, Any]]]:
    """How many records hold the text, whatever its case and accents, and the first of them."""
    column = f"{source.key.removesuffix('.id')}.search_text"
    statement = _HITS.format(
        record=source.record, tables=source.tables, condition=source.filters["search"], text=column, key=source.key
    )
    rows = connection.rows(statement, {"search": fold(text), "limit": most})
    return (rows[0][0] if rows else 0), [row[1] for row in rows]
