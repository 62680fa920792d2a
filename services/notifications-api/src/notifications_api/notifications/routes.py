"""/notifications."""

from flask import Blueprint

from notifications_api.errors import ForeignNotification, NotificationNotFound
from notifications_api.identity import may_write_to_others, owner_of
from notifications_api.notifications import queries
from notifications_api.notifications.creation import create_notification, draft_of
from notifications_api.notifications.replies import MarkedReadSchema, NotificationSchema, UnreadCountSchema
from notifications_api.notifications.schemas import (
    NewNotification,
    NewNotificationSchema,
    NotificationQuerySchema,
    parse_id,
)
from notifications_api.pages import page_of, page_reply
from notifications_api.service import NotificationsService
from suite.auth.identity import user_uuid
from suite.database import Connection
from suite.http import EDITOR, READER, Call, Reply, endpoint, json_reply
from suite.http.idempotency import write_once
from suite.ids import now_milliseconds

IDEMPOTENCY = "idempotency_keys"
MOST_KEY_CHARACTERS = 128
ONE = ("The notification", NotificationSchema())
PAGE = ("A page and the total", page_of(NotificationSchema))
# No ids: the names of other routes.
RESERVED = (
    *("stream", "unread-count", "read-all", "preferences", "contacts", "suppressions", "unsubscribe"),
    "dead-letters",
)
NONE = {400: "Not an id", 404: "No such notification, or another user's"}

notifications = Blueprint("notifications", __name__)


@notifications.post("")
@endpoint(
    EDITOR,
    "Notify somebody",
    body=NewNotificationSchema(),
    replies={201: ("It is stored and will be told", NotificationSchema()), 403: "For another user", 409: "Key in use"},
    idempotent=True,
)
def create(call: Call[NotificationsService]) -> Reply:
    wanted: NewNotification = call.body
    if wanted.user_ref != call.identity.user_id and not may_write_to_others(call.identity):
        raise ForeignNotification()

    def write(connection: Connection) -> Reply:
        made = create_notification(connection, draft_of(connection, wanted))
        assert made is not None
        return json_reply(made, 201)

    reply = write_once(call, IDEMPOTENCY, write, longest_key=MOST_KEY_CHARACTERS)
    if "Idempotency-Replayed" not in reply.headers:
        call.service.notification_metrics.count_created(wanted.type)
    return reply


@notifications.get("")
@endpoint(READER, "Notifications, newest first", query=NotificationQuerySchema(), replies={200: PAGE})
def list_notifications(call: Call) -> Reply:
    page = call.query
    owner = owner_of(call)
    if owner is None and page.user_ref is not None:
        owner = user_uuid(page.user_ref)
    with call.read() as connection:
        data, total = queries.select_page(
            connection, owner, read=page.read, kind_of=page.type, limit=page.limit, offset=page.offset
        )
    return page_reply(page, data, total)


@notifications.get("/unread-count")
@endpoint(READER, "How many are not read", replies={200: ("How many", UnreadCountSchema())})
def show_unread_count(call: Call) -> Reply:
    with call.read() as connection:
        return json_reply({"count": queries.count_unread(connection, call.identity.uuid)})


@notifications.patch("/read-all")
@endpoint(READER, "Mark all of the caller as read", replies={200: ("How many", MarkedReadSchema())})
def mark_all_read(call: Call[NotificationsService]) -> Reply:
    with call.transaction() as connection:
        marked = queries.update_all_read(connection, call.identity.uuid, now_milliseconds())
    for kind, number in marked.items():
        call.service.notification_metrics.count_read(kind, number)
    return json_reply({"updated": sum(marked.values())})


@notifications.get("/<notification:notification_id>")
@endpoint(READER, "One notification", replies={200: ONE, **NONE})
def show(call: Call, notification_id: str) -> Reply:
    wanted = parse_id(notification_id)
    with call.read() as connection:
        return found(queries.select_notification(connection, wanted, owner_of(call)))


@notifications.patch("/<notification:notification_id>/read")
@endpoint(READER, "Mark as read; again changes nothing", replies={200: ONE, **NONE})
def mark_read(call: Call[NotificationsService], notification_id: str) -> Reply:
    wanted = parse_id(notification_id)
    with call.transaction() as connection:
        marked = queries.update_read(connection, wanted, owner_of(call), now_milliseconds())
    if marked is None:
        raise NotificationNotFound()
    notification, first, kind = marked
    if first:
        call.service.notification_metrics.count_read(kind)
    return json_reply(notification)


@notifications.delete("/<notification:notification_id>")
@endpoint(READER, "Remove", replies={204: "It is gone", **NONE})
def remove(call: Call, notification_id: str) -> Reply:
    wanted = parse_id(notification_id)
    with call.transaction() as connection:
        if not queries.delete_notification(connection, wanted, owner_of(call)):
            raise NotificationNotFound()
    return json_reply(b"", 204)


def found(notification: str | None) -> Reply:
    """The JSON of a notification; NotificationNotFound."""
    if notification is None:
        raise NotificationNotFound()
    return json_reply(notification)
