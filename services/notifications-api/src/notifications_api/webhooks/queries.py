"""SQL of webhooks and their deliveries."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from suite.database import Connection
from suite.dates import sql_date
from suite.webhooks.registered_queries import end_pending

# A registration beside another one may see one webhook less: the bound is there for the sender's sake, not exact.
MOST_WEBHOOKS = 100
WIRE = f"""row_to_json((SELECT wire FROM (SELECT id, url, events, description, enabled,
    {sql_date("failing_since")} AS "failingSince", {sql_date("disabled_at")} AS "disabledAt",
    disabled_reason AS "disabledReason", {sql_date("created_at")} AS "createdAt",
    {sql_date("updated_at")} AS "updatedAt") AS wire))"""
DELIVERY_WIRE = f"""row_to_json((SELECT wire FROM (SELECT id, event, state, attempts,
    status_code AS "statusCode", error,
    {sql_date("created_at")} AS "createdAt", CASE WHEN state = 'pending' THEN {sql_date("next_at")} END AS "nextAt",
    {sql_date("finished_at")} AS "finishedAt", body) AS wire))"""
INSERT = f"""
    INSERT INTO webhooks (id, user_id, url, events, description, secret, created_at, updated_at)
    SELECT %(id)s::uuid, %(user_id)s::uuid, %(url)s, %(events)s::text[], %(description)s, %(secret)s, now(), now()
     WHERE (SELECT count(*) FROM webhooks) < {MOST_WEBHOOKS}
 RETURNING {WIRE}::text
"""
PAGE = f"""
    SELECT (SELECT count(*) FROM webhooks),
           (SELECT coalesce(json_agg({WIRE} ORDER BY created_at DESC, id DESC), '[]')::text
              FROM (SELECT * FROM webhooks ORDER BY created_at DESC, id DESC LIMIT %(limit)s OFFSET %(offset)s) AS page)
"""
# Switched on again, it has failed at nothing yet.
UPDATE = f"""
    UPDATE webhooks
       SET url = coalesce(%(url)s, url), events = coalesce(%(events)s::text[], events),
           description = CASE WHEN %(describes)s THEN %(description)s ELSE description END,
           enabled = coalesce(%(enabled)s, enabled),
           failing_since = CASE WHEN %(enabled)s THEN NULL ELSE failing_since END,
           disabled_at = CASE WHEN coalesce(%(enabled)s, enabled) THEN NULL ELSE coalesce(disabled_at, now()) END,
           disabled_reason = CASE WHEN coalesce(%(enabled)s, enabled) THEN NULL ELSE disabled_reason END,
           updated_at = now()
     WHERE id = %(id)s::uuid
 RETURNING {WIRE}::text, enabled
"""
# A person who switches one off gives no reason.
COUNT_DISABLED = "SELECT count(*) FROM webhooks WHERE NOT enabled AND disabled_reason IS NOT NULL"
LISTENING = "SELECT id, user_id, url FROM webhooks WHERE enabled AND %(event)s = ANY (events) ORDER BY id"
DELIVERIES = f"""
    SELECT (SELECT count(*) FROM webhook_deliveries
             WHERE webhook_id = %(id)s::uuid AND state = coalesce(%(state)s, state)),
           (SELECT coalesce(json_agg({DELIVERY_WIRE} ORDER BY id DESC), '[]')::text
              FROM (SELECT * FROM webhook_deliveries
                     WHERE webhook_id = %(id)s::uuid AND state = coalesce(%(state)s, state)
                     ORDER BY id DESC LIMIT %(limit)s OFFSET %(offset)s) AS page)
"""
DELIVERY = f"""
    SELECT {DELIVERY_WIRE}::text FROM webhook_deliveries WHERE id = %(id)s::uuid AND webhook_id = %(webhook_id)s::uuid
"""


def insert_webhook(connection: Connection, values: Mapping[str, Any]) -> str | None:
    """The JSON of a new webhook; None when there are as many as there may be."""
    made: str | None = connection.value(INSERT, values)
    return made


def select_webhooks(connection: Connection, limit: int, offset: int) -> tuple[str, int]:
    """JSON array of a page, newest first, and how many there are."""
    row = connection.row(PAGE, {"limit": limit, "offset": offset})
    assert row is not None
    return row[1], row[0]


def select_webhook(connection: Connection, webhook_id: UUID) -> tuple[str, bool] | None:
    """The JSON of one, and whether it is on."""
    row = connection.row(f"SELECT {WIRE}::text, enabled FROM webhooks WHERE id = %(id)s::uuid", {"id": str(webhook_id)})
    return (row[0], row[1]) if row else None


def update_webhook(connection: Connection, webhook_id: UUID, changes: Mapping[str, Any]) -> str | None:
    """Change the fields that are named; the JSON. Switched off, what waits for it is dead."""
    values = {"url": None, "events": None, "description": None, "enabled": None, **changes}
    row = connection.row(UPDATE, {**values, "describes": "description" in changes, "id": str(webhook_id)})
    if row is None:
        return None
    if not row[1]:
        end_pending(connection, webhook_id)
    return str(row[0])


def update_secret(connection: Connection, webhook_id: UUID, secret: str) -> str | None:
    """Sign with another secret from now on; the JSON of the webhook."""
    changed: str | None = connection.value(
        f"UPDATE webhooks SET secret = %(secret)s, updated_at = now() WHERE id = %(id)s::uuid RETURNING {WIRE}::text",
        {"id": str(webhook_id), "secret": secret},
    )
    return changed


def delete_webhook(connection: Connection, webhook_id: UUID) -> bool:
    """Forget one with its deliveries; False when there is none."""
    return connection.run("DELETE FROM webhooks WHERE id = %(id)s::uuid", {"id": str(webhook_id)}) > 0


def select_listening(connection: Connection, event: str) -> Sequence[tuple[UUID, UUID, str]]:
    """Id, owner and address of every webhook that is on and wants an event."""
    rows = connection.rows(LISTENING, {"event": event})
    return [(UUID(str(webhook_id)), UUID(str(user_id)), url) for webhook_id, user_id, url in rows]


def count_disabled(connection: Connection) -> int:
    """Webhooks that are off because their receivers fail."""
    number: int = connection.value(COUNT_DISABLED)
    return number


def select_deliveries(
    connection: Connection, webhook_id: UUID, state: str | None, limit: int, offset: int
) -> tuple[str, int]:
    """JSON array of a page of a webhook's deliveries, newest first, and how many there are."""
    row = connection.row(DELIVERIES, {"id": str(webhook_id), "state": state, "limit": limit, "offset": offset})
    assert row is not None
    return row[1], row[0]


def select_delivery(connection: Connection, webhook_id: UUID, delivery_id: UUID) -> str | None:
    """The JSON of one delivery of a webhook."""
    found: str | None = connection.value(DELIVERY, {"id": str(delivery_id), "webhook_id": str(webhook_id)})
    return found
