"""SQL of the control routes, --status and the metrics: reads of schema sync, and requests for runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from suite.database import Connection
from suite.ids import uuid7

_MOMENT = '\'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\''
_RUN = f"""
    r.id, r.stream, r.mode, r.trigger, r.status, r.params, r.rows_read, r.inserted, r.updated, r.unchanged, r.rejected,
    r.expired, r.collapsed, r.future, r.bytes, r.expected,
    CASE WHEN r.expected > 0 THEN round(100.0 * least(r.rows_read, r.expected) / r.expected, 1)::float8 END AS percent,
    CASE WHEN r.status = 'running' AND r.rows_read > 0 AND r.expected > 0
         THEN round((greatest(r.expected - r.rows_read, 0) * extract(epoch FROM clock_timestamp() - r.started_at)
                     / r.rows_read)::numeric, 1)::float8 END AS eta_seconds,
    to_char(r.from_ts AT TIME ZONE 'UTC', {_MOMENT}) AS "from",
    to_char(r.to_ts AT TIME ZONE 'UTC', {_MOMENT}) AS "to",
    to_char(r.position AT TIME ZONE 'UTC', {_MOMENT}) AS position, r.error, r.report, r.requested_by,
    to_char(r.created_at AT TIME ZONE 'UTC', {_MOMENT}) AS created_at,
    to_char(r.started_at AT TIME ZONE 'UTC', {_MOMENT}) AS started_at,
    to_char(r.finished_at AT TIME ZONE 'UTC', {_MOMENT}) AS finished_at
"""
_STATES = f"""
SELECT c.stream, to_char(c.watermark AT TIME ZONE 'UTC', {_MOMENT}), extract(epoch FROM c.watermark)::float8,
       CASE WHEN c.source_max IS NOT NULL THEN extract(epoch FROM now() - c.watermark)::float8 END,
       extract(epoch FROM c.source_max - c.watermark)::float8, c.rows_total, c.failures, c.last_error, c.drift,
       extract(epoch FROM c.last_success_at)::float8,
       (SELECT count(*) FROM quarantine q WHERE q.stream = c.stream AND q.resolved_at IS NULL),
       w.mismatched, w.collapsed, w.oldest, c.future, c.suspended, c.source_reached_at IS NOT NULL,
       to_char(c.paused_at AT TIME ZONE 'UTC', {_MOMENT}), c.paused_by,
       to_char(c.reconciled_at AT TIME ZONE 'UTC', {_MOMENT}),
       (SELECT to_json(run) FROM (SELECT {_RUN} FROM runs r WHERE r.stream = c.stream ORDER BY r.id DESC LIMIT 1) run)
  FROM (SELECT *, CASE WHEN isfinite(last_synced) THEN last_synced END AS watermark FROM sync_control) c
 CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE result IN ('differs', 'extra_in_target')) AS mismatched,
              coalesce(sum(collapsed), 0)::bigint AS collapsed,
              to_char(min(rows_at) FILTER (WHERE count > 0) AT TIME ZONE 'UTC', {_MOMENT}) AS oldest
         FROM windows WHERE stream = c.stream AND result <> 'archived') w
 WHERE c.stream = ANY (%(streams)s)
"""
_RUNS = f"""
SELECT coalesce(json_agg(page), '[]')::text FROM (
    SELECT {_RUN} FROM runs r
     WHERE r.stream = %(stream)s AND (%(before)s::uuid IS NULL OR r.id < %(before)s::uuid)
     ORDER BY r.id DESC LIMIT %(limit)s) AS page
"""
_QUARANTINE = f"""
SELECT coalesce(json_agg(page), '[]')::text FROM (
    SELECT id, row_key, column_name, reason, raw, attempts,
           to_char(window_start AT TIME ZONE 'UTC', {_MOMENT}) AS window_start,
           to_char(first_seen AT TIME ZONE 'UTC', {_MOMENT}) AS first_seen,
           to_char(last_seen AT TIME ZONE 'UTC', {_MOMENT}) AS last_seen
      FROM quarantine
     WHERE stream = %(stream)s AND resolved_at IS NULL AND (%(before)s::uuid IS NULL OR id < %(before)s::uuid)
     ORDER BY id DESC LIMIT %(limit)s) AS page
