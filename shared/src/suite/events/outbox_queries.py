"""SQL over the outbox of the publisher's own schema."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from suite.database import Connection, Prepared

INSERT_EVENT = Prepared(
    "insert_event",
    "INSERT INTO outbox (id, topic, key, data, attributes) VALUES"
    " (%(id)s, %(topic)s, %(key)s, %(data)s, %(attributes)s)",
    id="uuid",
    topic="text",
    key="text",
    data="jsonb",
    attributes="jsonb",
)

INSERT_EVENTS = """
    INSERT INTO outbox (id, topic, key, data, attributes)
    SELECT id, %(topic)s, key, data, %(attributes)s
    FROM unnest(%(ids)s::uuid[], %(keys)s::text[], %(data)s::jsonb[]) WITH ORDINALITY AS event (id, key, data, place)
    ORDER BY place
"""


def insert_event(connection: Connection, event_id: UUID, topic: str, key: str | None, data: str, more: str) -> None:
    """Store an event to be told; `data` and `more` are JSON objects."""
    values: dict[str, Any] = {"id": str(event_id), "topic": topic, "key": key, "data": data, "attributes": more}
    connection.run(INSERT_EVENT, values)


def insert_events(
    connection: Connection, topic: str, events: Sequence[tuple[UUID, str | None, str]], more: str
) -> None:
    """Store events (id, key, data) of one topic in their order, in one statement."""
    values = {
        "topic": topic,
        "attributes": more,
        "ids": [str(event_id) for event_id, _, _ in events],
        "keys": [key for _, key, _ in events],
        "data": [data for _, _, data in events],
    }
    connection.run(INSERT_EVENTS, values)
