"""What the feedback routes answer."""

from suite.http.fields import reply
from suite.http.fields.reply import ReplySchema


class VerdictReplySchema(ReplySchema):
    """A verdict as it is kept."""

    movieId = reply.text()
    verdict = reply.text()
    updatedAt = reply.text()
    expiresAt = reply.text()


class VerdictsReplySchema(ReplySchema):
    """All verdicts of a visitor."""

    verdicts = reply.array(VerdictReplySchema)
