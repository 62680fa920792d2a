"""A notification comes to be: the row, its event and the notice to open streams, in the caller's transaction."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from notifications_api.kinds import DELIVERED, EMAIL, IN_APP, MESSAGE, PENDING, SUPPRESSED
from notifications_api.notifications.queries import insert_notification
from notifications_api.notifications.schemas import NewNotification
from notifications_api.preferences.queries import wants_email
from suite.auth.identity import user_uuid
from suite.database import Connection
from suite.events import publish
from suite.ids import now_milliseconds, uuid7


@dataclass(frozen=True, kw_only=True)
class NotificationDraft:
    """What is to be told to whom. `wanted` False: the user has switched this off, the row says so."""

    user_ref: str
    type: str
    message: str
    kind: str = MESSAGE
    title: str | None = None
    template: str | None = None
    data: dict[str, Any] | None = None
    recipient: str | None = None
    locale: str | None = None
    wanted: bool = True
    id: UUID | None = None


def draft_of(connection: Connection, wanted: NewNotification) -> NotificationDraft:
    """The notification of a body; mail the user has switched off is stored and not sent."""
    return NotificationDraft(
        user_ref=wanted.user_ref,
        type=wanted.type,
        message=wanted.message,
        title=wanted.title,
        template=wanted.template,
        data=wanted.data,
        recipient=wanted.recipient,
        wanted=wanted.type != EMAIL or wants_email(connection, wanted.user_id, MESSAGE),
    )


def create_notification(connection: Connection, draft: NotificationDraft) -> str | None:
    """Store, announce and publish `notification-created`: the JSON, or None when the id is there already."""
    made = store_notification(connection, draft)
    if made is None:
        return None
    notification = json.loads(made)
    publish(
        connection,
        "notification-created",
        {
            "id": notification["id"],
            "notificationId": notification["id"],
            "userId": notification["userId"],
            "type": notification["type"],
            "message": notification["message"],
            "createdAt": notification["createdAt"],
        },
    )
    return made


def store_notification(connection: Connection, draft: NotificationDraft) -> str | None:
    """The row alone."""
    status = DELIVERED if draft.type == IN_APP else PENDING if draft.wanted else SUPPRESSED
    return insert_notification(
        connection,
        {
            "id": str(draft.id or uuid7()),
            "user_id": str(user_uuid(draft.user_ref)),
            "user_ref": draft.user_ref,
            "type": draft.type,
            "kind": draft.kind,
            "title": draft.title or None,
            "message": draft.message,
            "template": draft.template,
            "data": draft.data,
            "recipient": draft.recipient if draft.type == EMAIL else None,
            "locale": draft.locale,
            "status": status,
            "last_error": None if draft.wanted else "switched off by the user",
            "created_at": now_milliseconds(),
        },
    )
