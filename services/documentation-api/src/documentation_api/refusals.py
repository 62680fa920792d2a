"""Refusals that tell more than which field breaks a rule."""

from marshmallow import fields

from suite.http.fields import reply


class RefusedFieldSchema(reply.ReplySchema):
    """What is wrong with a field; no value where none was sent."""

    field = reply.text()
    message = reply.text()
    value = fields.Raw()


class FaultSchema(reply.ReplySchema):
    """What is wrong with a field of the request, or with a document, at `pointer` in it."""

    field = reply.text()
    message = reply.text()
    code = reply.text()
    pointer = reply.text(optional=True)
    type = reply.text(optional=True)
    msg = reply.text(optional=True)
    path = reply.text(optional=True)
    location = reply.choice("body", "query", "params", optional=True)
    value = fields.Raw()


class RefusedFileSchema(reply.ReplySchema):
    """Why a file was not stored, or what is wrong with a field of the form."""

    filename = reply.text(optional=True)
    error = reply.text(optional=True)
    field = reply.text(optional=True)
    message = reply.text(optional=True)
    code = reply.text(optional=True)
    type = reply.text(optional=True)
    msg = reply.text(optional=True)
    path = reply.text(optional=True)
    location = reply.choice("body", "query", "params", optional=True)
    value = fields.Raw()


class DocumentationRefusalSchema(reply.ReplySchema):
    """What every refusal tells."""

    success = reply.constant(False)
    error = reply.text()
    message = reply.text()
    code = reply.text()
    request_id = reply.text()


class RefusedDocumentsSchema(DocumentationRefusalSchema):
    """The request breaks a rule, or its documents have faults."""

    errors = reply.array(FaultSchema)
    details = reply.array(RefusedFieldSchema, optional=True)


class RefusedFilesSchema(DocumentationRefusalSchema):
    """The form breaks a rule, or none of its files could be stored: why, and `reasons` where content is at fault."""

    errors = reply.array(RefusedFileSchema)
    details = reply.array(RefusedFileSchema, optional=True)
    reasons = reply.mapping(fields.String(), optional=True)
