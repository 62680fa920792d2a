"""AsyncAPI 2 and 3 in one shape: channels by address, what callers send there and what they receive."""

from dataclasses import dataclass, field
from typing import Any

from documentation_api.specs.comparison.findings import REQUEST, RESPONSE
from documentation_api.specs.comparison.sides import Place, Side, listing, mapping
from documentation_api.specs.examination.issues import pointer_to

# Version 2 tells what others do with the channel, version 3 what the described application does itself.
_DIRECTIONS = {"publish": REQUEST, "subscribe": RESPONSE, "receive": REQUEST, "send": RESPONSE}
Messages = dict[str, tuple[dict[str, Any], str]]


@dataclass
class Channel:
    """One channel; `operations`: direction → messages by name."""

    address: str
    pointer: str
    description: Any = None
    operations: dict[str, Messages] = field(default_factory=dict)
    operation_pointers: dict[str, str] = field(default_factory=dict)
    messages: Messages = field(default_factory=dict)


def channels_of(side: Side) -> dict[str, Channel]:
    """Channels by address."""
    version = str(side.document.get("asyncapi"))
    found = _channels_3(side) if version.startswith("3") else _channels_2(side)
    return {channel.address: channel for channel in found}


def _channels_2(side: Side) -> list[Channel]:
    found = []
    for address, item, pointer in side.entries(side.document.get("channels"), "/channels"):
        channel = Channel(address, pointer, mapping(item).get("description"))
        for word in ("publish", "subscribe"):
            operation = mapping(item).get(word)
            if isinstance(operation, dict):
                place = pointer_to(pointer, word)
                messages = _messages_2(side, operation.get("message"), pointer_to(place, "message"))
                channel.operations[_DIRECTIONS[word]] = messages
                channel.operation_pointers[_DIRECTIONS[word]] = place
                channel.messages |= messages
        found.append(channel)
    return found


def _messages_2(side: Side, message: Any, pointer: str) -> Messages:
    if message is None:
        return {}
    target, _ = side.resolve(message, pointer)
    ways = listing(mapping(target).get("oneOf")) or [message]
    found: Messages = {}
    for number, way in enumerate(ways):
        place = pointer_to(pointer, "oneOf", number) if len(ways) > 1 else pointer
        _add_message(found, side, way, place, str(number))
    return found


def _channels_3(side: Side) -> list[Channel]:
    by_pointer: dict[str, Channel] = {}
    for name, item, pointer in side.entries(side.document.get("channels"), "/channels"):
        channel = Channel(str(mapping(item).get("address") or name), pointer, mapping(item).get("description"))
        for key, inner in mapping(mapping(item).get("messages")).items():
            _add_message(channel.messages, side, inner, pointer_to(pointer, "messages", key), key)
        by_pointer[pointer] = channel
    for _, operation, place in side.entries(side.document.get("operations"), "/operations"):
        _add_operation_3(side, mapping(operation), place, by_pointer)
    return list(by_pointer.values())


def _add_operation_3(side: Side, operation: dict[str, Any], place: str, channels: dict[str, Channel]) -> None:
    channel = channels.get(side.resolve(operation.get("channel"), "")[1])
    direction = _DIRECTIONS.get(str(operation.get("action")))
    if channel is None or direction is None:
        return
    messages: Messages = {}
    for number, message in enumerate(listing(operation.get("messages"))):
        _add_message(messages, side, message, pointer_to(place, "messages", number), str(number))
    known = channel.operations.setdefault(direction, {})
    known |= messages if isinstance(operation.get("messages"), list) else channel.messages
    channel.operation_pointers.setdefault(direction, place)


def _add_message(found: Messages, side: Side, message: Any, pointer: str, fallback: str) -> None:
    target, place = side.resolve(message, pointer)
    content: dict[str, Any] = {}
    for trait, _ in side.elements(mapping(target).get("traits"), place):
        content |= mapping(trait)
    content |= mapping(target)
    referred = place.rpartition("/")[2] if place != pointer else fallback
    found[str(content.get("name") or content.get("messageId") or referred)] = (content, place)


def payload_of(message: dict[str, Any], pointer: str) -> tuple[Place, str]:
    """The payload's schema, and the format it is written in ("" for JSON Schema)."""
    payload, kind = message.get("payload", True), str(message.get("schemaFormat") or "")
    place = pointer_to(pointer, "payload")
    if isinstance(payload, dict) and "schemaFormat" in payload and "schema" in payload:
        kind, payload, place = str(payload["schemaFormat"]), payload["schema"], pointer_to(place, "schema")
    return (payload, place), "" if "asyncapi" in kind or "schema+json" in kind or "openapi" in kind else kind
