"""Lists as clients get them."""

from functools import cache
from typing import Any

from marshmallow import Schema, fields

from suite.http.fields import reply


@cache
def page_of(schema: type[Schema], *named: str) -> Schema:
    """`{success, data, count, total, limit, offset, filters}` of a noun, and the texts that the route names."""
    members: dict[str, Any] = {
        "success": reply.constant(True),
        "data": reply.array(schema),
        "count": reply.integer(),
        "total": reply.integer(),
        "limit": reply.integer(null=True),
        "offset": reply.integer(),
        "filters": reply.any_object(description="The filters that were given."),
        **{name: reply.text() for name in named},
    }
    name = schema.__name__.removesuffix("Schema") + "".join(word.capitalize() for word in named) + "PageSchema"
    page: type[Schema] = type(name, (reply.ReplySchema,), members)
    return page()


class DeletedRecordSchema(reply.ReplySchema):
    """It is done."""

    success = reply.constant(True)
    message = reply.text()


def counts() -> fields.Dict:
    """Numbers by what is counted."""
    return reply.mapping(fields.Integer(strict=True))


class LabelledValueSchema(reply.ReplySchema):
    """A point of a chart."""

    label = reply.text()
    value = reply.number()