"""
_OPEN_RUN = """
SELECT id FROM runs WHERE stream = %s AND status IN ('queued', 'running') AND (mode = 'reconcile') = %s
 ORDER BY created_at LIMIT 1
"""
_REQUEST = """
INSERT INTO runs (id, stream, mode, trigger, status, params, from_ts, to_ts, requested_by, created_at)
SELECT %(id)s, %(stream)s, %(mode)s, 'http', 'queued', %(params)s::jsonb, %(from)s, %(to)s, %(requested_by)s, now()
 WHERE NOT EXISTS (SELECT FROM runs WHERE stream = %(stream)s AND status IN ('queued', 'running')
                      AND (mode = 'reconcile') = %(comparing)s)
ON CONFLICT DO NOTHING
"""


_PAUSE = """
INSERT INTO sync_control (stream, last_synced, paused_at, paused_by) VALUES (%(stream)s, '-infinity', now(), %(by)s)
ON CONFLICT (stream) DO UPDATE
   SET paused_at = coalesce(sync_control.paused_at, now()), paused_by = coalesce(sync_control.paused_by, %(by)s)
"""
_CANCEL_LOOP_RUNS = """
UPDATE runs SET cancel_requested_by = %(by)s WHERE stream = %(stream)s AND status = 'running' AND trigger <> 'http'
"""
_CANCEL = """
UPDATE runs
   SET cancel_requested_by = %(by)s, status = CASE WHEN status = 'queued' THEN 'cancelled' ELSE status END,
       error = CASE WHEN status = 'queued' THEN 'cancelled by ' || %(by)s ELSE error END,
       finished_at = CASE WHEN status = 'queued' THEN now() END
 WHERE stream = %(stream)s AND status IN ('queued', 'running') AND (%(run)s::uuid IS NULL OR id = %(run)s::uuid)
RETURNING id
"""
_REJECTED = f"""
SELECT to_json(row)::text FROM (
    SELECT id, row_key, column_name, reason, raw, attempts,
           to_char(window_start AT TIME ZONE 'UTC', {_MOMENT}) AS window_start,
           to_char(first_seen AT TIME ZONE 'UTC', {_MOMENT}) AS first_seen,
           to_char(last_seen AT TIME ZONE 'UTC', {_MOMENT}) AS last_seen
      FROM quarantine WHERE stream = %(stream)s AND resolved_at IS NULL ORDER BY id LIMIT %(limit)s) AS row
"""
_CHOSEN = "stream = %(stream)s AND resolved_at IS NULL AND (%(ids)s::uuid[] IS NULL OR id = ANY (%(ids)s::uuid[]))"
_DROP = f"UPDATE quarantine SET resolved_at = now(), resolution = 'dropped' WHERE {_CHOSEN}"
_RENEW = f"""
WITH renewed AS (UPDATE quarantine SET attempts = 0 WHERE {_CHOSEN} RETURNING window_start)
SELECT count(*), min(window_start), max(window_start) FROM renewed
"""


@dataclass(frozen=True)
class StreamState:
    """How a stream that ever ran stands now. `lag` is the time since the newest row that is proven to be copied, in
    seconds, `behind` how much newer the source's newest row was at the last run; moments are texts or epoch seconds."""

    stream: str
    watermark: str | None = None
    watermark_epoch: float | None = None
    lag: float | None = None
    behind: float | None = None
    rows_total: int = 0
    failures: int = 0
    last_error: str | None = None
    drift: Sequence[str] = ()
    last_success: float | None = None
    quarantined: int = 0
    mismatched: int = 0
    collapsed: int = 0
    rows_compared_since: str | None = None
    future: int = 0
    suspended: bool = False
    reached: bool = False
    paused_at: str | None = None
    paused_by: str | None = None
    reconciled_at: str | None = None
    last_run: Mapping[str, Any] | None = None


def select_states(connection: Connection, streams: list[str]) -> dict[str, StreamState]:
    """How the streams stand, those that ever ran, by name."""
    return {row[0]: StreamState(*row) for row in connection.rows(_STATES, {"streams": streams})}


def select_ever_reached(connection: Connection) -> bool:
    """Whether the source ever answered for a stream."""
    return bool(connection.value("SELECT EXISTS (SELECT FROM sync_control WHERE source_reached_at IS NOT NULL)"))


