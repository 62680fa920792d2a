"""What is answered about messages that were given up."""

from marshmallow import fields

from suite.http.fields import reply


class DeadLetterSchema(reply.ReplySchema):
    """A message one subscription gave up; `body` where it was no message at all."""

    id = reply.text(format="uuid")
    subscription = reply.text()
    topic = reply.text()
    messageId = reply.text(format="uuid")
    reason = reply.text()
    attempts = reply.integer()
    failedAt = reply.moment()
    replayedAt = reply.moment(null=True)
    original = reply.any_object(null=True, description="The message as it was published.")
    body = reply.text(null=True)


class ReplayedSchema(reply.ReplySchema):
    """How many are tried again."""

    replayed = reply.integer()


class ReplaySummarySchema(ReplayedSchema):
    """Which are tried again, or would be."""

    dryRun = reply.boolean()
    ids = fields.List(fields.UUID(), required=True)
