"""SQL of the control routes, --status and the metrics: reads of schema sync, and requests for runs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from suite.database import Connection
from suite.ids import uuid7

_MOMENT = '\'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\''
_RUN = f"""
    r.id, r.stream, r.mode, r.trigger, r.status, r.params, r.rows_read, r.inserted, r.updated, r.unchanged, r.rejected,
    r.expired, r.bytes, to_char(r.from_ts AT TIME ZONE 'UTC', {_MOMENT}) AS "from",
    to_char(r.to_ts AT TIME ZONE 'UTC', {_MOMENT}) AS "to",
    to_char(r.position AT TIME ZONE 'UTC', {_MOMENT}) AS position, r.error, r.report, r.requested_by,
    to_char(r.created_at AT TIME ZONE 'UTC', {_MOMENT}) AS created_at,
    to_char(r.started_at AT TIME ZONE 'UTC', {_MOMENT}) AS started_at,
    to_char(r.finished_at AT TIME ZONE 'UTC', {_MOMENT}) AS finished_at
"""
_STANDINGS = f"""
SELECT c.stream, to_char(c.last_synced AT TIME ZONE 'UTC', {_MOMENT}), c.rows_total, c.failures, c.last_error, c.drift,
       extract(epoch FROM c.last_synced)::float8, extract(epoch FROM c.source_max - c.last_synced)::float8,
       extract(epoch FROM c.last_success_at)::float8,
       (SELECT count(*) FROM quarantine q WHERE q.stream = c.stream AND q.resolved_at IS NULL),
       (SELECT count(*) FROM windows w WHERE w.stream = c.stream AND w.result IN ('differs', 'extra_in_target')),
       (SELECT to_json(run) FROM (SELECT {_RUN} FROM runs r WHERE r.stream = c.stream ORDER BY r.id DESC LIMIT 1) run)
  FROM (SELECT stream, CASE WHEN isfinite(last_synced) THEN last_synced END AS last_synced, rows_total, source_max,
               last_success_at, last_error, failures, drift FROM sync_control) c
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
_OPEN_RUN = "SELECT id FROM runs WHERE stream = %s AND status IN ('queued', 'running') ORDER BY created_at LIMIT 1"
_REQUEST = """
INSERT INTO runs (id, stream, mode, trigger, status, params, from_ts, to_ts, requested_by, created_at)
SELECT %(id)s, %(stream)s, %(mode)s, 'http', 'queued', %(params)s::jsonb, %(from)s, %(to)s, %(requested_by)s, now()
 WHERE NOT EXISTS (SELECT FROM runs WHERE stream = %(stream)s AND status IN ('queued', 'running'))
ON CONFLICT DO NOTHING
"""


def select_standings(connection: Connection, streams: list[str]) -> list[tuple[Any, ...]]:
    """A row a stream that ever ran: name, watermark, rows, failures, error, drift, moments, counts, last run."""
    return connection.rows(_STANDINGS, {"streams": streams})


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


def select_open_run(connection: Connection, stream: str) -> str | None:
    """The run that is queued or running."""
    found = connection.value(_OPEN_RUN, (stream,))
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
    values = {"id": str(run_id), "stream": stream, "mode": mode, "params": params, "requested_by": requested_by}
    return run_id if connection.run(_REQUEST, {**values, **moments}) == 1 else None
