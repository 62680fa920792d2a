"""/api/v1/streams/:name/quarantine: rows of the source that cannot be stored, and what becomes of them."""

from flask import Blueprint

from db_sync_worker.control import queries
from db_sync_worker.control.replies import (
    DropReplySchema,
    RejectedListReplySchema,
    RejectedRowReplySchema,
    RequestedReplySchema,
    RunInProgressReplySchema,
)
from db_sync_worker.control.routes import STREAM, find_stream, page_reply, parse_ids, request_run_of
from db_sync_worker.control.schemas import NewestPageSchema, RejectedIdsSchema
from db_sync_worker.engine.outcome import RECONCILE
from db_sync_worker.service import SyncService
from suite.errors import NotFound
from suite.http import ADMIN, READER, Call, Reply, endpoint, json_reply

quarantine = Blueprint("quarantine", __name__)
MOST_LINES = 100_000


class QuarantinedRowNotFound(NotFound):
    """There is no such open row"""

    code = "ROW_NOT_FOUND"


@quarantine.get(f"{STREAM}/quarantine")
@endpoint(
    READER,
    "Open rejected rows, newest first",
    query=NewestPageSchema(),
    replies={200: ("A page", RejectedListReplySchema()), 404: "Unknown"},
)
def list_quarantine(call: Call[SyncService], name: str) -> Reply:
    stream = find_stream(call, name)
    with call.read() as connection:
        found = queries.select_quarantine(connection, stream.name, call.query.get("before"), call.query["limit"] + 1)
    return page_reply(found, call.query["limit"])


@quarantine.get(f"{STREAM}/quarantine/download")
@endpoint(
    READER,
    "Open rejected rows, the oldest first, one JSON object a line",
    replies={200: ("At most a hundred thousand lines", RejectedRowReplySchema()), 404: "Unknown"},
    produces="application/x-ndjson",
    headers=("Content-Disposition",),
)
def download_quarantine(call: Call[SyncService], name: str) -> Reply:
    stream = find_stream(call, name)
    with call.read() as connection:
        lines = queries.select_rejected(connection, stream.name, MOST_LINES)
    reply = Reply("".join(f"{line}\n" for (line,) in lines), 200, content_type="application/x-ndjson")
    reply.headers["Content-Disposition"] = f'attachment; filename="quarantine-{stream.name}.ndjson"'
    return reply


@quarantine.post(f"{STREAM}/quarantine/drop")
@endpoint(
    ADMIN,
    "Do without rejected rows: they are told no more as open",
    body=RejectedIdsSchema(),
    body_optional=True,
    replies={200: ("Dropped", DropReplySchema()), 404: "Unknown", 422: "Bad id"},
)
def drop_quarantine(call: Call[SyncService], name: str) -> Reply:
    stream = find_stream(call, name)
    ids = parse_ids((call.body or {}).get("ids"))
    with call.transaction() as connection:
        dropped = queries.drop_rejected(connection, stream.name, ids)
    return json_reply({"success": True, "data": {"dropped": dropped}})


@quarantine.post(f"{STREAM}/quarantine/retry")
@endpoint(
    ADMIN,
    "Ask the loop to compare and copy the windows of rejected rows again",
    body=RejectedIdsSchema(),
    body_optional=True,
    replies={
        202: ("Queued", RequestedReplySchema()),
        404: "Unknown, or no such row is open",
        409: ("A comparison is queued or running, or the stream is paused", RunInProgressReplySchema()),
        422: "Bad id",
    },
)
def retry_quarantine(call: Call[SyncService], name: str) -> Reply:
    stream = find_stream(call, name)
    ids = parse_ids((call.body or {}).get("ids"))
    with call.transaction() as connection:
        renewed, first, last = queries.renew_rejected(connection, stream.name, ids)
    if not renewed:
        raise QuarantinedRowNotFound()
    moments = (first, last + stream.window) if first and last else None
    return request_run_of(call, stream, RECONCILE, moments, {"deep": False, "repair": True})
