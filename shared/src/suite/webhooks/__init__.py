"""Webhooks after the Standard Webhooks specification: stored with what they tell, signed, sent under the guard.

A service has a table `webhook_deliveries` (see suite.webhooks.queries) and inserts into it in the transaction of the
change. `Deliveries.send_once` sends what is due: at least once each, with growing pauses, for a day; what fails until
then is dead, with its reason. The webhook-id stays the same in every attempt, so that receivers can tell repetitions.
Where people register their webhooks (suite.webhooks.registered) each has a secret of its own, and one that fails for a
day is switched off, which the service tells.
"""

from suite.webhooks.deliveries import AttemptOutcome, Deliveries, Destination, OneSecret
from suite.webhooks.queries import WebhookDelivery, delete_finished, insert_delivery, resend
from suite.webhooks.registered import RegisteredWebhooks
from suite.webhooks.registered_queries import DisabledWebhook
from suite.webhooks.signing import WebhookSecret, as_webhook_secret, new_webhook_secret

__all__ = [
    "AttemptOutcome",
    "Deliveries",
    "Destination",
    "DisabledWebhook",
    "OneSecret",
    "RegisteredWebhooks",
    "WebhookDelivery",
    "WebhookSecret",
    "as_webhook_secret",
    "delete_finished",
    "insert_delivery",
    "new_webhook_secret",
    "resend",
]
