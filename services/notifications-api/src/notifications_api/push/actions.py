"""What a pushed action does. An action is a function of its body and a connection; its result is told to the pusher."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from notifications_api.mails.queries import select_everybody
from notifications_api.notifications.creation import create_notification, draft_of
from notifications_api.notifications.schemas import NewNotification, NewNotificationSchema
from suite.database import Connection

Act = Callable[[Mapping[str, Any], Connection], Any]


def notify(body: Mapping[str, Any], connection: Connection) -> Any:
    """`create-notification`: the body of POST /notifications, for any user; the notification."""
    content = {name: value for name, value in body.items() if name != "action"}
    wanted: NewNotification = NewNotificationSchema().parse(content)
    select_everybody(connection)
    made = create_notification(connection, draft_of(connection, wanted))
    return json.loads(made) if made else None


ACTIONS: Mapping[str, Act] = {"create-notification": notify}
