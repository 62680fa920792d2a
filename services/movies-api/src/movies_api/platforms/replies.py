"""What the platform routes answer."""

from suite.http.fields import reply
from suite.http.fields.reply import ReplySchema


class PlatformReplySchema(ReplySchema):
    """A platform to watch films on."""

    id = reply.integer()
    name = reply.text()
    category = reply.text()
    showFilter = reply.text()
    logoPath = reply.text(null=True)
    baseUrl = reply.text(null=True)
    hasFreeTrial = reply.boolean()
    freeTrialDuration = reply.text(null=True)


class DatedPlatformReplySchema(PlatformReplySchema):
    """A platform with its dates."""

    createdAt = reply.text()
    updatedAt = reply.text()
