"""/api/v1/streams."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Blueprint

from db_sync_worker.control import queries
from db_sync_worker.control.replies import (
    CancelReplySchema,
    PauseReplySchema,
    RequestedReplySchema,
    RunDataReplySchema,
    RunInProgressReplySchema,
    RunListReplySchema,
    StreamDataReplySchema,
    StreamListReplySchema,
)
from db_sync_worker.control.rules import BadRange, describe_stream, parse_past, parse_range
from db_sync_worker.control.schemas import CancelSchema, NewestPageSchema, ReconcileSchema, ResetSchema, RunSchema
from db_sync_worker.engine.outcome import BACKFILL, RECONCILE, RESET
from db_sync_worker.service import SyncService
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


class StreamPaused(Conflict):
    """The stream is paused"""

    code = "STREAM_PAUSED"


@control.get("")
@endpoint(
    READER, "All streams and how they stand", replies={200: ("Streams with their count", StreamListReplySchema())}
)
def list_streams(call: Call[SyncService]) -> Reply:
    shown = _describe(call, call.service.streams)
    return json_reply({"success": True, "count": len(shown), "data": shown})


@control.get(STREAM)
@endpoint(READER, "One stream", replies={200: ("How it stands", StreamDataReplySchema()), 404: "Unknown"})
def show_stream(call: Call[SyncService], name: str) -> Reply:
    return json_reply({"success": True, "data": _describe(call, [find_stream(call, name)])[0]})


@control.post(f"{STREAM}/run")
@endpoint(
    ADMIN,
    "Ask the loop for a run",
    body=RunSchema(),
    body_optional=True,
    replies={
        202: ("Queued", RequestedReplySchema()),
        404: "Unknown",
        409: ("One is queued or running, or the stream is paused", RunInProgressReplySchema()),
        422: "Bad range",
    },
)
def request_run(call: Call[SyncService], name: str) -> Reply:
    stream = find_stream(call, name)
    body = call.body or RunSchema().parse({})
    moments = _range(body)
    if body["mode"] == BACKFILL and moments is None:
        raise Unprocessable("a backfill needs from and to")
    if body["mode"] != BACKFILL and moments is not None:
        raise Unprocessable("only a backfill has from and to")
    return request_run_of(call, stream, body["mode"], moments, {"dry_run": body["dry_run"]})


@control.post(f"{STREAM}/reconcile")
@endpoint(
    ADMIN,
    "Ask the loop to compare both sides",
    body=ReconcileSchema(),
    body_optional=True,
    replies={
        202: ("Queued", RequestedReplySchema()),
        404: "Unknown",
        409: ("One is queued or running, or the stream is paused", RunInProgressReplySchema()),
        422: "Bad range",
    },
)
def request_reconciliation(call: Call[SyncService], name: str) -> Reply:
    stream = find_stream(call, name)
    if not stream.table:
        raise Unprocessable("a stream of queries cannot be reconciled")
    body = call.body or ReconcileSchema().parse({})
    return request_run_of(call, stream, RECONCILE, _range(body), {"deep": body["deep"], "repair": body["repair"]})


@control.get(f"{STREAM}/runs")
@endpoint(
    READER,
    "Runs, newest first",
    query=NewestPageSchema(),
    replies={200: ("A page", RunListReplySchema()), 404: "Unknown"},
)
def list_runs(call: Call[SyncService], name: str) -> Reply:
    stream = find_stream(call, name)
    with call.read() as connection:
        found = queries.select_runs(connection, stream.name, call.query.get("before"), call.query["limit"] + 1)
    return page_reply(found, call.query["limit"])


@control.get(f"{STREAM}/runs/<uuid:run_id>")
@endpoint(
    READER,
    "One run with counters and progress",
    replies={200: ("The run", RunDataReplySchema()), 404: "Unknown"},
)
def show_run(call: Call[SyncService], name: str, run_id: UUID) -> Reply:
    stream = find_stream(call, name)
    with call.read() as connection:
        found = queries.select_run(connection, stream.name, run_id)
    if found is None:
        raise RunNotFound()
    return json_reply(f'{{"success":true,"data":{found}}}')


@control.post(f"{STREAM}/reset-watermark")
@endpoint(
    ADMIN,
    "Ask the loop to set the watermark back",
    body=ResetSchema(),
    body_optional=True,
    replies={
        202: ("Queued", RequestedReplySchema()),
        404: "Unknown",
        409: ("One is queued or running, or the stream is paused", RunInProgressReplySchema()),
        422: "Bad time",
    },
)
def request_reset(call: Call[SyncService], name: str) -> Reply:
    stream = find_stream(call, name)
    to = (call.body or {}).get("to")
    try:
        moment = parse_past(to, datetime.now(UTC)) if to else None
    except BadRange as error:
        raise Unprocessable(f"to {error}") from error
    return request_run_of(call, stream, RESET, None, {"from": moment.isoformat()} if moment else {})


@control.post(f"{STREAM}/pause")
@endpoint(
    ADMIN,
    "Leave the stream alone until it is resumed; what is going on ends after its batch",
    replies={200: ("Paused", PauseReplySchema()), 404: "Unknown"},
)
def pause(call: Call[SyncService], name: str) -> Reply:
    stream = find_stream(call, name)
    with call.transaction() as connection:
        queries.pause_stream(connection, stream.name, call.identity.user_id)
    return json_reply({"success": True, "data": {"paused": True}})


@control.post(f"{STREAM}/resume")
@endpoint(ADMIN, "Go on with a paused stream", replies={200: ("Resumed", PauseReplySchema()), 404: "Unknown"})
def resume(call: Call[SyncService], name: str) -> Reply:
    stream = find_stream(call, name)
    with call.transaction() as connection:
        queries.resume_stream(connection, stream.name)
    return json_reply({"success": True, "data": {"paused": False}})


@control.post(f"{STREAM}/cancel")
@endpoint(
    ADMIN,
    "Cancel queued runs, and end running ones after their batch",
    body=CancelSchema(),
    body_optional=True,
    replies={200: ("Cancelled", CancelReplySchema()), 404: "Unknown, or no such run waits or runs", 422: "Bad id"},
)
def cancel(call: Call[SyncService], name: str) -> Reply:
    stream = find_stream(call, name)
    ids = parse_ids([(call.body or {}).get("run_id")])
    with call.transaction() as connection:
        chosen = UUID(ids[0]) if ids else None
        cancelled = queries.cancel_runs(connection, stream.name, chosen, call.identity.user_id)
    if ids and not cancelled:
        raise RunNotFound()
    return json_reply({"success": True, "data": {"cancelled": cancelled}})


def parse_ids(words: Sequence[str | None] | None) -> list[str] | None:
    """Ids as they are written in the database, None for none; Unprocessable when one is no id."""
    given = [word for word in words or [] if word is not None]
    try:
        return [str(UUID(word)) for word in given] or None
    except ValueError:
        raise Unprocessable("ids must be UUIDs") from None


def find_stream(call: Call[SyncService], name: str) -> Stream:
    """The stream of this name, or StreamNotFound."""
    for stream in call.service.streams:
        if stream.name == name:
            return stream
    raise StreamNotFound()


def _describe(call: Call[SyncService], streams: Sequence[Stream]) -> list[dict[str, Any]]:
    with call.read() as connection:
        states = queries.select_states(connection, [stream.name for stream in streams])
    return [describe_stream(stream, states.get(stream.name)) for stream in streams]


def _range(body: dict[str, Any]) -> tuple[datetime, datetime] | None:
    try:
        return parse_range(body.get("start"), body.get("end"), datetime.now(UTC))
    except BadRange as error:
        raise Unprocessable(str(error)) from error


def request_run_of(
    call: Call[SyncService],
    stream: Stream,
    mode: str,
    moments: tuple[datetime, datetime] | None,
    params: dict[str, Any],
) -> Reply:
    start, end = moments or (None, None)
    if start and end:
        params = {"from": start.isoformat(), "to": end.isoformat(), **params}
    comparing = mode == RECONCILE
    with call.transaction() as connection:
        if queries.is_paused(connection, stream.name):
            raise StreamPaused()
        bounds = {"from": start, "to": end}
        run_id = queries.insert_request(
            connection, stream.name, mode, json.dumps(params), bounds, call.identity.user_id
        )
        running = None if run_id else queries.select_open_run(connection, stream.name, comparing=comparing)
    if run_id is None:
        raise RunInProgress(extra={"run_id": running})
    return json_reply({"success": True, "data": {"run_id": str(run_id), "status": "queued"}}, 202)


def page_reply(found: str, limit: int) -> Reply:
    rows = json.loads(found)
    page = rows[:limit]
    more = len(rows) > limit
    return json_reply({"success": True, "count": len(page), "data": page, "next": page[-1]["id"] if more else None})
