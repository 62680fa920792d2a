"""Events that become mails: notifications of type email, and mails other services ask for."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from notifications_api.identity import EVERYBODY
from notifications_api.kinds import EMAIL, NEWSLETTER
from notifications_api.mails.delivery import Conclusion, Postman
from notifications_api.notifications.creation import NotificationDraft, store_notification
from notifications_api.notifications.schemas import MOST_DATA_BYTES
from notifications_api.wording import LOCALES
from suite.database import Connection, Database
from suite.events import Message, Permanent, Subscription, subscribe
from suite.http.replies import encode
from suite.mail.addresses import is_address


def mailed_subscriptions(postman: Postman) -> list[Subscription]:
    """Both end in the same way: sent, suppressed, failed, or tried again by the bus."""

    def send_created(message: Message, database: Database) -> Conclusion | None:
        if message.data["type"] != EMAIL:
            return None
        return postman.deliver(read_id(message.data["notificationId"]), message.id)

    def send_requested(message: Message, database: Database) -> Conclusion | None:
        draft = draft_of(message.data)
        assert draft.id is not None
        with database.transaction(EVERYBODY) as connection:
            store_notification(connection, draft)
        return postman.deliver(draft.id, message.id)

    def give_up_created(message: Message, connection: Connection, reason: str, attempts: int) -> None:
        if message.data["type"] == EMAIL:
            postman.give_up(connection, read_id(message.data["notificationId"]), reason, attempts)

    def give_up_requested(message: Message, connection: Connection, reason: str, attempts: int) -> None:
        postman.give_up(connection, read_id(message.data["mailId"]), reason, attempts)

    return [
        subscribe(
            "notification-created",
            send_created,
            name="notification-created-sub",
            outside=True,
            on_dead=give_up_created,
        ),
        subscribe("mail-requested", send_requested, name="mail-requested-sub", outside=True, on_dead=give_up_requested),
    ]


def draft_of(data: Mapping[str, Any]) -> NotificationDraft:
    """The mail another service asks for. Its id is the asker's: asked for twice, it is one mail."""
    if not is_address(data["to"]):
        raise Permanent("to is not an address")
    content = dict(data["data"])
    if len(encode(content)) > MOST_DATA_BYTES:
        raise Permanent(f"data exceed {MOST_DATA_BYTES} bytes")
    locale = data.get("locale")
    return NotificationDraft(
        id=read_id(data["mailId"]),
        user_ref=data["reader"],
        type=EMAIL,
        kind=NEWSLETTER,
        message=data["subject"],
        template=data["template"],
        data=content,
        recipient=data["to"],
        locale=locale if locale in LOCALES else "en",
    )


def read_id(text: str) -> UUID:
    """The id in an event; one that is none can never be handled."""
    try:
        return UUID(text)
    except ValueError:
        raise Permanent("not the id of a notification") from None
