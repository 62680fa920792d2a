"""Webhooks that people register: each with its address and secret, switched off after a day of failures."""

import logging
from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from suite.database import Connection
from suite.webhooks.deliveries import GONE, AttemptOutcome, Destination
from suite.webhooks.queries import WebhookDelivery
from suite.webhooks.registered_queries import (
    DisabledWebhook,
    end_pending,
    note_failure,
    note_success,
    select_destinations,
)
from suite.webhooks.signing import WebhookSecret

log = logging.getLogger(__name__)
FAILURES_OF, GONE_REASON = "a day of failures", "the receiver answered 410 Gone"
TellDisabled = Callable[[Connection, DisabledWebhook], None]


class RegisteredWebhooks:
    """Destinations of deliveries that belong to a row of `webhooks`: its present address, its own secret.

    `tell_disabled` tells people that one was switched off, in the transaction that does it.
    """

    def __init__(self, tell_disabled: TellDisabled) -> None:
        self._tell_disabled = tell_disabled

    def find(self, connection: Connection, deliveries: Sequence[WebhookDelivery]) -> Mapping[UUID, Destination]:
        """Where each of them goes now."""
        found = select_destinations(connection, [delivery.id for delivery in deliveries])
        return {delivery_id: Destination(url, WebhookSecret(secret)) for delivery_id, url, secret in found}

    def note(self, connection: Connection, delivery: WebhookDelivery, outcome: AttemptOutcome) -> None:
        """An answer ends a row of failures; a day of them, or 410, switches the webhook off, with all that waits."""
        if outcome.delivered:
            note_success(connection, delivery.id)
            return
        gone = outcome.status == GONE
        disabled = note_failure(connection, delivery.id, gone, GONE_REASON if gone else FAILURES_OF)
        if disabled is not None:
            end_pending(connection, disabled.id)
            self._tell_disabled(connection, disabled)
            log.warning("webhook switched off", extra={"webhook": str(disabled.id), "why": outcome.error})
