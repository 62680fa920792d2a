"""What the log may be asked for, and how it is sent."""

from marshmallow import Schema, fields

from console.logs.lines import LEVELS
from suite.http.fields import QueryChoice, QueryText, QueryWhole
from suite.http.schemas import QuerySchema


class LogQuery(QuerySchema):
    """Query of GET /api/v1/logs."""

    service = QueryText(1, 100)
    level = QueryChoice(LEVELS)
    text = QueryText(1, 200)
    request_id = QueryText(1, 200)
    after = QueryText(20, 40)
    before = QueryText(20, 40)
    limit = QueryWhole(1, 1_000, load_default=200)


class LogLineSchema(Schema):
    """One line; further fields are those of the line."""

    service = fields.String(required=True)
    message = fields.String()
    timestamp = fields.String()
    level = fields.String()
    request_id = fields.String(allow_none=True)

    class Meta:
        unknown = "include"


class LogDataSchema(Schema):
    """Lines, oldest first, and the files they come from."""

    lines = fields.List(fields.Nested(LogLineSchema), required=True)
    sources = fields.List(fields.String(), required=True)


class LogSchema(Schema):
    """A piece of the log."""

    success = fields.Boolean(required=True)
    data = fields.Nested(LogDataSchema, required=True)
