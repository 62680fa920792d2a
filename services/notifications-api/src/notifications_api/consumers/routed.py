"""Events that become notifications of the users NOTIFY_ROUTES names and of who they are about, and deliveries of
webhooks."""

from collections.abc import Callable
from typing import Any

from notifications_api.consumers.webhooks import tell_webhooks
from notifications_api.consumers.wording import tell
from notifications_api.contacts.queries import select_contact
from notifications_api.kinds import EMAIL, IN_APP, OWNED, ROUTED
from notifications_api.mails.queries import select_everybody
from notifications_api.notifications.creation import NotificationDraft, create_notification
from notifications_api.preferences.queries import select_wishes
from notifications_api.settings import Settings
from suite.auth.identity import user_uuid
from suite.database import Connection
from suite.events import Message, Subscription, subscribe

CountCreated = Callable[[str], None]


def routed_subscriptions(settings: Settings, count_created: CountCreated) -> list[Subscription]:
    """One for each topic that can be routed: with nobody named its events are told to webhooks alone."""

    def handler(users: tuple[str, ...]) -> Callable[[Message, Any], None]:
        def tell_everybody(message: Message, connection: Connection) -> None:
            select_everybody(connection)
            tell_users(connection, message, with_owner(users, message), count_created)
            tell_webhooks(connection, message)

        return tell_everybody

    return [subscribe(topic, handler(settings.routes.get(topic, ())), name=f"{topic}-sub") for topic in ROUTED]


def with_owner(users: tuple[str, ...], message: Message) -> tuple[str, ...]:
    """The users of a topic, and the one whose own affair the event is, each once."""
    owner = message.data.get("owner") if message.topic in OWNED else None
    known = {str(user_uuid(user)) for user in users}
    return (*users, owner) if owner and str(user_uuid(owner)) not in known else users


def tell_users(connection: Connection, message: Message, users: tuple[str, ...], count_created: CountCreated) -> None:
    """Notify each user the way he wants to be told of this kind, in his language."""
    for user in users:
        for draft in drafts_for(connection, message, user):
            create_notification(connection, draft)
            count_created(draft.type)


def drafts_for(connection: Connection, message: Message, user: str) -> list[NotificationDraft]:
    """In the application, by e-mail, both or neither."""
    owner = user_uuid(user)
    in_app, email = select_wishes(connection, owner)[message.topic]
    contact = select_contact(connection, owner)
    locale = contact[1] if contact else "en"
    sentence = tell(message.topic, locale, message.data)
    wanted = [kind for kind, wished in ((IN_APP, in_app), (EMAIL, email)) if wished]
    return [
        NotificationDraft(
            user_ref=user,
            type=kind,
            kind=message.topic,
            title=sentence.title,
            message=sentence.message,
            data=dict(message.data),
        )
        for kind in wanted
    ]
