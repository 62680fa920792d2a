"""Telling that something happened, in the transaction in which it happens."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from suite.database import Connection
from suite.events.errors import InvalidPayload
from suite.events.hints import give_hint
from suite.events.outbox_queries import insert_event, queue_events
from suite.events.topics import Topic, find_topic
from suite.ids import uuid7
from suite.logs.context import request_context
from suite.text.storable import is_storable_json
from suite.tracing import traceparent
from suite.tracing.messages import ATTRIBUTE, publication

MAX_DATA_BYTES = 262_144
MAX_KEY_LENGTH = 255


def publish(
    conn: Connection,
    topic: str,
    data: Mapping[str, Any],
    *,
    key: str | None = None,
    request_id: str | None = None,
) -> dict[str, str]:
    """Write an event to the outbox of the caller's schema, in the caller's transaction: one statement.

    `data` must fit the topic (suite.events.topics). Events of one topic and key are delivered in the order in which
    they were published, provided the caller holds a lock on what the key names (the row it has just changed);
    `key` defaults to the topic's own field. `request_id` defaults to the request in progress.
    Returns {"messageId", "topic"}. Raises PublisherNotFound, InvalidPayload; nothing is written then.
    """
    found = find_topic(topic)
    event_id, own_key, encoded = prepare(found, data, key)
    with publication(topic):
        insert_event(conn, event_id, topic, own_key, encoded, attributes_of(found, request_id))
    give_hint()
    return {"messageId": str(event_id), "topic": topic}


def publish_many(
    conn: Connection, topic: str, events: Sequence[Mapping[str, Any]], *, request_id: str | None = None
) -> list[dict[str, str]]:
    """Like `publish` for each of `events`, in their order, in one statement; none at all: no statement.

    It goes with the next statement of the transaction, at the latest with its commit.
    """
    found = find_topic(topic)
    prepared = [prepare(found, data, None) for data in events]
    if prepared:
        with publication(topic):
            queue_events(conn, topic, prepared, attributes_of(found, request_id))
        give_hint()
    return [{"messageId": str(event_id), "topic": topic} for event_id, _, _ in prepared]


def prepare(topic: Topic, data: Mapping[str, Any], key: str | None) -> tuple[UUID, str | None, str]:
    """Id, key and JSON of an event whose data were judged."""
    topic.examine(data)
    return uuid7(), key_of(topic, key, data), encode(topic, data)


def attributes_of(topic: Topic, request_id: str | None) -> str:
    """What the outbox keeps beside the data, as JSON."""
    attributes = {"version": topic.version, "requestId": request_id or request_context.get().get("request_id")}
    parent = traceparent()
    return json.dumps(attributes if parent is None else {**attributes, ATTRIBUTE: parent})


def key_of(topic: Topic, given: str | None, data: Mapping[str, Any]) -> str | None:
    """The key events of `data` are ordered by; InvalidPayload when it is too long."""
    key = given if given is not None else str(data[topic.key]) if topic.key else None
    if key is not None and not 1 <= len(key) <= MAX_KEY_LENGTH:
        raise InvalidPayload(f"{topic.name}: a key has 1 to {MAX_KEY_LENGTH} characters")
    return key


def encode(topic: Topic, data: Mapping[str, Any]) -> str:
    """`data` as JSON that PostgreSQL stores; InvalidPayload when it cannot."""
    if not is_storable_json(data):
        raise InvalidPayload(f"{topic.name}: data hold what JSON or the database cannot")
    encoded = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    if len(encoded.encode()) > MAX_DATA_BYTES:
        raise InvalidPayload(f"{topic.name}: data exceed {MAX_DATA_BYTES} bytes")
    return encoded
