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
INSERT INTO sync_control (stream, last_synced, {fence}) VALUES (%(stream)s, %(start)s, 1)
ON CONFLICT (stream) DO UPDATE SET {fence} = sync_control.{fence} + 1, updated_at = now()
RETURNING {fence}
"""
_NOTE_SOURCE = """
UPDATE sync_control
   SET began_at = coalesce(began_at, %(began)s), suspended = %(suspended)s, source_reached_at = now(),
       last_synced = CASE WHEN isfinite(last_synced) THEN last_synced ELSE %(start)s END
 WHERE stream = %(stream)s AND {fence} = %(fence)s
"""
_ADVANCE = """
UPDATE sync_control
   SET position = greatest(position, %(position)s), rows_total = rows_total + %(written)s, updated_at = now()
 WHERE stream = %(stream)s AND {fence} = %(fence)s
"""
_COUNT_WRITTEN = """
UPDATE sync_control SET rows_total = rows_total + %(written)s, updated_at = now()
 WHERE stream = %(stream)s AND {fence} = %(fence)s
"""
_FORGET_PASS = """
UPDATE sync_control SET position = NULL, checkpoint = NULL, pass_read = 0, pass_rejected = 0, updated_at = now()
 WHERE stream = %(stream)s AND {fence} = %(fence)s
"""
_SET_CHECKPOINT = """
UPDATE sync_control
   SET checkpoint = %(checkpoint)s, pass_read = %(read)s, pass_rejected = %(rejected)s, updated_at = now()
 WHERE stream = %(stream)s AND {fence} = %(fence)s
"""
_RESET = """
UPDATE sync_control
   SET last_synced = %(watermark)s, position = NULL, checkpoint = NULL, pass_read = 0, pass_rejected = 0,
       source_max = least(source_max, %(watermark)s), updated_at = now()
 WHERE stream = %(stream)s AND {fence} = %(fence)s
"""
_SET_FUTURE = """
UPDATE sync_control SET future = %(future)s, updated_at = now() WHERE stream = %(stream)s AND {fence} = %(fence)s
"""
_SET_WATERMARK = """
UPDATE sync_control
   SET last_synced = greatest(last_synced, %(watermark)s), source_max = %(source_max)s, checkpoint = NULL,
       pass_read = 0, pass_rejected = 0, updated_at = now()
 WHERE stream = %(stream)s AND {fence} = %(fence)s
"""
_SUCCEED = """
UPDATE sync_control
   SET last_success_at = now(), last_error = NULL, failures = 0, updated_at = now(),
       reconciled_at = CASE WHEN %(reconciled)s THEN now() ELSE reconciled_at END
 WHERE stream = %(stream)s AND {fence} = %(fence)s
"""
_FAIL = """
INSERT INTO sync_control (stream, last_synced, last_error, failures, source_reached_at)
VALUES (%(stream)s, '-infinity', %(error)s, 1, CASE WHEN %(reached)s THEN now() END)
ON CONFLICT (stream) DO UPDATE
   SET last_error = EXCLUDED.last_error, failures = sync_control.failures + 1, updated_at = now(),
       source_reached_at = coalesce(EXCLUDED.source_reached_at, sync_control.source_reached_at)
RETURNING failures, source_reached_at IS NOT NULL
"""
_REMEMBER_COLUMNS = """
UPDATE sync_control SET source_columns = %(columns)s, drift = %(drift)s, updated_at = now()
 WHERE stream = %(stream)s AND {fence} = %(fence)s
