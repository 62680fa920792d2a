"""What is answered about notifications."""

from notifications_api.kinds import TYPES
from suite.http.fields import reply


class NotificationSchema(reply.ReplySchema):
    """A notification."""

    id = reply.text(format="uuid")
    userId = reply.text()
    type = reply.choice(*TYPES)
    message = reply.text()
    read = reply.boolean()
    createdAt = reply.moment()
    title = reply.text(null=True)
    kind = reply.text()
    status = reply.text()
    readAt = reply.moment(null=True)
    sentAt = reply.moment(null=True)


class UnreadCountSchema(reply.ReplySchema):
    """How many are not read."""

    count = reply.integer()


class MarkedReadSchema(reply.ReplySchema):
    """How many were marked."""

    updated = reply.integer()
