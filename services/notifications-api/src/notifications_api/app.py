"""Assembly of notifications-api."""

from notifications_api.contacts.routes import contacts
from notifications_api.email_events.routes import email_events
from notifications_api.errors import envelope_of
from notifications_api.identity import session_of
from notifications_api.index.routes import index
from notifications_api.mails.routes import unsubscribing
from notifications_api.metrics import EXTENSION, NotificationMetrics, SuppressedAddresses
from notifications_api.notifications.routes import notifications
from notifications_api.preferences.routes import preferences
from notifications_api.settings import Settings
from notifications_api.stream.hub import EXTENSION as HUB
from notifications_api.stream.hub import Hub
from notifications_api.stream.routes import stream
from notifications_api.suppressions.routes import suppressions
from suite.http import Service
from suite.logs import configure_service_logging
from suite.settings import load_settings

ALIASES = {"/api/notifications": "/notifications"}


def create_app(settings: Settings | None = None) -> Service:
    """The WSGI application of notifications-api."""
    settings = settings or load_settings(Settings)
    configure_service_logging(settings)
    service = Service(
        __name__,
        settings,
        title="notifications-api",
        description="Notifications in the application and by e-mail.",
        envelope_of=envelope_of,
        session_of=session_of,
        path_aliases=ALIASES,
        off_named_role="editor",
    )
    metrics = NotificationMetrics(service.metrics)
    service.extensions[EXTENSION] = metrics
    service.extensions[HUB] = Hub(
        service.database,
        service.shutting_down,
        metrics,
        most=settings.stream_max,
        most_per_user=settings.stream_max_per_user,
    )
    service.metrics.scraped.append(SuppressedAddresses(service.database, service.metrics))
    service.register(
        [
            (index, ""),
            (stream, "/notifications"),
            (preferences, "/notifications/preferences"),
            (contacts, "/notifications/contacts"),
            (suppressions, "/notifications/suppressions"),
            (unsubscribing, "/notifications/unsubscribe"),
            (notifications, "/notifications"),
            (email_events, "/email"),
        ]
    )
    return service
