"""Who sends the webhooks of this service, and tells that one was switched off."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from notifications_api.identity import EVERYBODY
from notifications_api.settings import Settings
from suite import VERSION
from suite.database import Connection, Database
from suite.dates import wire_date
from suite.events import publish
from suite.outbound import AddressGuard, GuardedSession
from suite.webhooks import Deliveries, DisabledWebhook, RegisteredWebhooks

SIGNATURE_HEADER = "X-Webhook-Signature"


def open_deliveries(settings: Settings, database: Database, guard: AddressGuard | None = None) -> Deliveries:
    """Under the guard, each signed with the secret of its webhook, in both forms."""
    guard = guard or AddressGuard(settings.webhook_allow_hosts)
    session = GuardedSession(guard, user_agent=f"notifications-api/{VERSION}")
    return Deliveries(database, session, EVERYBODY, RegisteredWebhooks(tell_disabled), SIGNATURE_HEADER)


def tell_disabled(connection: Connection, webhook: DisabledWebhook) -> None:
    """`webhook-disabled`, with the host alone: paths of webhooks are often secrets."""
    event = {
        "webhookId": str(webhook.id),
        "host": urlsplit(webhook.url).hostname,
        "reason": webhook.reason,
        "disabledAt": wire_date(datetime.now(UTC)),
        "owner": str(webhook.user_id),
    }
    publish(connection, "webhook-disabled", event)
