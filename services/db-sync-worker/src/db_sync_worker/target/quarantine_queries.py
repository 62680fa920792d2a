"""SQL of rejected rows."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from psycopg2.extensions import connection as Connection
from psycopg2.extras import Json, execute_values

from db_sync_worker.source.client import moment_of
from db_sync_worker.streams.model import Stream
from db_sync_worker.target.statements import row, rows, run, value
from db_sync_worker.values.copy_rows import Rejected
from suite.ids import uuid7

LONGEST_KEY, LONGEST_REASON = 500, 500
# A row refused so often is not tried again by itself; --retry-quarantine and the route of that name try it again.
MAX_ATTEMPTS = 20

_UPSERT = """
INSERT INTO quarantine (id, stream, row_key, column_name, reason, raw, window_start, moment, first_seen, last_seen)
VALUES %s
ON CONFLICT (stream, row_key, reason) DO UPDATE
   SET last_seen = clock_timestamp(),
       attempts = CASE WHEN quarantine.resolution IS NULL THEN quarantine.attempts + 1 ELSE 1 END,
       resolved_at = CASE WHEN quarantine.resolution = 'dropped' THEN quarantine.resolved_at END,
       resolution = CASE WHEN quarantine.resolution = 'dropped' THEN quarantine.resolution END
"""
_RESOLVE = """
UPDATE quarantine SET resolved_at = now(), resolution = 'stored'
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
            _bounded(entry.row_key),
            entry.column,
            entry.reason[:LONGEST_REASON],
            Json(entry.raw),
            window_of(stream, entry),
            _moment(entry),
        )
        for entry in unique.values()
    ]
    if values:
        with connection.cursor() as cursor:
            execute_values(cursor, _UPSERT, values, f"({', '.join(['%s'] * 8)}, clock_timestamp(), clock_timestamp())")


def window_of(stream: Stream, entry: Rejected) -> datetime | None:
    """Start of the window a rejected row lies in; None for a row without a time."""
    moment = _moment(entry)
    return stream.floor(moment) if moment else None


def _moment(entry: Rejected) -> datetime | None:
    try:
        return moment_of(entry.moment)
    except ValueError:
        return None


def _bounded(row_key: str) -> str:
    """An index entry has its limits: a long key is known by its hash."""
    return row_key if len(row_key) <= LONGEST_KEY else sha256(row_key.encode()).hexdigest()


def resolve_rows(connection: Connection, stream: Stream, start: datetime, end: datetime, since: datetime) -> int:
    """[start, end) was read again from `since` on: what was not rejected this time in a whole window is in order."""
    parameters = {"stream": stream.name, "window": stream.window, "start": start, "end": end, "since": since}
    return run(connection, _RESOLVE, parameters)


def select_open_windows(connection: Connection, stream: Stream) -> list[datetime]:
    """Starts of the windows with rejected rows that are worth another try, oldest first."""
    query = (
        "SELECT DISTINCT window_start FROM quarantine"
        " WHERE stream = %s AND resolved_at IS NULL AND window_start IS NOT NULL AND attempts < %s ORDER BY 1"
    )
    return [found[0] for found in rows(connection, query, (stream.name, MAX_ATTEMPTS))]


def count_aside(connection: Connection, stream: str, start: datetime, end: datetime) -> tuple[int, int]:
    """Rows of [start, end) that are in quarantine instead of the target, and how many of them somebody dropped."""
    query = (
        "SELECT count(*), count(*) FILTER (WHERE resolution = 'dropped') FROM quarantine"
        " WHERE stream = %s AND moment >= %s AND moment < %s AND resolution IS DISTINCT FROM 'stored'"
    )
    found = row(connection, query, (stream, start, end))
    assert found
    return int(found[0]), int(found[1])


def resolve_gone(connection: Connection, stream: str, reason: str, since: datetime) -> int:
    """Rows kept aside for this reason that were not met again: the source lost them."""
    query = (
        "UPDATE quarantine SET resolved_at = now(), resolution = 'gone'"
        " WHERE stream = %s AND reason = %s AND resolved_at IS NULL AND last_seen < %s"
    )
    return run(connection, query, (stream, reason, since))


def select_now(connection: Connection) -> datetime:
    """The database's own clock."""
    moment: datetime = value(connection, "SELECT clock_timestamp()")
    return moment
