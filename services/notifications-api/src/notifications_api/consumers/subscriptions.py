"""Everything this service listens to."""

from notifications_api.consumers.mailed import mailed_subscriptions
from notifications_api.consumers.routed import routed_subscriptions
from notifications_api.mails.delivery import Postman
from notifications_api.metrics import NotificationMetrics
from notifications_api.settings import Settings
from suite.events import Subscription


def build_subscriptions(settings: Settings, postman: Postman, metrics: NotificationMetrics) -> list[Subscription]:
    """Mails first, then what is routed to users."""
    return [*mailed_subscriptions(postman), *routed_subscriptions(settings, metrics.count_created)]
