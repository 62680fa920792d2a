"""SQL of webhooks on their way, over the table of the service's own schema:

CREATE TABLE webhook_deliveries (
    id UUID PRIMARY KEY, user_id UUID NOT NULL, event TEXT NOT NULL, url TEXT NOT NULL, headers JSONB NOT NULL,
    body JSONB NOT NULL, state TEXT NOT NULL, attempts SMALLINT NOT NULL, next_at TIMESTAMPTZ NOT NULL,
    status_code SMALLINT, error TEXT, created_at TIMESTAMPTZ NOT NULL, finished_at TIMESTAMPTZ)

Where webhooks are registered (suite.webhooks.registered) it has a column `webhook_id` more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from suite.database import Connection
from suite.http.replies import encode
from suite.ids import uuid7
from suite.text.storable import storable_json

MAX_ERROR = 300
INSERT_DELIVERY = """
    INSERT INTO webhook_deliveries (id, user_id, event, url, headers, body, state, attempts, next_at, created_at)
    VALUES (%(id)s, %(user_id)s, %(event)s, %(url)s, %(headers)s, %(body)s, 'pending', 0, now(), clock_timestamp())
"""
# Of the table that knows whose webhook a delivery belongs to.
INSERT_REGISTERED = INSERT_DELIVERY.replace("(id,", "(webhook_id, id,").replace("(%(id)s,", "(%(webhook_id)s, %(id)s,")
CLAIM_DELIVERIES = """
    UPDATE webhook_deliveries
       SET attempts = attempts + 1, next_at = now() + %(lease)s * interval '1 second'
     WHERE id = ANY (ARRAY(
                   SELECT id FROM webhook_deliveries
                    WHERE state = 'pending' AND next_at <= now()
                    ORDER BY next_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED))
 RETURNING id, event, url, headers, body::text, attempts, extract(epoch FROM now() - created_at)::float
"""
FINISH_DELIVERY = """
    UPDATE webhook_deliveries
       SET state = %(state)s, status_code = %(status_code)s, error = %(error)s, finished_at = now()
     WHERE id = %(id)s AND state = 'pending'
"""
PUT_OFF = """
    UPDATE webhook_deliveries
       SET next_at = now() + %(seconds)s * interval '1 second', status_code = %(status_code)s, error = %(error)s
     WHERE id = %(id)s AND state = 'pending'
"""
RESEND = """
    UPDATE webhook_deliveries
       SET state = 'pending', attempts = 0, next_at = now(), finished_at = NULL, created_at = clock_timestamp()
     WHERE id = %(id)s AND state <> 'pending'
"""
DELETE_FINISHED = """
    DELETE FROM webhook_deliveries
     WHERE id = ANY (ARRAY(SELECT id FROM webhook_deliveries
                            WHERE finished_at < now() - %(days)s * interval '1 day' LIMIT 10000))
"""


@dataclass(frozen=True, slots=True)
class WebhookDelivery:
    """A webhook to send for the `attempts`th time, `age` seconds after it was made; `body` is JSON text."""

    id: UUID
    event: str
    url: str
    headers: dict[str, str]
    body: str
    attempts: int
    age: float


def insert_delivery(
    connection: Connection,
    user_id: UUID,
    event: str,
    url: str,
    body: Mapping[str, Any],
    headers: Mapping[str, str],
    webhook_id: UUID | None = None,
) -> UUID:
    """Store a webhook in the transaction of what it tells; `webhook_id` where webhooks are registered."""
    delivery_id = uuid7()
    values = {
        "id": str(delivery_id),
        "user_id": str(user_id),
        "event": event,
        "url": url,
        "headers": encode(dict(headers)).decode(),
        "body": encode(storable_json(body)).decode(),
    }
    if webhook_id is None:
        connection.run(INSERT_DELIVERY, values)
    else:
        connection.run(INSERT_REGISTERED, {**values, "webhook_id": str(webhook_id)})
    return delivery_id


def claim_deliveries(connection: Connection, limit: int, lease_seconds: float) -> list[WebhookDelivery]:
    """What is due, held for `lease_seconds`: whoever dies with it leaves it to others."""
    rows = connection.rows(CLAIM_DELIVERIES, {"limit": limit, "lease": lease_seconds})
    claimed = [WebhookDelivery(UUID(str(row[0])), *row[1:]) for row in rows]
    return sorted(claimed, key=lambda delivery: delivery.id)


def finish_delivery(
    connection: Connection, delivery: WebhookDelivery, state: str, status_code: int | None, error: str | None
) -> None:
    """`delivered` or `dead`."""
    values = {"id": str(delivery.id), "state": state, "status_code": status_code, "error": cut(error)}
    connection.run(FINISH_DELIVERY, values)


def put_off(
    connection: Connection, delivery: WebhookDelivery, seconds: float, status_code: int | None, error: str | None
) -> None:
    """Try again after a while."""
    values = {"id": str(delivery.id), "seconds": seconds, "status_code": status_code, "error": cut(error)}
    connection.run(PUT_OFF, values)


def resend(connection: Connection, delivery_id: UUID) -> bool:
    """Send a finished one again, under the same id; False when it is on its way, or unknown."""
    return connection.run(RESEND, {"id": str(delivery_id)}) > 0


def delete_finished(connection: Connection, days: int) -> int:
    """Forget what was finished so long ago; how many."""
    return connection.run(DELETE_FINISHED, {"days": days})


def cut(error: str | None) -> str | None:
    """A reason of bounded length."""
    return error[:MAX_ERROR] if error else None
