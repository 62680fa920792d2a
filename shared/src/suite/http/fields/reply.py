"""Fields of replies as OpenAPI tells them: a key is there unless it is `optional`, and not null unless `null` says so.

A reply is a class whose name, without `Schema`, is the name clients know it by in `components/schemas`:

    class NoteSchema(ReplySchema):
        id = text()
        tags = texts()
        author = nested(AuthorSchema, null=True)

    @endpoint(READER, "One note", replies={200: ("The note", data_of(NoteSchema)), 404: "Unknown id"})
"""

from functools import cache
from typing import Any

from marshmallow import Schema, fields


class ReplySchema(Schema):
    """A reply, or an object inside one; its fields are named like the keys on the wire."""


def text(*, null: bool = False, optional: bool = False, **metadata: Any) -> fields.String:
    """A text; ids and dates are texts as well (format="date-time")."""
    return fields.String(required=not optional, allow_none=null, metadata=metadata)


def moment(*, null: bool = False, optional: bool = False) -> fields.String:
    """A moment as text, RFC 3339."""
    return text(null=null, optional=optional, format="date-time")


def integer(*, null: bool = False, optional: bool = False, **metadata: Any) -> fields.Integer:
    """A whole number."""
    return fields.Integer(required=not optional, allow_none=null, strict=True, metadata=metadata)


def number(*, null: bool = False, optional: bool = False, **metadata: Any) -> fields.Float:
    """A number."""
    return fields.Float(required=not optional, allow_none=null, metadata=metadata)


def boolean(*, null: bool = False, optional: bool = False, **metadata: Any) -> fields.Boolean:
    """true or false."""
    return fields.Boolean(required=not optional, allow_none=null, metadata=metadata)


def constant(value: bool) -> fields.Boolean:
    """A flag with one value, as `success`."""
    return boolean(const=value)


def choice(*values: str, null: bool = False, optional: bool = False) -> fields.String:
    """One of some words."""
    return text(null=null, optional=optional, enum=[*values, *([None] if null else [])])


def texts(*, null: bool = False, optional: bool = False) -> fields.List[Any]:
    """An array of texts."""
    return fields.List(fields.String(), required=not optional, allow_none=null)


def integers(*, null: bool = False, optional: bool = False) -> fields.List[Any]:
    """An array of whole numbers."""
    return fields.List(fields.Integer(strict=True), required=not optional, allow_none=null)


def nested(schema: type[Schema], *, null: bool = False, optional: bool = False) -> fields.Nested:
    """An object."""
    return fields.Nested(schema, required=not optional, allow_none=null)


def array(schema: type[Schema], *, null: bool = False, optional: bool = False) -> fields.List[Any]:
    """An array of objects."""
    return fields.List(fields.Nested(schema), required=not optional, allow_none=null)


def mapping(values: type[Schema] | fields.Field[Any], *, null: bool = False, optional: bool = False) -> fields.Dict:
    """An object whose keys are data; all its values are of one form."""
    inner = values if isinstance(values, fields.Field) else fields.Nested(values)
    return fields.Dict(keys=fields.String(), values=inner, required=not optional, allow_none=null)


def any_object(*, null: bool = False, optional: bool = False, **metadata: Any) -> fields.Dict:
    """An object whose keys are somebody else's; say in a description whose."""
    return fields.Dict(required=not optional, allow_none=null, metadata={"additionalProperties": True, **metadata})


@cache
def data_of(schema: type[Schema], *, many: bool = False) -> Schema:
    """`{success: true, message?, data}` around a reply, as `suite.http.data_reply` answers; one instance each."""
    name = schema.__name__.removesuffix("Schema") + ("ListData" if many else "Data")
    members: dict[str, Any] = {
        "success": constant(True),
        "message": text(optional=True),
        "data": array(schema) if many else nested(schema),
    }
    envelope: type[Schema] = type(name + "Schema", (ReplySchema,), members)
    return envelope()
