"""Documents to compare and store."""

import copy
from collections.abc import Callable
from typing import Any

Document = dict[str, Any]

ORDERS: Document = {
    "openapi": "3.1.0",
    "info": {"title": "Pedidos", "version": "1.0.0", "description": "Pedidos e entregas."},
    "security": [{"bearer": []}],
    "paths": {
        "/orders": {
            "get": {
                "operationId": "list_orders",
                "summary": "Lists orders",
                "tags": ["orders"],
                "parameters": [
                    {"name": "status", "in": "query", "schema": {"type": "string", "enum": ["open", "paid"]}},
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100}},
                    {"name": "X-Trace", "in": "header", "schema": {"type": "string"}},
                ],
                "responses": {
                    "200": {
                        "description": "Orders",
                        "headers": {"X-Total": {"required": True, "schema": {"type": "integer"}}},
                        "content": {
                            "application/json": {
                                "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Order"}}
                            },
                            "text/csv": {"schema": {"type": "string"}},
                        },
                    },
                    "404": {"description": "None"},
                },
            },
            "post": {
                "operationId": "create_order",
                "summary": "Creates an order",
                "tags": ["orders"],
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/NewOrder"}},
                        "application/xml": {"schema": {"$ref": "#/components/schemas/NewOrder"}},
                    }
                },
                "responses": {"201": {"description": "Created"}},
            },
        },
        "/orders/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
            "get": {
                "operationId": "read_order",
                "tags": ["orders"],
                "responses": {
                    "200": {
                        "description": "An order",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}},
                    }
                },
            },
            "delete": {"operationId": "drop_order", "responses": {"204": {"description": "Gone"}}},
        },
    },
    "components": {
        "securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer"},
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        },
        "schemas": {
            "NewOrder": {
                "type": "object",
                "required": ["customer"],
                "properties": {
                    "customer": {"type": "string", "maxLength": 50},
                    "kind": {"type": "string", "enum": ["retail", "bulk"]},
                    "count": {"type": "integer", "format": "int32", "minimum": 1},
                    "note": {"type": ["string", "null"]},
                    "lines": {"type": "array", "maxItems": 10, "items": {"$ref": "#/components/schemas/Line"}},
                    "pay": {"oneOf": [{"$ref": "#/components/schemas/Card"}, {"$ref": "#/components/schemas/Cash"}]},
                },
            },
            "Line": {"type": "object", "properties": {"sku": {"type": "string", "pattern": "^[A-Z]+$"}}},
            "Card": {"type": "object", "required": ["number"], "properties": {"number": {"type": "string"}}},
            "Cash": {"type": "object", "properties": {"currency": {"type": "string"}}},
            "Order": {
                "allOf": [
                    {"$ref": "#/components/schemas/Base"},
                    {
                        "type": "object",
                        "required": ["state"],
                        "properties": {
                            "state": {"type": "string", "enum": ["open", "paid"]},
                            "total": {"type": "number"},
                            "parent": {"$ref": "#/components/schemas/Order"},
                            "secret": {"type": "string", "writeOnly": True},
                        },
                    },
                ]
            },
            "Base": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "format": "uuid"}}},
        },
    },
}

EVENTS_2: Document = {
    "asyncapi": "2.6.0",
    "info": {"title": "Eventos", "version": "1.0.0"},
    "channels": {
        "orders/created": {
            "subscribe": {"operationId": "onCreated", "message": {"$ref": "#/components/messages/Created"}}
        },
        "orders/commands": {
            "publish": {
                "message": {
                    "oneOf": [
                        {"$ref": "#/components/messages/Pay"},
                        {"name": "Cancel", "payload": {"type": "object", "properties": {"why": {"type": "string"}}}},
                    ]
                }
            }
        },
    },
    "components": {
        "messages": {
            "Created": {
                "payload": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}},
            },
            "Pay": {"payload": {"type": "object", "properties": {"amount": {"type": "number"}}}},
        }
    },
}

EVENTS_3: Document = {
    "asyncapi": "3.0.0",
    "info": {"title": "Eventos", "version": "1.0.0"},
    "channels": {
        "created": {
            "address": "orders/created",
            "messages": {"Created": {"$ref": "#/components/messages/Created"}},
        },
        "commands": {
            "address": "orders/commands",
            "messages": {
                "Pay": {"$ref": "#/components/messages/Pay"},
                "Cancel": {"payload": {"type": "object", "properties": {"why": {"type": "string"}}}},
            },
        },
    },
    "operations": {
        "onCreated": {
            "action": "send",
            "channel": {"$ref": "#/channels/created"},
            "messages": [{"$ref": "#/channels/created/messages/Created"}],
        },
        "onCommand": {"action": "receive", "channel": {"$ref": "#/channels/commands"}},
    },
    "components": EVENTS_2["components"],
}


def edited(document: Document, edit: Callable[[Document], Any]) -> Document:
    """A changed copy."""
    changed = copy.deepcopy(document)
    edit(changed)
    return changed


def schemas(document: Document) -> dict[str, Any]:
    """Named schemas."""
    found: dict[str, Any] = document["components"]["schemas"]
    return found


def properties(document: Document, name: str) -> dict[str, Any]:
    """Properties of a named schema; of the second part where it joins two."""
    schema = schemas(document)[name]
    found: dict[str, Any] = (schema["allOf"][1] if "allOf" in schema else schema)["properties"]
    return found


def operation(document: Document, path: str, method: str) -> dict[str, Any]:
    """One operation."""
    found: dict[str, Any] = document["paths"][path][method]
    return found


def rename_component(document: Document, section: str, old: str, new: str) -> None:
    """Give a component another name, and every reference to it."""

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if value.get("$ref") == f"#/components/{section}/{old}":
                value["$ref"] = f"#/components/{section}/{new}"
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    document["components"][section][new] = document["components"][section].pop(old)
    walk(document)
