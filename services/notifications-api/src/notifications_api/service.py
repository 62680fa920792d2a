"""What notifications-api holds beside what every service has."""

from typing import Any, ClassVar

from notifications_api.errors import envelope_of
from notifications_api.identity import session_of
from notifications_api.metrics import NotificationMetrics
from notifications_api.push.receiver import PushReceiver
from notifications_api.settings import Settings
from notifications_api.stream.hub import Hub
from suite.auth.identity import USER_ID_LENGTH
from suite.events.bus import Bus
from suite.http import Service
from suite.http.fields.segments import UUID_SEGMENT
from suite.outbound import AddressGuard

ALIASES = {
    # The gateway passes on what is below /api/notifications.
    "/api/notifications/webhooks": "/webhooks",
    "/api/notifications": "/notifications",
}


class NotificationsService(Service[Settings]):
    """`hub` tells open streams, `receiver` handles what is pushed, `webhook_guard` judges addresses of webhooks.

    `bus` is None where this service has none.
    """

    bus: Bus | None
    receiver: PushReceiver

    segments: ClassVar[dict[str, dict[str, Any]]] = {
        "notification_id": UUID_SEGMENT,
        "email": {"type": "string", "format": "email"},
        "user_ref": {"type": "string", "pattern": "^[!-~]+$", "maxLength": USER_ID_LENGTH},
    }

    def __init__(self, settings: Settings) -> None:
        super().__init__(
            "notifications_api",
            settings,
            title="notifications-api",
            description="Notifications in the application and by e-mail.",
            envelope_of=envelope_of,
            session_of=session_of,
            path_aliases=ALIASES,
            off_named_role="editor",
        )
        self.webhook_guard = AddressGuard(settings.webhook_allow_hosts)
        self.notification_metrics = NotificationMetrics(self.metrics)
        self.hub = Hub(
            self.database,
            self.shutting_down,
            self.notification_metrics,
            most=settings.stream_max,
            most_per_user=settings.stream_max_per_user,
        )
