"""Webhooks after the Standard Webhooks specification: stored with what they tell, signed, sent under the guard.

A service has a table `webhook_deliveries` (see suite.webhooks.queries) and inserts into it in the transaction of the
change. `Deliveries.send_once` sends what is due: at least once each, with growing pauses, for a day; what fails until
then is dead, with its reason. The webhook-id stays the same in every attempt, so that receivers can tell repetitions.
"""

from suite.webhooks.deliveries import AttemptOutcome, Deliveries
from suite.webhooks.queries import WebhookDelivery, insert_delivery
from suite.webhooks.signing import WebhookSecret, as_webhook_secret

__all__ = ["AttemptOutcome", "Deliveries", "WebhookDelivery", "WebhookSecret", "as_webhook_secret", "insert_delivery"]
