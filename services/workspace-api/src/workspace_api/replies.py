"""What several routes answer alike."""

from suite.http.fields import reply


class AcknowledgementSchema(reply.ReplySchema):
    """Something was done and there is nothing to show."""

    success = reply.constant(True)
    message = reply.text()


class FieldProblemSchema(reply.ReplySchema):
    """A rule that a field breaks."""

    field = reply.text()
    message = reply.text()
    code = reply.text()
