"""What the control routes answer, as OpenAPI tells it."""

from functools import partial

from marshmallow import Schema, fields, validate

text = partial(fields.String, required=True)
nullable_text = partial(fields.String, required=True, allow_none=True)
moment = partial(fields.String, required=True, allow_none=True, metadata={"format": "date-time"})
count = partial(fields.Integer, required=True, strict=True)
number = partial(fields.Float, required=True, allow_none=True)
truth = partial(fields.Boolean, required=True)
STATUSES = ("idle", "running", "failing", "waiting", "paused")
RUN_STATUSES = ("queued", "running", "ok", "failed", "locked", "stopped", "cancelled")


class LastRunReplySchema(Schema):
    """The newest run of a stream."""

    id = text()
    mode = text()
    status = text(validate=validate.OneOf(RUN_STATUSES))
    inserted = count()
    updated = count()
    unchanged = count()
    rejected = count()
    collapsed = count()
    expected = count()
    percent = number()
    eta_seconds = number()
    finished_at = moment()


class StreamReplySchema(Schema):
    """How a stream stands. `lag_seconds` counts from the newest row that is proven to be copied to now."""

    name = text()
    source = text()
    target = text()
    status = text(validate=validate.OneOf(STATUSES))
    last_synced = moment()
    lag_seconds = number()
    behind_seconds = number()
    rows_total = count()
    quarantined = count()
    mismatched_windows = count()
    collapsed = count()
    future = count()
    suspended = truth()
    failures = count()
    last_error = nullable_text()
    drift = fields.List(fields.String(), required=True)
    paused_at = moment()
    paused_by = nullable_text()
    reconciled_at = moment()
    rows_compared_since = moment()
    last_run = fields.Nested(LastRunReplySchema, required=True, allow_none=True)
    storage = text()


class StreamListReplySchema(Schema):
    """All streams."""

    success = truth()
    count = count()
    data = fields.List(fields.Nested(StreamReplySchema), required=True)


class StreamDataReplySchema(Schema):
    """One stream."""

    success = truth()
    data = fields.Nested(StreamReplySchema, required=True)


class RunReplySchema(Schema):
    """A run. `percent` and `eta_seconds` tell how far it is; `report` is that of a comparison."""

    id = text()
    stream = text()
    mode = text(validate=validate.OneOf(("incremental", "backfill", "reconcile", "reset")))
    trigger = text(validate=validate.OneOf(("loop", "cli", "http")))
    status = text(validate=validate.OneOf(RUN_STATUSES))
    params = fields.Dict(keys=fields.String(), required=True)
    rows_read = count()
    inserted = count()
    updated = count()
    unchanged = count()
    rejected = count()
    expired = count()
    collapsed = count()
    future = count()
    bytes = count()
    expected = count()
    percent = number()
    eta_seconds = number()
    from_ = moment(data_key="from")
    to = moment()
    position = moment()
    error = nullable_text()
    report = fields.Dict(keys=fields.String(), required=True, allow_none=True)
    requested_by = text()
    created_at = moment()
    started_at = moment()
    finished_at = moment()


class RunListReplySchema(Schema):
    """A page of runs; `next` is the id to ask for the following page `before`."""

    success = truth()
    count = count()
    data = fields.List(fields.Nested(RunReplySchema), required=True)
    next = nullable_text()


class RunDataReplySchema(Schema):
    """One run."""

    success = truth()
    data = fields.Nested(RunReplySchema, required=True)


class RequestedRunReplySchema(Schema):
    """The id of a run that waits for the loop."""

    run_id = text()
    status = text(validate=validate.OneOf(("queued",)))


class RequestedReplySchema(Schema):
    """A run was queued."""

    success = truth()
    data = fields.Nested(RequestedRunReplySchema, required=True)


class RunInProgressReplySchema(Schema):
    """Why a run was not queued: another one is in the way, named by `run_id`, or the stream is paused."""

    success = truth()
    error = text()
    message = fields.String()
    code = text(validate=validate.OneOf(("RUN_IN_PROGRESS", "STREAM_PAUSED")))
    request_id = fields.String()
    details = fields.List(fields.Dict())
    run_id = fields.String(metadata={"format": "uuid"})


class RejectedRowReplySchema(Schema):
    """A row of the source that cannot be stored, with its values as they came."""

    id = text()
    row_key = text()
    column_name = nullable_text()
    reason = text()
    raw = fields.Dict(keys=fields.String(), required=True)
    attempts = count()
    window_start = moment()
    first_seen = moment()
    last_seen = moment()


class RejectedListReplySchema(Schema):
    """A page of rejected rows; `next` is the id to ask for the following page `before`."""

    success = truth()
    count = count()
    data = fields.List(fields.Nested(RejectedRowReplySchema), required=True)
    next = nullable_text()


class PausedReplySchema(Schema):
    """Whether the stream is paused now."""

    paused = truth()


class PauseReplySchema(Schema):
    """What became of the request to pause or resume."""

    success = truth()
    data = fields.Nested(PausedReplySchema, required=True)


class CancelledRunsReplySchema(Schema):
    """Runs that are cancelled, or will be after their batch."""

    cancelled = fields.List(fields.String(), required=True)


class CancelReplySchema(Schema):
    """What became of the request to cancel."""

    success = truth()
    data = fields.Nested(CancelledRunsReplySchema, required=True)


class DroppedRowsReplySchema(Schema):
    """How many rows are done without."""

    dropped = count()


class DropReplySchema(Schema):
    """What became of the request to drop."""

    success = truth()
    data = fields.Nested(DroppedRowsReplySchema, required=True)
