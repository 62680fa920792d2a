"""What the feedback routes answer."""

from movies_api.described import Described, many, words


class VerdictReplySchema(Described):
    """A verdict as it is kept."""

    movieId = words()
    verdict = words()
    updatedAt = words()
    expiresAt = words()


class VerdictsReplySchema(Described):
    """All verdicts of a visitor."""

    verdicts = many(VerdictReplySchema)
