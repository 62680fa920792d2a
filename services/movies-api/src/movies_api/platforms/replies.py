"""What the platform routes answer."""

from movies_api.described import Described, flag, whole, words


class PlatformReplySchema(Described):
    """A platform to watch films on."""

    id = whole()
    name = words()
    category = words()
    showFilter = words()
    logoPath = words(null=True)
    baseUrl = words(null=True)
    hasFreeTrial = flag()
    freeTrialDuration = words(null=True)


class DatedPlatformReplySchema(PlatformReplySchema):
    """A platform with its dates."""

    createdAt = words()
    updatedAt = words()
