"""SQL of runs: what is asked for, what is going on, what has been."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from psycopg2.extensions import connection as Connection
from psycopg2.extras import Json

from db_sync_worker.target.statements import row, rows, run, value
from suite.ids import uuid7

COUNTED = (
    "rows_read",
    "inserted",
    "updated",
    "unchanged",
    "rejected",
    "expired",
    "collapsed",
    "future",
    "bytes",
)
_SETS = ", ".join(f"{name} = %({name})s" for name in COUNTED)
_INSERT = """
INSERT INTO runs (id, stream, mode, trigger, status, params, from_ts, to_ts, requested_by, created_at, started_at)
VALUES (%(id)s, %(stream)s, %(mode)s, %(trigger)s, 'running', %(params)s, %(from_ts)s, %(to_ts)s, %(requested_by)s,
        now(), now())
"""
_CLAIM = """
UPDATE runs SET status = 'running', started_at = now()
 WHERE id = (SELECT id FROM runs WHERE status = 'queued' AND stream = ANY (%s) AND (mode = 'reconcile') = %s
              ORDER BY created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, stream, mode, params, requested_by
"""
_FINISH = f"""
UPDATE runs SET status = %(status)s, error = %(error)s, report = %(report)s, finished_at = now(), {_SETS}
 WHERE id = %(id)s
"""
_ABANDON = """
UPDATE runs SET status = 'stopped', error = 'the process that ran it is gone', finished_at = now()
 WHERE stream = %s AND status = 'running' AND id <> %s AND (mode = 'reconcile') = %s
"""


def insert_run(
    connection: Connection, stream: str, mode: str, trigger: str, requested_by: str, params: Mapping[str, Any]
) -> str:
    """A run that starts now; its id."""
    run_id = str(uuid7())
    run(
        connection,
        _INSERT,
        {
            "id": run_id,
            "stream": stream,
            "mode": mode,
            "trigger": trigger,
            "requested_by": requested_by,
            "params": Json(dict(params)),
            "from_ts": params.get("from"),
            "to_ts": params.get("to"),
        },
    )
    return run_id


def claim_run(
    connection: Connection, streams: list[str], *, comparing: bool
) -> tuple[str, str, str, dict[str, Any], str] | None:
    """Take the oldest requested run of these streams: (id, stream, mode, params, requested_by)."""
    found = row(connection, _CLAIM, (streams, comparing))
    return (str(found[0]), *found[1:]) if found else None


def requeue_run(connection: Connection, run_id: str) -> None:
    """Give a claimed run back: its stream is locked."""
    run(connection, "UPDATE runs SET status = 'queued', started_at = NULL WHERE id = %s", (run_id,))


def update_progress(
    connection: Connection, run_id: str, counts: Mapping[str, int], position: datetime | None
) -> str | None:
    """Counters so far, in the transaction of the batch; who wants the run to end, if somebody does."""
    query = (
        f"UPDATE runs SET position = coalesce(%(position)s, position), {_SETS} WHERE id = %(id)s"
        " RETURNING cancel_requested_by"
    )
    by: str | None = value(connection, query, {"id": run_id, "position": position, **_counted(counts)})
    return by


def select_cancelled_by(connection: Connection, run_id: str) -> str | None:
    """Who wants the run to end."""
    by: str | None = value(connection, "SELECT cancel_requested_by FROM runs WHERE id = %s", (run_id,))
    return by


def finish_run(
    connection: Connection,
    run_id: str,
    status: str,
    counts: Mapping[str, int],
    *,
    error: str | None = None,
    report: Mapping[str, Any] | None = None,
) -> None:
    """The run is over."""
    parameters = {
        "id": run_id,
        "status": status,
        "error": error[:2_000] if error else None,
        "report": Json(dict(report)) if report else None,
        **_counted(counts),
    }
    run(connection, _FINISH, parameters)


def set_range(connection: Connection, run_id: str, start: datetime, end: datetime, expected: int) -> None:
    """What the run covers, and how many rows that is, as soon as that is known."""
    query = "UPDATE runs SET from_ts = %s, to_ts = %s, expected = %s WHERE id = %s"
    run(connection, query, (start, end, expected, run_id))


def abandon_runs(connection: Connection, stream: str, own: str, *, comparing: bool) -> int:
    """Who holds the lock of a stream's copying (or comparing) knows that no other such run of it is alive."""
    return run(connection, _ABANDON, (stream, own, comparing))


def select_running_streams(connection: Connection) -> list[tuple[str, bool]]:
    """Streams with a run that claims to be alive, and whether it is a comparison."""
    query = "SELECT DISTINCT stream, mode = 'reconcile' FROM runs WHERE status = 'running'"
    return [(name, comparing) for name, comparing in rows(connection, query)]


def _counted(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: counts[name] for name in COUNTED}


def purge(connection: Connection, before: datetime) -> dict[str, int]:
    """Delete what is past its time: runs, resolved rows of the quarantine, windows nobody compared since."""
    statements = {
        "runs": "DELETE FROM runs WHERE finished_at < %s",
        "quarantine": "DELETE FROM quarantine WHERE resolved_at < %s AND resolution <> 'dropped'",
        "windows": "DELETE FROM windows WHERE checked_at < %s",
    }
    return {name: run(connection, statement, (before,)) for name, statement in statements.items()}
