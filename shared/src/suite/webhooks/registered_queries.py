"""SQL of registered webhooks, over two tables of the service's own schema: `webhook_deliveries` with a column
`webhook_id`, and

CREATE TABLE webhooks (
    id UUID PRIMARY KEY, user_id UUID NOT NULL, url TEXT NOT NULL, secret TEXT NOT NULL, enabled BOOLEAN NOT NULL,
    failing_since TIMESTAMPTZ, disabled_at TIMESTAMPTZ, disabled_reason TEXT, …)

A webhook is locked before its deliveries, everywhere: two senders that note failures never wait for each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from suite.database import Connection

SWITCHED_OFF = "the webhook was switched off"
SELECT_DESTINATIONS = """
    SELECT delivery.id, webhook.url, webhook.secret
      FROM webhook_deliveries AS delivery JOIN webhooks AS webhook ON webhook.id = delivery.webhook_id
     WHERE delivery.id = ANY (%(ids)s::uuid[])
"""
NOTE_SUCCESS = """
    UPDATE webhooks SET failing_since = NULL
     WHERE failing_since IS NOT NULL
       AND id = (SELECT webhook_id FROM webhook_deliveries WHERE id = %(id)s::uuid)
"""
LOCK_WEBHOOK = """
    SELECT id, failing_since < now() - interval '1 day' FROM webhooks
     WHERE enabled AND id = (SELECT webhook_id FROM webhook_deliveries WHERE id = %(id)s::uuid) FOR UPDATE
"""
NOTE_FAILURE = "UPDATE webhooks SET failing_since = coalesce(failing_since, now()) WHERE id = %(id)s::uuid"
SWITCH_OFF = """
    UPDATE webhooks SET enabled = FALSE, disabled_at = now(), disabled_reason = %(reason)s, updated_at = now()
     WHERE id = %(id)s::uuid
 RETURNING user_id, url
"""
# A receiver that does not answer costs a sender its patience each time: what else is due for it waits too, ever longer.
POSTPONE_DUE = """
    UPDATE webhook_deliveries AS delivery
       SET next_at = now() + least(600, greatest(5, extract(epoch FROM now() - webhook.failing_since) / 4))
                             * interval '1 second'
      FROM webhooks AS webhook
     WHERE webhook.id = %(id)s::uuid AND delivery.webhook_id = webhook.id
       AND delivery.state = 'pending' AND delivery.next_at <= now()
"""
END_PENDING = """
    UPDATE webhook_deliveries SET state = 'dead', error = %(error)s, finished_at = now()
     WHERE webhook_id = %(id)s::uuid AND state = 'pending'
"""


def select_destinations(connection: Connection, ids: Sequence[UUID]) -> list[tuple[UUID, str, str]]:
    """Id, address and secret for each of these deliveries."""
    rows = connection.rows(SELECT_DESTINATIONS, {"ids": [str(one) for one in ids]})
    return [(UUID(str(delivery_id)), url, secret) for delivery_id, url, secret in rows]


def note_success(connection: Connection, delivery_id: UUID) -> None:
    """The webhook of a delivery answers again."""
    connection.run(NOTE_SUCCESS, {"id": str(delivery_id)})


@dataclass(frozen=True, slots=True)
class DisabledWebhook:
    """A webhook that was switched off because its receiver fails: whose it is, where it went, and why."""

    id: UUID
    user_id: UUID
    url: str
    reason: str


def note_failure(connection: Connection, delivery_id: UUID, gone: bool, reason: str) -> DisabledWebhook | None:
    """The webhook of a delivery failed; itself when that switches it off: after a day, or because it is gone."""
    row = connection.row(LOCK_WEBHOOK, {"id": str(delivery_id)})
    if row is None:
        return None
    webhook_id, a_day_old = row
    if not (gone or a_day_old):
        connection.run(NOTE_FAILURE, {"id": str(webhook_id)})
        connection.run(POSTPONE_DUE, {"id": str(webhook_id)})
        return None
    owner = connection.row(SWITCH_OFF, {"id": str(webhook_id), "reason": reason})
    assert owner is not None
    return DisabledWebhook(UUID(str(webhook_id)), UUID(str(owner[0])), owner[1], reason)


def end_pending(connection: Connection, webhook_id: UUID) -> int:
    """What waits for a webhook that was switched off is dead; it can be sent again once it is on. How many."""
    return connection.run(END_PENDING, {"id": str(webhook_id), "error": SWITCHED_OFF})
