"""What the live search answers."""

from movies_api.described import DECIMAL, Described, many, one, whole, words
from movies_api.movies.film_replies import FilmRowReplySchema, ReferenceReplySchema
from movies_api.platforms.replies import PlatformReplySchema


class FoundAccessReplySchema(Described):
    """Where and how a film can be watched."""

    movieId = words()
    streamingPlatformId = whole()
    accessType = words()
    streamingPlatform = one(PlatformReplySchema)


class FoundFeelingReplySchema(Described):
    """A sub-sentiment of a film."""

    movieId = words()
    mainSentimentId = whole()
    subSentimentId = whole()
    relevance = words(null=True, **DECIMAL)
    createdAt = words()
    updatedAt = words()
    mainSentiment = one(ReferenceReplySchema)
    subSentiment = one(ReferenceReplySchema)


class FoundFilmReplySchema(FilmRowReplySchema):
    """A film that was found."""

    vote_average = words(null=True, **DECIMAL)
    imdbRating = words(null=True, **DECIMAL)
    platforms = many(FoundAccessReplySchema)
    movieSentiments = many(FoundFeelingReplySchema)
