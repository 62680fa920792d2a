"""Fields of replies as the API description tells them: every key is always there, most may not be null."""

from typing import Any

from marshmallow import Schema, fields

DECIMAL = {"description": "a decimal number as text"}


class Described(Schema):
    """A reply; its fields are named like the keys of the wire."""


def words(*, null: bool = False, **metadata: str) -> fields.String:
    """A text; an id, a date and, in the routes of the frontend, a decimal number are texts as well."""
    return fields.String(required=True, allow_none=null, metadata=metadata)


def whole(*, null: bool = False) -> fields.Integer:
    """A whole number."""
    return fields.Integer(required=True, allow_none=null, strict=True)


def number(*, null: bool = False) -> fields.Float:
    """A number."""
    return fields.Float(required=True, allow_none=null)


def flag() -> fields.Boolean:
    """true or false."""
    return fields.Boolean(required=True)


def texts() -> fields.List[Any]:
    """An array of texts."""
    return fields.List(fields.String(), required=True)


def one(schema: type[Schema], *, null: bool = False) -> fields.Nested:
    """An object."""
    return fields.Nested(schema, required=True, allow_none=null)


def many(schema: type[Schema], *, required: bool = True) -> fields.List[Any]:
    """An array of objects."""
    return fields.List(fields.Nested(schema), required=required)


class PaginationReplySchema(Described):
    """Which rows of how many a page holds."""

    limit = whole()
    offset = whole()
    total = whole()
    nextCursor = words(null=True)


def list_or_page(schema: type[Schema]) -> dict[str, Any]:
    """A bare array, or with `envelope=true` the same rows with their place."""
    name = schema.__name__.removesuffix("ReplySchema")
    members: dict[str, Any] = {"data": many(schema), "pagination": one(PaginationReplySchema)}
    page: type[Schema] = type(f"{name}ListReplySchema", (Described,), members)
    return {"oneOf": [schema(many=True), page()]}
