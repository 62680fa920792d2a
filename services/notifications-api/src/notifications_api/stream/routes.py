"""GET /notifications/stream: Server-Sent Events."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from flask import Blueprint

from notifications_api.notifications.queries import select_notification
from notifications_api.service import NotificationsService
from notifications_api.stream.hub import CATCH_UP, END, StreamListener
from notifications_api.stream.queries import select_missed
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
from suite.ids import now_milliseconds, time_of

PAGE = 200
# A row may be committed after one that is younger: whoever comes back is told again what was so close.
OVERLAP = timedelta(seconds=2)
FIRST = UUID(int=0)

stream = Blueprint("stream", __name__)


@stream.get("/stream")
@endpoint(
    READER,
    "New notifications of the caller as they come; Last-Event-ID resumes",
    replies={200: "Events `notification` with the notification as data", 503: "Too many open streams"},
    produces=EVENT_STREAM,
)
def open_stream(call: Call[NotificationsService]) -> Reply:
    if call.method == "HEAD":
        return Reply(b"", headers=STREAM_HEADERS)
    hub = call.service.hub
    listener = hub.open(call.identity.uuid)
    reply = stream_reply(call, OpenStream(call, listener).events())
    reply.call_on_close(lambda: hub.close(listener))
    return reply


class OpenStream:
    """One open stream. It remembers what it has told lately, so that catching up tells nothing twice."""

    def __init__(self, call: Call, listener: StreamListener) -> None:
        self._call = call
        self._listener = listener
        self._owner = call.identity.uuid
        self._begun = now_milliseconds()
        self._sent: dict[str, datetime] = {}
        self._until = monotonic() + LONGEST_SECONDS

    def events(self) -> Iterator[bytes]:
        """Chunks of the body until the stream ends: at shutdown, after half an hour, without the database."""
        yield RETRY
        last = parse_event_id(self._call.header("Last-Event-ID"))
        try:
            if last is not None:
                self._begun = last[0] - OVERLAP
                self._sent[str(last[1])] = last[0]
                yield from self._missed()
            while monotonic() < self._until:
                yield from self._next(self._listener.wait(HEARTBEAT_SECONDS))
        except (AppError, StopStream):
            return

    def _next(self, notice: str | None) -> Iterator[bytes]:
        if notice == END:
            raise StopStream
        if notice is None:
            yield HEARTBEAT
        elif notice == CATCH_UP:
            yield from self._missed()
        elif notice not in self._sent:
            yield from self._one(UUID(notice))

    def _one(self, notification_id: UUID) -> Iterator[bytes]:
        with self._call.read() as connection:
            notification = select_notification(connection, notification_id, self._owner)
        if notification is not None:
            self._remember(str(notification_id), now_milliseconds())
            yield event(str(notification_id), notification)

    def _missed(self) -> Iterator[bytes]:
        position = (self._begun, FIRST)
        while True:
            with self._call.read() as connection:
                rows = select_missed(connection, self._owner, position, PAGE)
            for notification_id, notification, created in rows:
                if notification_id not in self._sent:
                    yield event(notification_id, notification)
                self._remember(notification_id, created)
            if len(rows) < PAGE:
                return
            position = (rows[-1][2], UUID(rows[-1][0]))

    def _remember(self, notification_id: str, created: datetime) -> None:
        """What lies further back than catching up reaches can be forgotten."""
        self._sent[notification_id] = created
        if len(self._sent) > 2 * PAGE:
            self._begun = max(self._begun, created - OVERLAP)
            self._sent = {name: at for name, at in self._sent.items() if at >= self._begun}


class StopStream(Exception):
    """The process is ending."""


def event(notification_id: str, notification: str) -> bytes:
    """One event; JSON of PostgreSQL holds no line breaks of its own."""
    lines = "".join(f"data: {line}\n" for line in notification.split("\n"))
    return f"id: {notification_id}\nevent: notification\n{lines}\n".encode()


def parse_event_id(text: str | None) -> tuple[datetime, UUID] | None:
    """When the notification of a Last-Event-ID was made, and its id; None for anything else."""
    try:
        identifier = UUID(text or "")
    except ValueError:
        return None
    made = time_of(identifier)
    return (made, identifier) if made is not None else None
