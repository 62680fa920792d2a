"""What traces may be asked for, and how they are sent."""

from marshmallow import Schema, fields

from suite.http.fields import QueryChoice, QueryText, QueryWhole
from suite.http.schemas import QuerySchema

NEWEST, SLOWEST = "newest", "slowest"


class TracesQuery(QuerySchema):
    """Query of GET /api/v1/traces."""

    service = QueryText(1, 100)
    request_id = QueryText(1, 200)
    text = QueryText(1, 200)
    state = QueryChoice(("any", "failed"), load_default="any")
    order = QueryChoice((NEWEST, SLOWEST), load_default=NEWEST)
    limit = QueryWhole(1, 200, load_default=50)


class RejectedSchema(Schema):
    """Spans that are none, and those beyond what a request may hold."""

    rejectedSpans = fields.String(required=True)


class TraceExportSchema(Schema):
    """ExportTraceServiceResponse; empty when every span was taken."""

    partialSuccess = fields.Nested(RejectedSchema)


class TraceSummarySchema(Schema):
    """One trace in a list: its outermost span, and what all spans come to."""

    traceId = fields.String(required=True)
    name = fields.String(required=True)
    service = fields.String(required=True)
    requestId = fields.String(required=True, allow_none=True)
    startedAt = fields.String(required=True, metadata={"format": "date-time"})
    durationMs = fields.Float(required=True)
    spans = fields.Integer(required=True)
    services = fields.List(fields.String(), required=True)
    error = fields.String(required=True, allow_none=True)


class TracesSchema(Schema):
    """Traces, newest or slowest first."""

    success = fields.Boolean(required=True)
    data = fields.List(fields.Nested(TraceSummarySchema), required=True)


class SpanLinkSchema(Schema):
    """Another span that led to this one."""

    traceId = fields.String(required=True)
    spanId = fields.String(required=True)


class SpanSchema(Schema):
    """One span; startMs counts from the first of the trace."""

    spanId = fields.String(required=True)
    parentId = fields.String(required=True, allow_none=True)
    service = fields.String(required=True)
    name = fields.String(required=True)
    kind = fields.Integer(required=True)
    startMs = fields.Float(required=True)
    durationMs = fields.Float(required=True)
    error = fields.String(required=True, allow_none=True)
    requestId = fields.String(required=True, allow_none=True)
    attributes = fields.Dict(keys=fields.String(), required=True)
    links = fields.List(fields.Nested(SpanLinkSchema), required=True)


class TraceSchema(Schema):
    """The spans of a trace in their order."""

    success = fields.Boolean(required=True)
    data = fields.List(fields.Nested(SpanSchema), required=True)
