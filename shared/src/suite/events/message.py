"""The envelope every event travels in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from suite.dates import wire_date
from suite.errors import AppError
from suite.events.errors import BrokenMessage
from suite.events.topics import find_topic
from suite.text.storable import is_storable_json, storable_json


@dataclass(frozen=True)
class Message:
    """An event. `id` is that of the outbox row and stays the same however often it is delivered."""

    id: UUID
    topic: str
    data: Mapping[str, Any]
    key: str | None = None
    version: int = 1
    attributes: Mapping[str, str] = field(default_factory=dict)
    published_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    request_id: str | None = None

    def wire(self) -> dict[str, Any]:
        """The envelope as JSON."""
        return {
            "id": str(self.id),
            "topic": self.topic,
            "version": self.version,
            "key": self.key,
            "data": dict(self.data),
            "attributes": dict(self.attributes),
            "publishedAt": wire_date(self.published_at),
            "requestId": self.request_id,
        }

    def encode(self) -> str:
        """The envelope as text."""
        return json.dumps(self.wire(), ensure_ascii=False, separators=(",", ":"))


def parse_message(content: Any) -> Message:
    """The message in a decoded envelope, its data judged by the registry; raises BrokenMessage.

    What others have published may hold what we cannot store: it is replaced here, before anybody handles it.
    """
    if not isinstance(content, dict):
        raise BrokenMessage("the envelope is not an object")
    if not is_storable_json(content):
        content = storable_json(content)
    try:
        message = Message(
            id=UUID(content["id"]),
            topic=as_text(content["topic"]),
            data=content["data"],
            key=as_text(content["key"]) if content.get("key") is not None else None,
            version=int(content.get("version", 1)),
            attributes={str(name): str(value) for name, value in dict(content.get("attributes") or {}).items()},
            published_at=datetime.fromisoformat(as_text(content["publishedAt"])).astimezone(UTC),
            request_id=as_text(content["requestId"]) if content.get("requestId") is not None else None,
        )
    except KeyError as error:
        raise BrokenMessage(f"the envelope lacks {error.args[0]}") from error
    except (TypeError, ValueError, AttributeError, OverflowError) as error:
        raise BrokenMessage(f"the envelope is broken: {error}") from error
    require_schema(message)
    return message


def decode_message(body: bytes) -> Message:
    """The message in a body; raises BrokenMessage."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BrokenMessage("the body is not JSON") from error
    return parse_message(content)


def require_schema(message: Message) -> None:
    """BrokenMessage unless the data fit the topic in a version this process knows."""
    try:
        topic = find_topic(message.topic)
        topic.examine(message.data)
    except AppError as error:
        raise BrokenMessage(error.message) from error
    if message.version > topic.version:
        raise BrokenMessage(f"{message.topic} version {message.version} is newer than {topic.version}")


def as_text(value: Any) -> str:
    """`value` when it is a text; TypeError."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a text")
    return value
