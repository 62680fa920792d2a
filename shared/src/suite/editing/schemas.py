"""What editors send and read. The reply of a row follows from the schema of what is sent."""

from collections.abc import Mapping
from typing import Any, ClassVar

from marshmallow import Schema, fields

from suite.http.fields import Array, Flag, JsonObject, Moment, Number, TextList, Whole, reply
from suite.http.schemas import InputSchema

SERVER_FIELDS = ("id", "version", "createdAt", "updatedAt", "createdBy", "updatedBy")


class EditedSchema(InputSchema):
    """Base: a row that was read can be changed and sent back, what the server sets in it is dropped.

    `computed` are the replies of keys the server sets beside SERVER_FIELDS, `shown` replies that tell more of a key
    than follows from its field. With `partial` nothing is required.
    """

    computed: ClassVar[Mapping[str, fields.Field[Any]]] = {}
    shown: ClassVar[Mapping[str, fields.Field[Any]]] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.ignored = (*SERVER_FIELDS, *cls.computed)


def change_of(schema: type[EditedSchema]) -> EditedSchema:
    """The schema with nothing required; under a name of its own, which the API description needs."""
    change: EditedSchema = type(f"{stem(schema)}ChangeSchema", (schema,), {"__doc__": schema.__doc__})(partial=True)
    return change


def row_reply_of(schema: type[EditedSchema], row_id: fields.Field[Any], **beside: fields.Field[Any]) -> type[Schema]:
    """The row of a schema as editors read it; `beside` are keys every row of the service has."""
    members = {
        "id": row_id,
        **beside,
        **{name: reply_field(field) for name, field in schema().fields.items()},
        **schema.shown,
        **schema.computed,
        "version": reply.integer(),
        "createdAt": reply.moment(),
        "updatedAt": reply.moment(),
        "createdBy": reply.text(),
        "updatedBy": reply.text(),
    }
    return type(f"Edited{stem(schema)}Schema", (reply.ReplySchema,), {**members, "__doc__": schema.__doc__})


def reply_field(field: fields.Field[Any]) -> fields.Field[Any]:
    """How a field that is sent is read."""
    null = bool(field.allow_none)
    if isinstance(field, Array):
        if isinstance(field.entry, InputSchema):
            return reply.array(entry_reply_of(type(field.entry)))
        return reply.integers() if isinstance(field.entry, Whole) else reply.texts()
    if isinstance(field, Whole):
        return reply.integer(null=null)
    if isinstance(field, Number):
        return reply.number(null=null)
    if isinstance(field, Flag):
        return reply.boolean(null=null)
    if isinstance(field, TextList):
        return reply.texts(null=null)
    if isinstance(field, JsonObject):
        return reply.any_object(null=null, **described(field))
    return reply.moment(null=null) if isinstance(field, Moment) else reply.text(null=null)


def entry_reply_of(schema: type[InputSchema]) -> type[Schema]:
    """An entry of an array as editors read it."""
    members = {name: reply_field(field) for name, field in schema().fields.items()}
    return type(f"Edited{stem(schema)}Schema", (reply.ReplySchema,), {**members, "__doc__": schema.__doc__})


def described(field: fields.Field[Any]) -> dict[str, Any]:
    """The description of a field."""
    return {key: value for key, value in field.metadata.items() if key == "description"}


def stem(schema: type[Schema]) -> str:
    """The name of a schema's noun."""
    return schema.__name__.removesuffix("Schema")
