"""SQL over the schema of the bus. `now` None means the time of the database."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg2.extensions

from suite.database import Connection
from suite.events.bus import Backlog
from suite.events.message import Message

CHANNEL = "bus"
# One moment a statement: with a clock that runs on, a row found not yet due would no longer hold back its successors.
_NOW = "coalesce(%(now)s::timestamptz, statement_timestamp())"
REGISTER = """
    INSERT INTO subscriptions (name, topic, ordered) VALUES (%(name)s, %(topic)s, %(ordered)s)
    ON CONFLICT (name) DO UPDATE SET topic = excluded.topic, ordered = excluded.ordered
    WHERE subscriptions.topic <> excluded.topic OR subscriptions.ordered <> excluded.ordered
"""
INSERT_MESSAGES = f"""
    WITH stored AS (
        INSERT INTO messages (id, topic, key, envelope)
        SELECT id, topic, key, envelope
        FROM unnest(%(ids)s::uuid[], %(topics)s::text[], %(keys)s::text[], %(envelopes)s::jsonb[])
             WITH ORDINALITY AS incoming (id, topic, key, envelope, place)
        ORDER BY place
        ON CONFLICT (id) DO NOTHING
        RETURNING id, seq, topic, key),
    told AS (
        INSERT INTO deliveries (subscription, message_id, seq, key, next_at)
        SELECT name, stored.id, stored.seq, stored.key, {_NOW} FROM stored JOIN subscriptions USING (topic))
    SELECT pg_notify('{CHANNEL}', '')
"""
_TAKE = (
    f"UPDATE deliveries AS taken SET next_at = {_NOW} + %(lease)s * interval '1 second'"
    " FROM messages, (SELECT message_id AS id FROM deliveries AS due WHERE subscription = %(subscription)s"
    f" AND next_at <= {_NOW}"
)
_TAKEN = (
    " LIMIT %(limit)s FOR UPDATE OF due SKIP LOCKED) AS chosen"
    " WHERE taken.subscription = %(subscription)s AND taken.message_id = chosen.id AND messages.id = chosen.id"
    " RETURNING taken.seq, taken.message_id, taken.replay, messages.envelope"
)
TAKE = _TAKE + " ORDER BY next_at, seq" + _TAKEN
# Around everything that takes or moves deliveries of an ordered subscription: two takers at once could each take a
# part of the same key, and a row that is just being moved is skipped, but not what comes after it. The lock is a
# statement of its own, so that the next one sees what its last holder did.
IN_ORDER = "SELECT pg_advisory_xact_lock(hashtextextended('deliveries.' || %(subscription)s, 0)); "
TAKE_ORDERED = (
    IN_ORDER
    + "WITH held AS MATERIALIZED (SELECT key, min(seq) AS seq FROM deliveries WHERE subscription = %(subscription)s"
    f" AND next_at > {_NOW} AND key IS NOT NULL GROUP BY key) "
    + _TAKE
    + " AND NOT EXISTS (SELECT 1 FROM held WHERE held.key = due.key AND held.seq < due.seq) ORDER BY seq"
    + _TAKEN
)
EXTEND = f"""
    UPDATE deliveries SET next_at = {_NOW} + %(lease)s * interval '1 second'
    WHERE subscription = %(subscription)s AND message_id = ANY(%(ids)s::uuid[]) AND next_at > {_NOW}
"""
DELETE = "DELETE FROM deliveries WHERE subscription = %(subscription)s AND message_id = ANY(%(ids)s::uuid[])"
REFUSE = f"""
    UPDATE deliveries SET next_at = {_NOW} + %(delay)s * interval '1 second',
           attempts = greatest(attempts, %(attempts)s), last_error = coalesce(%(reason)s, last_error)
    WHERE subscription = %(subscription)s AND message_id = %(id)s
"""
REDELIVER = f"""
    WITH known AS (
        INSERT INTO messages (id, topic, key, envelope) VALUES (%(id)s, %(topic)s, %(key)s, %(envelope)s)
        ON CONFLICT (id) DO UPDATE SET created_at = now() RETURNING id, seq, key)
    INSERT INTO deliveries (subscription, message_id, seq, key, replay, next_at)
    SELECT %(subscription)s, id, seq, key, %(replay)s, {_NOW} FROM known
    ON CONFLICT (subscription, message_id) DO UPDATE
    SET replay = greatest(deliveries.replay, excluded.replay), next_at = excluded.next_at, attempts = 0
