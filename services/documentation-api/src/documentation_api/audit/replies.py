"""What is answered about the audit log."""

from marshmallow import fields

from suite.http.fields import reply


class ChangedFieldSchema(reply.ReplySchema):
    """What a field was and is."""

    field = reply.text()
    from_ = fields.Raw(required=True, allow_none=True, data_key="from")
    to = fields.Raw(required=True, allow_none=True)


class DocumentationAuditEntrySchema(reply.ReplySchema):
    """One change, and its place in the chain of its entity."""

    id = reply.text(format="uuid")
    entity_type = reply.text()
    entity_id = reply.text()
    action = reply.text()
    user_id = reply.text()
    old_values = reply.any_object(null=True, description="Values before the change.")
    new_values = reply.any_object(null=True, description="Values after the change.")
    changes = reply.array(ChangedFieldSchema)
    ip_address = reply.text(null=True)
    user_agent = reply.text(null=True)
    request_id = reply.text(null=True)
    created_at = reply.moment()
    prev_hash = reply.text()
    hash = reply.text()


class DocumentationAuditPageSchema(reply.ReplySchema):
    """Changes, newest first."""

    success = reply.constant(True)
    count = reply.integer()
    total = reply.integer(optional=True)
    next_cursor = reply.text(null=True)
    data = reply.array(DocumentationAuditEntrySchema)
