"""Assembly of notifications-api."""

from notifications_api.bus.routes import dead_letters
from notifications_api.consumers.subscriptions import build_subscriptions
from notifications_api.contacts.routes import contacts
from notifications_api.crew import OFFICE, NotificationCrew
from notifications_api.email_events.routes import email_events
from notifications_api.health import add_loop_check, add_mail_check
from notifications_api.index.routes import index
from notifications_api.mails.delivery import Postman
from notifications_api.mails.routes import unsubscribing
from notifications_api.metrics import DisabledWebhooks, SuppressedAddresses
from notifications_api.notifications.routes import RESERVED, notifications
from notifications_api.preferences.routes import preferences
from notifications_api.push.receiver import PushReceiver
from notifications_api.push.routes import push
from notifications_api.service import NotificationsService
from notifications_api.settings import API, Settings
from notifications_api.stream.routes import stream
from notifications_api.suppressions.routes import suppressions
from notifications_api.webhooks.routes import webhooks
from suite.events.service import connect_events
from suite.http.segments import other_than
from suite.leadership import Election
from suite.logs import configure_service_logging
from suite.mail import open_sender
from suite.settings import load_settings


def create_app(settings: Settings | None = None) -> NotificationsService:
    """The WSGI application of notifications-api."""
    settings = settings or load_settings(Settings)
    configure_service_logging(settings)
    service = NotificationsService(settings)
    service.metrics.scraped.append(SuppressedAddresses(service.database, service.metrics, settings.email_adapter))
    service.metrics.scraped.append(DisabledWebhooks(service.database, service.metrics))
    connect_worker(service)
    service.add_converter("notification", other_than(*RESERVED))
    service.register(
        [
            (index, ""),
            (stream, "/notifications"),
            (preferences, "/notifications/preferences"),
            (contacts, "/notifications/contacts"),
            (suppressions, "/notifications/suppressions"),
            (unsubscribing, "/notifications/unsubscribe"),
            (dead_letters, "/notifications/dead-letters"),
            (notifications, "/notifications"),
            (webhooks, "/webhooks"),
            (push, "/pubsub"),
            (email_events, "/email"),
        ]
    )
    return service


def connect_worker(service: NotificationsService) -> None:
    """The bus, what pushes are handled by, and the crew of the process that is elected, unless only workers work."""
    settings, metrics = service.settings, service.notification_metrics
    postman = Postman(service.database, open_sender(settings), settings, metrics, service.shutting_down)
    subscriptions = build_subscriptions(settings, postman, metrics)
    bus = service.bus = connect_events(service, elsewhere=subscriptions, show_backlog=True)
    meter = service.event_meter
    service.receiver = PushReceiver(service.database, subscriptions, meter, bus)
    election: Election[NotificationCrew] | None = None
    if settings.process_mode != API:
        election = Election(
            service.database.connect,
            OFFICE,
            lambda: NotificationCrew(settings, service.database, subscriptions, meter),
            service.shutting_down,
        )
        service.background.append(election)
    add_loop_check(service, election)
    add_mail_check(service, postman)
