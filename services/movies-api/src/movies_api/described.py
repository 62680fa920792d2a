"""What replies of several nouns are made of."""

from typing import Any

from marshmallow import Schema

from suite.http.fields import reply
from suite.http.fields.reply import ReplySchema

DECIMAL: dict[str, Any] = {"description": "a decimal number as text"}


class PaginationReplySchema(ReplySchema):
    """Which rows of how many a page holds."""

    limit = reply.integer()
    offset = reply.integer()
    total = reply.integer()
    nextCursor = reply.text(null=True)


def list_or_page(schema: type[Schema]) -> dict[str, Any]:
    """A bare array, or with `envelope=true` the same rows with their place."""
    name = schema.__name__.removesuffix("ReplySchema")
    members: dict[str, Any] = {"data": reply.array(schema), "pagination": reply.nested(PaginationReplySchema)}
    page: type[Schema] = type(f"{name}ListReplySchema", (ReplySchema,), members)
    return {"oneOf": [schema(many=True), page()]}