"""
_ADD_COUNTS = """
INSERT INTO counters (stream, name, label, value) VALUES %s
ON CONFLICT (stream, name, label) DO UPDATE SET value = counters.value + EXCLUDED.value
"""


@dataclass(frozen=True)
class Standing:
    """Where a stream stands: its watermark, the position inside an unfinished window, the columns seen last.

    `checkpoint` is the end of what an unfinished pass has copied while the watermark waits, with the rows it read and
    rejected; `began` is the first moment the stream is responsible for.
    """

    watermark: datetime
    position: datetime | None
    columns: Mapping[str, str] | None
    began: datetime | None = None
    source_max: datetime | None = None
    checkpoint: datetime | None = None
    read: int = 0
    rejected: int = 0
    future: int = 0


def select_standing(connection: Connection, stream: str) -> Standing | None:
    """None before the first run; a row of failures alone has no standing either."""
    found = row(
        connection,
        "SELECT last_synced, position, source_columns, began_at, source_max, checkpoint, pass_read, pass_rejected,"
        " future FROM sync_control WHERE stream = %s AND isfinite(last_synced)",
        (stream,),
    )
    return Standing(*found) if found else None


def raise_fence(session: Session, stream: str, start: datetime) -> None:
    """Become the one who may write; a stream that never ran begins at `start`."""
    statement = _RAISE_FENCE.format(fence=session.purpose.fence)
    session.fence = value(session.connection, statement, {"stream": stream, "start": start})


def note_source(session: Session, stream: str, start: datetime, began: datetime, *, suspended: bool) -> None:
    """The source was reached; a stream that failed before it knew its start begins at `start`."""
    _fenced(session, _NOTE_SOURCE, {"stream": stream, "start": start, "began": began, "suspended": suspended})


def advance(session: Session, stream: str, position: datetime, written: int) -> None:
    """A batch is written up to `position`, in the transaction of the batch."""
    _fenced(session, _ADVANCE, {"stream": stream, "position": position, "written": written})


def count_written(session: Session, stream: str, written: int) -> None:
    """A batch of a backfill or repair is written; the position stays."""
    _fenced(session, _COUNT_WRITTEN, {"stream": stream, "written": written})


def set_watermark(session: Session, stream: str, watermark: datetime, source_max: datetime | None) -> None:
    """Everything before the watermark is done; it never moves back."""
    _fenced(session, _SET_WATERMARK, {"stream": stream, "watermark": watermark, "source_max": source_max})


def forget_pass(session: Session, stream: str) -> None:
    """The next run begins at the watermark, whatever was read beyond it."""
    _fenced(session, _FORGET_PASS, {"stream": stream})


def set_checkpoint(session: Session, stream: str, checkpoint: datetime, read: int, rejected: int) -> None:
    """Everything before it is copied or in quarantine; the watermark waits for the verdict about the rejected rows."""
    values = {"checkpoint": checkpoint, "read": read, "rejected": rejected}
    _fenced(session, _SET_CHECKPOINT, {"stream": stream, **values})


def reset_watermark(session: Session, stream: str, watermark: datetime) -> None:
    """The only way back: the next run begins here."""
    _fenced(session, _RESET, {"stream": stream, "watermark": watermark})


def set_future(session: Session, stream: str, future: int) -> None:
    """How many rows of the source lie too far ahead of the clock."""
    _fenced(session, _SET_FUTURE, {"stream": stream, "future": future})


def record_success(session: Session, stream: str, *, reconciled: bool) -> None:
    """The run ended well."""
    _fenced(session, _SUCCEED, {"stream": stream, "reconciled": reconciled})


def record_failure(connection: Connection, stream: str, error: str, *, reached: bool) -> tuple[int, bool]:
    """The run failed: how often in a row by now, and whether the source was `reached` then or ever before."""
    found = row(connection, _FAIL, {"stream": stream, "error": error[:2_000], "reached": reached})
    assert found
    return int(found[0]), bool(found[1])


def paused_by(connection: Connection, stream: str) -> str | None:
    """Who paused the stream."""
    query = "SELECT coalesce(paused_by, 'somebody') FROM sync_control WHERE stream = %s AND paused_at IS NOT NULL"
    by: str | None = value(connection, query, (stream,))
    return by


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
    chosen = statement.format(fence=session.purpose.fence)
    if run(session.connection, chosen, {**parameters, "fence": session.fence}) != 1:
        raise FenceLost
