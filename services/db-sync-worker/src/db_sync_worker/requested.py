"""Runs somebody asked for: rows the loop claims."""

from collections.abc import Callable, Mapping
from typing import Any

from psycopg2.extensions import connection as Connection

from db_sync_worker.engine.outcome import LOCKED, Order, RunOutcome
from db_sync_worker.streams.model import Stream, parse_moment
from db_sync_worker.target.run_queries import claim_run

Run = Callable[[Stream, Order], RunOutcome]


def run_requested(connection: Connection, streams: Mapping[str, Stream], run: Run, *, comparing: bool) -> bool:
    """Run the oldest request, one that compares or one that copies; False when there is none, or its stream is locked.

    A stream that is locked stays queued; it is taken again in the next round.
    """
    claimed = claim_run(connection, list(streams), comparing=comparing)
    connection.commit()
    if claimed is None:
        return False
    run_id, name, mode, params, requested_by = claimed
    return run(streams[name], requested_order(run_id, mode, params, requested_by)).status != LOCKED


def requested_order(run_id: str, mode: str, params: dict[str, Any], requested_by: str) -> Order:
    """What a row of runs asks for."""
    start, end = params.get("from"), params.get("to")
    return Order(
        mode=mode,
        start=parse_moment(start) if start else None,
        end=parse_moment(end) if end else None,
        deep=bool(params.get("deep")),
        repair=bool(params.get("repair", True)),
        dry_run=bool(params.get("dry_run")),
        trigger="http",
        requested_by=requested_by,
        run_id=run_id,
    )