def select_counters(connection: Connection, streams: list[str]) -> list[tuple[str, str, str, float]]:
    """(stream, name, label, value) of every counter."""
    return connection.rows("SELECT stream, name, label, value FROM counters WHERE stream = ANY (%s)", (streams,))


def select_heartbeat(connection: Connection) -> tuple[float, float] | None:
    """Seconds since the loop last went round, and how long a round is; None when it never did."""
    return connection.row("SELECT extract(epoch FROM now() - beat_at)::float8, interval_s FROM heartbeat")


def select_runs(connection: Connection, stream: str, before: UUID | None, limit: int) -> str:
    """JSON array of runs, newest first."""
    given = {"stream": stream, "before": str(before) if before else None, "limit": limit}
    return str(connection.value(_RUNS, given))


def select_run(connection: Connection, stream: str, run_id: UUID) -> str | None:
    """A run as JSON, or None."""
    query = f"SELECT to_json(run)::text FROM (SELECT {_RUN} FROM runs r WHERE r.stream = %s AND r.id = %s) run"
    found: str | None = connection.value(query, (stream, str(run_id)))
    return found


def select_quarantine(connection: Connection, stream: str, before: UUID | None, limit: int) -> str:
    """JSON array of open rejected rows, newest first."""
    given = {"stream": stream, "before": str(before) if before else None, "limit": limit}
    return str(connection.value(_QUARANTINE, given))


def select_open_run(connection: Connection, stream: str, *, comparing: bool) -> str | None:
    """The run, of those that compare or those that copy, that is queued or running."""
    found = connection.value(_OPEN_RUN, (stream, comparing))
    return str(found) if found else None


def insert_request(
    connection: Connection,
    stream: str,
    mode: str,
    params: str,
    moments: Mapping[str, datetime | None],
    requested_by: str,
) -> UUID | None:
    """Ask for a run; None when one is queued or running already. `params` is JSON."""
    run_id = uuid7()
    values = {"id": str(run_id), "stream": stream, "mode": mode, "params": params, "comparing": mode == "reconcile"}
    values["requested_by"] = requested_by
    return run_id if connection.run(_REQUEST, {**values, **moments}) == 1 else None


def pause_stream(connection: Connection, stream: str, by: str) -> None:
    """The loop leaves the stream alone, and what is going on ends after its batch."""
    connection.run(_PAUSE, {"stream": stream, "by": by})
    connection.run(_CANCEL_LOOP_RUNS, {"stream": stream, "by": by})


def resume_stream(connection: Connection, stream: str) -> bool:
    """Whether it was paused."""
    query = "UPDATE sync_control SET paused_at = NULL, paused_by = NULL WHERE stream = %s AND paused_at IS NOT NULL"
    return connection.run(query, (stream,)) == 1


def is_paused(connection: Connection, stream: str) -> bool:
    """Whether somebody paused the stream."""
    query = "SELECT EXISTS (SELECT FROM sync_control WHERE stream = %s AND paused_at IS NOT NULL)"
    return bool(connection.value(query, (stream,)))


def cancel_runs(connection: Connection, stream: str, run_id: UUID | None, by: str) -> list[str]:
    """Cancel queued runs at once and ask running ones to end after their batch: one, or all of the stream."""
    found = connection.rows(_CANCEL, {"stream": stream, "run": str(run_id) if run_id else None, "by": by})
    return [str(row[0]) for row in found]


def select_rejected(connection: Connection, stream: str, limit: int) -> list[tuple[str]]:
    """Open rejected rows as JSON objects, the oldest first."""
    return connection.rows(_REJECTED, {"stream": stream, "limit": limit})


def drop_rejected(connection: Connection, stream: str, ids: list[str] | None) -> int:
    """Do without rejected rows, the given ones or all that are open; how many."""
    return connection.run(_DROP, {"stream": stream, "ids": ids})


def renew_rejected(connection: Connection, stream: str, ids: list[str] | None) -> tuple[int, datetime | None, Any]:
    """Give rejected rows all their attempts again: how many, and the span of their windows."""
    found = connection.row(_RENEW, {"stream": stream, "ids": ids})
    assert found
    return found[0], found[1], found[2]
