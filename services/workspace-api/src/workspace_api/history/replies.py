"""What is answered about the history of an item."""

from marshmallow import fields as described

from suite.http.fields import reply


class FieldChangeSchema(reply.ReplySchema):
    """A field before and after; whole items come and go with every field."""

    field = reply.text()
    to = described.Raw(required=True, allow_none=True, metadata={"description": "any JSON"})
    # Python reserves the name.
    from_ = described.Raw(required=True, allow_none=True, data_key="from", metadata={"description": "any JSON"})


class HistoryEntrySchema(reply.ReplySchema):
    """One version of an item: who made it, by which request, and its place in the chain."""

    id = reply.text(format="uuid")
    itemId = reply.text(format="uuid")
    version = reply.integer()
    action = reply.choice("created", "updated", "deleted", "status_changed", "restored")
    createdAt = reply.moment()
    createdBy = reply.text()
    requestId = reply.text()
    ip = reply.text(null=True)
    changes = reply.array(FieldChangeSchema)
    prevHash = reply.text()
    hash = reply.text()


class ChainSchema(reply.ReplySchema):
    """Whether the kept entries are whole; `problem` names the first that is not."""

    valid = reply.boolean()
    checked = reply.integer()
    from_ = described.Integer(required=True, allow_none=True, strict=True, data_key="from")
    to = reply.integer(null=True)
    problem = reply.text(optional=True)


class HistoryPageSchema(reply.ReplySchema):
    """Entries of an item, newest first."""

    success = reply.constant(True)
    count = reply.integer()
    nextCursor = reply.text(null=True)
    data = reply.array(HistoryEntrySchema)
    chain = reply.nested(ChainSchema, optional=True)
