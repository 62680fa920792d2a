"""What Pub/Sub pushes: a message in an envelope, its content in base64."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from notifications_api.errors import invalid
from notifications_api.push.errors import InvalidBase64, InvalidContent, InvalidStructure, MissingAction
from suite.errors import BadRequest
from suite.http.bodies import parse_json

MAX_ID = 200
MAX_ACTION = 100
PUSH_BODY: dict[str, Any] = {
    "type": "object",
    "required": ["message"],
    "properties": {
        "message": {
            "type": "object",
            "required": ["data", "messageId"],
            "properties": {
                "data": {"type": "string", "minLength": 1, "description": "base64 of a JSON object with `action`"},
                "messageId": {"type": "string", "minLength": 1, "maxLength": MAX_ID},
            },
        }
    },
}


@dataclass(frozen=True)
class Pushed:
    """The decoded content of a push, and the id under which Pub/Sub delivers it again."""

    message_id: str
    content: Mapping[str, Any]


@dataclass(frozen=True)
class Action:
    """`{"action", "body"}`; the body is the whole content where none is given."""

    name: str
    body: Mapping[str, Any]


def parse_push(body: Any) -> Pushed:
    """The message of a push; 400 with a code of its own, or 422 for a missing field."""
    message = body.get("message") if isinstance(body, Mapping) else None
    if not isinstance(message, Mapping):
        raise InvalidStructure()
    data = message.get("data")
    identifier = message.get("messageId", message.get("message_id"))
    for name, value in (("data", data), ("messageId", identifier)):
        if value is None or value == "":
            raise invalid(f"message.{name}", f"message.{name} is required", "required")
    if not isinstance(data, str) or not isinstance(identifier, str) or len(identifier) > MAX_ID:
        raise InvalidStructure()
    return Pushed(identifier, decode(data))


def decode(data: str) -> Mapping[str, Any]:
    """The object in base64 JSON."""
    try:
        raw = base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidBase64() from None
    try:
        content = parse_json(raw)
    except BadRequest:
        raise InvalidContent() from None
    if not isinstance(content, Mapping):
        raise InvalidStructure()
    return content


def parse_action(content: Mapping[str, Any]) -> Action:
    """The action a content names; MissingAction."""
    name = content.get("action")
    if not isinstance(name, str) or not 1 <= len(name) <= MAX_ACTION:
        raise MissingAction()
    body = content.get("body", content)
    if not isinstance(body, Mapping):
        raise InvalidStructure()
    return Action(name, body)
