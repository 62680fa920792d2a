"""/api/v1/streams."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Blueprint

from db_sync_worker.control import queries
from db_sync_worker.control.rules import BadRange, describe_stream, parse_range
from db_sync_worker.control.schemas import PageSchema, ReconcileSchema, RunSchema
from db_sync_worker.engine.outcome import BACKFILL, RECONCILE
from db_sync_worker.streams.model import Stream
from suite.errors import Conflict, NotFound, Unprocessable
from suite.http import ADMIN, READER, Call, Reply, endpoint, json_reply

control = Blueprint("streams", __name__)
STREAM = "/<string:name>"


class StreamNotFound(NotFound):
    """There is no such stream"""

    code = "STREAM_NOT_FOUND"


class RunNotFound(NotFound):
    """There is no such run"""

    code = "RUN_NOT_FOUND"


class RunInProgress(Conflict):
    """A run of this stream is queued or running"""

    code = "RUN_IN_PROGRESS"


@control.get("")
@endpoint(READER, "All streams and how they stand", replies={200: "Streams with their count"})
def list_streams(call: Call) -> Reply:
    shown = _describe(call, streams_of(call))
    return json_reply({"success": True, "count": len(shown), "data": shown})


@control.get(STREAM)
@endpoint(READER, "One stream", replies={200: "How it stands", 404: "Unknown"})
def show_stream(call: Call, name: str) -> Reply:
    return json_reply({"success": True, "data": _describe(call, [find_stream(call, name)])[0]})


@control.post(f"{STREAM}/run")
@endpoint(
    ADMIN,
    "Ask the loop for a run",
    body=RunSchema(),
    body_optional=True,
    replies={202: "Queued", 404: "Unknown", 409: "One is queued or running", 422: "Bad range"},
)
def request_run(call: Call, name: str) -> Reply:
    stream = find_stream(call, name)
    body = call.body or RunSchema().parse({})
    moments = _range(body)
    if body["mode"] == BACKFILL and moments is None:
        raise Unprocessable("a backfill needs from and to")
    if body["mode"] != BACKFILL and moments is not None:
        raise Unprocessable("only a backfill has from and to")
    return _request(call, stream, body["mode"], moments, {"dry_run": body["dry_run"]})


@control.post(f"{STREAM}/reconcile")
@endpoint(
    ADMIN,
    "Ask the loop to compare both sides",
    body=ReconcileSchema(),
    body_optional=True,
    replies={202: "Queued", 404: "Unknown", 409: "One is queued or running", 422: "Bad range"},
)
def request_reconciliation(call: Call, name: str) -> Reply:
    stream = find_stream(call, name)
    if not stream.table:
        raise Unprocessable("a stream of queries cannot be reconciled")
    body = call.body or ReconcileSchema().parse({})
    return _request(call, stream, RECONCILE, _range(body), {"deep": body["deep"], "repair": body["repair"]})


@control.get(f"{STREAM}/runs")
@endpoint(READER, "Runs, newest first", query=PageSchema(), replies={200: "A page", 404: "Unknown"})
def list_runs(call: Call, name: str) -> Reply:
    stream = find_stream(call, name)
    with call.read() as connection:
        found = queries.select_runs(connection, stream.name, call.query.get("before"), call.query["limit"] + 1)
    return _page(found, call.query["limit"])


@control.get(f"{STREAM}/runs/<uuid:run_id>")
@endpoint(READER, "One run with counters and progress", replies={200: "The run", 404: "Unknown"})
def show_run(call: Call, name: str, run_id: UUID) -> Reply:
    stream = find_stream(call, name)
    with call.read() as connection:
        found = queries.select_run(connection, stream.name, run_id)
    if found is None:
        raise RunNotFound()
    return json_reply(f'{{"success":true,"data":{found}}}')


@control.get(f"{STREAM}/quarantine")
@endpoint(READER, "Open rejected rows, newest first", query=PageSchema(), replies={200: "A page", 404: "Unknown"})
def list_quarantine(call: Call, name: str) -> Reply:
    stream = find_stream(call, name)
    with call.read() as connection:
        found = queries.select_quarantine(connection, stream.name, call.query.get("before"), call.query["limit"] + 1)
    return _page(found, call.query["limit"])


def streams_of(call: Call) -> list[Stream]:
    """All streams of the running service."""
    found: list[Stream] = list(call.service.extensions["streams"])
    return found


def find_stream(call: Call, name: str) -> Stream:
    """The stream of this name, or StreamNotFound."""
    for stream in streams_of(call):
        if stream.name == name:
            return stream
    raise StreamNotFound()


def _describe(call: Call, streams: list[Stream]) -> list[dict[str, Any]]:
    with call.read() as connection:
        rows = {row[0]: row for row in queries.select_standings(connection, [stream.name for stream in streams])}
    return [describe_stream(stream, rows.get(stream.name)) for stream in streams]


def _range(body: dict[str, Any]) -> tuple[datetime, datetime] | None:
    try:
        return parse_range(body.get("start"), body.get("end"), datetime.now(UTC))
    except BadRange as error:
        raise Unprocessable(str(error)) from error


def _request(
    call: Call, stream: Stream, mode: str, moments: tuple[datetime, datetime] | None, params: dict[str, Any]
) -> Reply:
    start, end = moments or (None, None)
    if start and end:
        params = {"from": start.isoformat(), "to": end.isoformat(), **params}
    with call.transaction() as connection:
        bounds = {"from": start, "to": end}
        run_id = queries.insert_request(
            connection, stream.name, mode, json.dumps(params), bounds, call.identity.user_id
        )
        running = None if run_id else queries.select_open_run(connection, stream.name)
    if run_id is None:
        raise RunInProgress(extra={"run_id": running})
    return json_reply({"success": True, "data": {"run_id": str(run_id), "status": "queued"}}, 202)


def _page(found: str, limit: int) -> Reply:
    rows = json.loads(found)
    page = rows[:limit]
    more = len(rows) > limit
    return json_reply({"success": True, "count": len(page), "data": page, "next": page[-1]["id"] if more else None})
