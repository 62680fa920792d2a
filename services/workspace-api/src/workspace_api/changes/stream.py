"""GET /api/items/changes/stream: Server-Sent Events, so that a board need not ask whether something happened."""

from collections.abc import Iterator
from time import monotonic

from flask import Blueprint

from suite.errors import AppError
from suite.http import READER, Call, Reply, endpoint
from suite.http.event_streams import (
    EVENT_STREAM,
    HEARTBEAT,
    HEARTBEAT_SECONDS,
    LONGEST_SECONDS,
    RETRY,
    STREAM_HEADERS,
    stream_reply,
)
from workspace_api.changes.queries import select_last_number
from workspace_api.service import WorkspaceService

LOOK_SECONDS = 1.0

change_stream = Blueprint("change_stream", __name__)


@change_stream.get("/changes/stream")
@endpoint(
    READER,
    "The number of the caller's last change, at once and with each change",
    replies={200: "Events `change` with the number as data and id", 503: "Too many open streams"},
    produces=EVENT_STREAM,
)
def open_change_stream(call: Call[WorkspaceService]) -> Reply:
    if call.method == "HEAD":
        return Reply(b"", headers=STREAM_HEADERS)
    streams, user_id = call.service.streams, call.identity.user_id
    streams.open(user_id)
    reply = stream_reply(call, change_events(call))
    reply.call_on_close(lambda: streams.close(user_id))
    return reply


def change_events(call: Call[WorkspaceService]) -> Iterator[bytes]:
    """Chunks of the body until the stream ends: at shutdown, after half an hour, without the database.

    One index probe a second; the number is read where lists are read, so that who hears of it also finds it.
    """
    begun = spoken = monotonic()
    known: int | None = None
    yield RETRY
    while monotonic() - begun < LONGEST_SECONDS:
        try:
            with call.read() as connection:
                newest = select_last_number(connection, call.identity.user_id)
        except AppError:
            return
        if newest != known:
            known, spoken = newest, monotonic()
            yield b"id: %d\nevent: change\ndata: %d\n\n" % (newest, newest)
        elif monotonic() - spoken >= HEARTBEAT_SECONDS:
            spoken = monotonic()
            yield HEARTBEAT
        if call.service.shutting_down.wait(LOOK_SECONDS):
            return
