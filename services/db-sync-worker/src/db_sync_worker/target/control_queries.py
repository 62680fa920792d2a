"""SQL of sync_control and counters: where a stream stands. Every change carries the fence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from psycopg2.extensions import connection as Connection
from psycopg2.extras import Json, execute_values

from db_sync_worker.target.errors import FenceLost
from db_sync_worker.target.session import Session
from db_sync_worker.target.statements import row, run, value

_RAISE_FENCE = """
INSERT INTO sync_control (stream, last_synced, fence) VALUES (%(stream)s, %(start)s, 1)
ON CONFLICT (stream) DO UPDATE SET fence = sync_control.fence + 1, updated_at = now()
RETURNING fence
"""
_ADVANCE = """
UPDATE sync_control
   SET position = %(position)s, rows_total = rows_total + %(written)s, updated_at = now()
 WHERE stream = %(stream)s AND fence = %(fence)s
"""
_COUNT_WRITTEN = """
UPDATE sync_control SET rows_total = rows_total + %(written)s, updated_at = now()
 WHERE stream = %(stream)s AND fence = %(fence)s
"""
_FORGET_POSITION = """
UPDATE sync_control SET position = NULL, updated_at = now() WHERE stream = %(stream)s AND fence = %(fence)s
"""
_SET_WATERMARK = """
UPDATE sync_control
   SET last_synced = greatest(last_synced, %(watermark)s), source_max = %(source_max)s, updated_at = now()
 WHERE stream = %(stream)s AND fence = %(fence)s
"""
_SUCCEED = """
UPDATE sync_control
   SET last_success_at = now(), last_error = NULL, failures = 0, updated_at = now(),
       reconciled_at = CASE WHEN %(reconciled)s THEN now() ELSE reconciled_at END
 WHERE stream = %(stream)s AND fence = %(fence)s
"""
_FAIL = """
INSERT INTO sync_control (stream, last_synced, last_error, failures)
VALUES (%(stream)s, '-infinity', %(error)s, 1)
ON CONFLICT (stream) DO UPDATE
   SET last_error = EXCLUDED.last_error, failures = sync_control.failures + 1, updated_at = now()
RETURNING failures
"""
_REMEMBER_COLUMNS = """
UPDATE sync_control SET source_columns = %(columns)s, drift = %(drift)s, updated_at = now()
 WHERE stream = %(stream)s AND fence = %(fence)s
"""
_ADD_COUNTS = """
INSERT INTO counters (stream, name, label, value) VALUES %s
ON CONFLICT (stream, name, label) DO UPDATE SET value = counters.value + EXCLUDED.value
"""


@dataclass(frozen=True)
class Standing:
    """Where a stream stands: its watermark, the position inside an unfinished window, the columns seen last."""

    watermark: datetime
    position: datetime | None
    columns: Mapping[str, str] | None


def select_standing(connection: Connection, stream: str) -> Standing | None:
    """None before the first run; a row of failures alone has no standing either."""
    found = row(
        connection,
        "SELECT last_synced, position, source_columns FROM sync_control WHERE stream = %s AND isfinite(last_synced)",
        (stream,),
    )
    return Standing(*found) if found else None


def raise_fence(session: Session, stream: str, start: datetime) -> None:
    """Become the one who may write; a stream that never ran begins at `start`."""
    connection = session.connection
    session.fence = value(connection, _RAISE_FENCE, {"stream": stream, "start": start})
    # A stream that failed before it knew its start.
    run(
        connection,
        "UPDATE sync_control SET last_synced = %s WHERE stream = %s AND NOT isfinite(last_synced)",
        (start, stream),
    )


def advance(session: Session, stream: str, position: datetime, written: int) -> None:
    """A batch is written up to `position`, in the transaction of the batch."""
    _fenced(session, _ADVANCE, {"stream": stream, "position": position, "written": written})


def count_written(session: Session, stream: str, written: int) -> None:
    """A batch of a backfill or repair is written; the position stays."""
    _fenced(session, _COUNT_WRITTEN, {"stream": stream, "written": written})


def set_watermark(session: Session, stream: str, watermark: datetime, source_max: datetime | None) -> None:
    """Everything before the watermark is done; it never moves back."""
    _fenced(session, _SET_WATERMARK, {"stream": stream, "watermark": watermark, "source_max": source_max})


def forget_position(session: Session, stream: str) -> None:
    """The next run begins at the watermark, whatever was read beyond it."""
    _fenced(session, _FORGET_POSITION, {"stream": stream})


def record_success(session: Session, stream: str, *, reconciled: bool) -> None:
    """The run ended well."""
    _fenced(session, _SUCCEED, {"stream": stream, "reconciled": reconciled})


def record_failure(connection: Connection, stream: str, error: str) -> int:
    """The run failed; how often in a row by now."""
    return int(value(connection, _FAIL, {"stream": stream, "error": error[:2_000]}))


def remember_columns(session: Session, stream: str, columns: Mapping[str, str], drift: list[str]) -> None:
    """What the source looks like now, and what changed since the last time."""
    _fenced(session, _REMEMBER_COLUMNS, {"stream": stream, "columns": Json(dict(columns)), "drift": drift})


def add_counts(connection: Connection, stream: str, counts: Mapping[tuple[str, str], float]) -> None:
    """Add to the counters of the metrics: (name, label) → how many more."""
    wanted = [(stream, name, label, amount) for (name, label), amount in sorted(counts.items()) if amount]
    if wanted:
        with connection.cursor() as cursor:
            execute_values(cursor, _ADD_COUNTS, wanted)


def _fenced(session: Session, statement: str, parameters: dict[str, object]) -> None:
    if run(session.connection, statement, {**parameters, "fence": session.fence}) != 1:
        raise FenceLost
