"""Who sends the webhooks of this service."""

from notifications_api.identity import EVERYBODY
from notifications_api.settings import Settings
from suite import VERSION
from suite.database import Database
from suite.outbound import AddressGuard, GuardedSession
from suite.webhooks import Deliveries, RegisteredWebhooks

SIGNATURE_HEADER = "X-Webhook-Signature"


def open_deliveries(settings: Settings, database: Database, guard: AddressGuard | None = None) -> Deliveries:
    """Under the guard, each signed with the secret of its webhook, in both forms."""
    guard = guard or AddressGuard(settings.webhook_allow_hosts)
    session = GuardedSession(guard, user_agent=f"notifications-api/{VERSION}")
    return Deliveries(database, session, EVERYBODY, RegisteredWebhooks(), SIGNATURE_HEADER)