"""
BACKLOGS = """
    SELECT topic, name, count(message_id),
           coalesce(extract(epoch FROM clock_timestamp() - min(deliveries.created_at)), 0)::float8,
           (SELECT count(*) FROM dead_letters WHERE subscription = name AND replayed_at IS NULL)
    FROM subscriptions LEFT JOIN deliveries ON subscription = name GROUP BY topic, name ORDER BY topic, name
"""
EXPIRE = """
    WITH expired AS (
        DELETE FROM deliveries WHERE created_at < now() - %(days)s * interval '1 day'
        RETURNING subscription, message_id, attempts, replay)
    INSERT INTO dead_letters (id, subscription, topic, message_id, envelope, reason, attempts, failed_at, replay)
    SELECT gen_random_uuid(), subscription, messages.topic, messages.id, envelope, 'expired: not handled in time',
           attempts, now(), replay
    FROM expired JOIN messages ON messages.id = message_id
    ON CONFLICT (subscription, message_id) DO NOTHING
"""
FORGET = """
    DELETE FROM messages WHERE id = ANY (ARRAY(
        SELECT id FROM messages WHERE created_at < now() - %(days)s * interval '1 day'
        AND NOT EXISTS (SELECT 1 FROM deliveries WHERE message_id = messages.id) LIMIT 10000))
"""


def insert_messages(connection: Connection, messages: Sequence[Message], now: datetime | None) -> None:
    """Store messages and a delivery for every subscription of their topics; known ids are dropped. Wakes consumers."""
    values = {
        "ids": [str(message.id) for message in messages],
        "topics": [message.topic for message in messages],
        "keys": [message.key for message in messages],
        "envelopes": [message.encode() for message in messages],
        "now": now,
    }
    connection.run(INSERT_MESSAGES, values)


def take_deliveries(
    connection: Connection, name: str, *, ordered: bool, limit: int, lease: float, now: datetime | None
) -> list[tuple[UUID, int, dict[str, Any]]]:
    """(message id, replay, envelope) of what is due, in order; nobody else gets them before the lease ends."""
    values = {"subscription": name, "limit": limit, "lease": lease, "now": now}
    rows = connection.rows(TAKE_ORDERED if ordered else TAKE, values)
    return [(UUID(message_id), replay, envelope) for _, message_id, replay, envelope in sorted(rows, key=_place)]


def _place(row: tuple[Any, ...]) -> int:
    return int(row[0])


def extend_deliveries(
    connection: Connection, name: str, ids: Sequence[UUID], *, ordered: bool, lease: float, now: datetime | None
) -> None:
    """Hold for so long from now what is still held."""
    values = {"subscription": name, "ids": [str(message_id) for message_id in ids], "lease": lease, "now": now}
    connection.run(IN_ORDER + EXTEND if ordered else EXTEND, values)


def delete_deliveries(connection: Connection, name: str, message_ids: Sequence[UUID]) -> None:
    """They are finished."""
    connection.run(DELETE, {"subscription": name, "ids": [str(message_id) for message_id in message_ids]})


def refuse_delivery(
    connection: Connection,
    name: str,
    message_id: UUID,
    *,
    ordered: bool,
    delay: float,
    attempts: int,
    reason: str | None,
    now: datetime | None,
) -> None:
    """Due again after `delay` seconds."""
    values = {
        "subscription": name,
        "id": str(message_id),
        "delay": delay,
        "attempts": attempts,
        "reason": reason[:500] if reason else None,
        "now": now,
    }
    connection.run(IN_ORDER + REFUSE if ordered else REFUSE, values)


def redeliver_message(
    connection: Connection, name: str, message: dict[str, Any], message_id: UUID, replay: int, now: datetime | None
) -> None:
    """Deliver an envelope to one subscription, as its generation `replay`."""
    values = {
        "id": str(message_id),
        "topic": message.get("topic"),
        "key": message.get("key"),
        "envelope": json.dumps(message),
        "subscription": name,
        "replay": replay,
        "now": now,
    }
    connection.run(REDELIVER, values)


def select_backlogs(connection: Connection) -> list[Backlog]:
    """One for each subscription."""
    return [Backlog(*row) for row in connection.rows(BACKLOGS)]


def listen(cursor: psycopg2.extensions.cursor) -> None:
    """Hear of what is published, from the commit on."""
    cursor.execute(f"LISTEN {CHANNEL}")


def require_tables(connection: Connection) -> None:
    """Fails where the schema of the bus cannot be read."""
    connection.value("SELECT 1 FROM subscriptions LIMIT 1")
