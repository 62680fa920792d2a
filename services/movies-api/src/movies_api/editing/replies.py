"""Replies about journeys, and of rows that are refused."""

from suite.http.fields import reply
from suite.http.fields.reply import ReplySchema


class JourneyProblemReplySchema(ReplySchema):
    """A broken rule of a journey."""

    flowId = reply.integer()
    kind = reply.text()
    subject = reply.text()
    message = reply.text()


class BrokenRuleReplySchema(ReplySchema):
    """A rule of a journey a write would break."""

    kind = reply.text()
    subject = reply.text()
    message = reply.text()


class BrokenFieldReplySchema(ReplySchema):
    """A field that breaks a rule."""

    field = reply.text()
    message = reply.text()
    code = reply.text()


class RefusedRowReplySchema(ReplySchema):
    """Why a row is refused: fields that break a rule (`details`), or rules of the journey (`problems`)."""

    error = reply.text()
    code = reply.text()
    details = reply.array(BrokenFieldReplySchema, optional=True)
    problems = reply.array(BrokenRuleReplySchema, optional=True)
