"""What an AsyncAPI document must look like: the structure of versions 2 and 3, as JSON Schema."""

from typing import Any

_OBJECT = {"type": "object"}
_TEXT = {"type": "string"}
_TAGS = {"type": "array", "items": {"type": "object", "required": ["name"], "properties": {"name": _TEXT}}}
_REFERENCE = {"type": "object", "required": ["$ref"], "properties": {"$ref": _TEXT}}
_SCHEMA = {"type": ["object", "boolean"]}


def _or_reference(schema: dict[str, Any]) -> dict[str, Any]:
    return {"if": {"type": "object", "required": ["$ref"]}, "then": _REFERENCE, "else": schema}


def _map_of(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": schema}


def _array_of(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": schema}


_MESSAGE = _or_reference(
    {
        "type": "object",
        "properties": {
            "name": _TEXT, "title": _TEXT, "summary": _TEXT, "description": _TEXT, "messageId": _TEXT,
            "contentType": _TEXT, "schemaFormat": _TEXT, "headers": _SCHEMA, "tags": _TAGS, "traits": {"type": "array"},
        },
    }
)  # fmt: skip
_MESSAGES_2 = _or_reference(
    {
        "if": {"type": "object", "required": ["oneOf"]},
        "then": {"properties": {"oneOf": {**_array_of(_MESSAGE), "minItems": 1}}},
        "else": _MESSAGE,
    }
)
_WORDS = {"summary": _TEXT, "description": _TEXT, "tags": _TAGS}
_OPERATION_2 = {"type": "object", "properties": {"operationId": _TEXT, "message": _MESSAGES_2, **_WORDS}}
_CHANNEL_2 = _or_reference(
    {
        "type": "object",
        "properties": {
            "description": _TEXT, "publish": _OPERATION_2, "subscribe": _OPERATION_2, "parameters": _OBJECT,
        },
    }
)  # fmt: skip
_CHANNEL_3 = _or_reference(
    {
        "type": "object",
        "properties": {
            "address": {"type": ["string", "null"]}, "title": _TEXT, "messages": _map_of(_MESSAGE),
            "parameters": _OBJECT, **_WORDS,
        },
    }
)  # fmt: skip
_OPERATION_3 = _or_reference(
    {
        "type": "object",
        "required": ["action", "channel"],
        "properties": {
            "action": {"enum": ["send", "receive"]}, "channel": _REFERENCE, "messages": _array_of(_REFERENCE),
            "title": _TEXT, **_WORDS,
        },
    }
)  # fmt: skip
_INFO = {
    "type": "object",
    "required": ["title", "version"],
    "properties": {"title": {**_TEXT, "minLength": 1}, "version": {**_TEXT, "minLength": 1}, "description": _TEXT},
}


def _document(channel: dict[str, Any], required: list[str], **more: Any) -> dict[str, Any]:
    components = {"type": "object", "properties": {"schemas": _map_of(_SCHEMA), "messages": _map_of(_MESSAGE)}}
    properties = {"info": _INFO, "channels": _map_of(channel), "components": components, "servers": _OBJECT, **more}
    return {"type": "object", "required": ["info", *required], "properties": properties}


VERSION_2 = _document(_CHANNEL_2, ["channels"])
VERSION_3 = _document(_CHANNEL_3, ["channels"], operations=_map_of(_OPERATION_3))
