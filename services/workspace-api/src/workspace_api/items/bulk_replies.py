"""What a bulk request answers."""

from marshmallow import fields as described

from suite.http.fields import reply
from workspace_api.items.schemas import ItemSchema
from workspace_api.replies import FieldProblemSchema


class BulkItemSchema(ItemSchema):  # type: ignore[valid-type, misc]
    """An item as it is after its operation; one that a dry run creates has no id."""

    id = described.UUID(required=True, allow_none=True)


class BulkResultSchema(reply.ReplySchema):
    """What became of one operation."""

    index = reply.integer()
    op = reply.choice("create", "update", "delete")
    id = reply.text(null=True)
    status = reply.integer(description="the status the operation would have had alone; 424: undone with the others")
    data = reply.nested(BulkItemSchema, optional=True)
    error = reply.text(optional=True)
    errors = reply.array(FieldProblemSchema, optional=True)


class BulkReportSchema(reply.ReplySchema):
    """What became of all operations."""

    success = reply.boolean()
    mode = reply.choice("atomic", "independent")
    dry_run = reply.boolean()
    applied = reply.boolean()
    count = reply.integer()
    succeeded = reply.integer()
    failed = reply.integer()
    results = reply.array(BulkResultSchema)


class BulkRefusalSchema(reply.ReplySchema):
    """An error; the report of the operations when one of them is why nothing was applied."""

    success = reply.constant(False)
    error = reply.text()
    message = reply.text()
    code = reply.text()
    errors = reply.array(FieldProblemSchema)
    request_id = reply.text()
    mode = reply.choice("atomic", "independent", optional=True)
    dry_run = reply.boolean(optional=True)
    applied = reply.boolean(optional=True)
    count = reply.integer(optional=True)
    succeeded = reply.integer(optional=True)
    failed = reply.integer(optional=True)
    results = reply.array(BulkResultSchema, optional=True)
