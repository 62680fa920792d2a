"""The overview as it is sent."""

from marshmallow import Schema, fields


class ServiceStateSchema(Schema):
    """The last look at a service; figures are those of its last five minutes."""

    state = fields.String(required=True, metadata={"enum": ["ready", "degraded", "down"]})
    reason = fields.String(required=True, allow_none=True)
    checks = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    sampledAt = fields.String(required=True, metadata={"format": "date-time"})
    requestsPerSecond = fields.Float(required=True, allow_none=True)
    errorRatePercent = fields.Float(required=True, allow_none=True)
    p50Ms = fields.Float(required=True, allow_none=True)
    p95Ms = fields.Float(required=True, allow_none=True)
    memoryRssBytes = fields.Integer(required=True, allow_none=True)
    workers = fields.Integer(required=True, allow_none=True)


class OverviewDataSchema(Schema):
    """By service: the newest sample, and a point a minute of the last hour."""

    services = fields.Dict(keys=fields.String(), values=fields.Nested(ServiceStateSchema), required=True)
    history = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.List(fields.Float(allow_none=True))),
        required=True,
        metadata={"description": "[epoch seconds, requests/s, error %, p50 ms, p95 ms] for each minute, oldest first"},
    )


class OverviewSchema(Schema):
    """How all services are."""

    success = fields.Boolean(required=True)
    data = fields.Nested(OverviewDataSchema, required=True)
