"""SQL of rejected rows."""

from collections.abc import Sequence
from datetime import datetime

from psycopg2.extensions import connection as Connection
from psycopg2.extras import Json, execute_values

from db_sync_worker.source.client import moment_of
from db_sync_worker.streams.model import Stream
from db_sync_worker.target.statements import rows, run, value
from db_sync_worker.values.copy_rows import Rejected
from suite.ids import uuid7

_UPSERT = """
INSERT INTO quarantine (id, stream, row_key, column_name, reason, raw, window_start, first_seen, last_seen) VALUES %s
ON CONFLICT (stream, row_key, reason) DO UPDATE
   SET last_seen = now(), attempts = quarantine.attempts + 1, resolved_at = NULL
"""
_RESOLVE = """
UPDATE quarantine SET resolved_at = now()
 WHERE stream = %(stream)s AND resolved_at IS NULL AND last_seen < %(since)s
   AND window_start >= %(start)s AND window_start + %(window)s <= %(end)s
"""


def insert_rejected(connection: Connection, stream: Stream, rejected: Sequence[Rejected]) -> None:
    """Keep rows that cannot be stored; one that was known is seen once more."""
    unique = {(entry.row_key, entry.reason): entry for entry in rejected}
    values = [
        (
            str(uuid7()),
            stream.name,
            entry.row_key,
            entry.column,
            entry.reason,
            Json(entry.raw),
            window_of(stream, entry),
        )
        for entry in unique.values()
    ]
    if values:
        with connection.cursor() as cursor:
            execute_values(cursor, _UPSERT, values, "(%s, %s, %s, %s, %s, %s, %s, now(), now())")


def window_of(stream: Stream, entry: Rejected) -> datetime | None:
    """Start of the window a rejected row lies in; None for a row without a time."""
    try:
        moment = moment_of(entry.moment)
    except ValueError:
        return None
    return stream.floor(moment) if moment else None


def resolve_rows(connection: Connection, stream: Stream, start: datetime, end: datetime, since: datetime) -> int:
    """[start, end) was read again from `since` on: what was not rejected this time in a whole window is in order."""
    parameters = {"stream": stream.name, "window": stream.window, "start": start, "end": end, "since": since}
    return run(connection, _RESOLVE, parameters)


def count_open(connection: Connection, stream: str) -> int:
    """Rejected rows nobody has put right."""
    return int(
        value(connection, "SELECT count(*) FROM quarantine WHERE stream = %s AND resolved_at IS NULL", (stream,))
    )


def select_open_windows(connection: Connection, stream: Stream) -> list[datetime]:
    """Starts of the windows with rejected rows, oldest first."""
    query = (
        "SELECT DISTINCT window_start FROM quarantine"
        " WHERE stream = %s AND resolved_at IS NULL AND window_start IS NOT NULL ORDER BY 1"
    )
    return [found[0] for found in rows(connection, query, (stream.name,))]


def select_now(connection: Connection) -> datetime:
    """The database's own clock."""
    moment: datetime = value(connection, "SELECT clock_timestamp()")
    return moment
