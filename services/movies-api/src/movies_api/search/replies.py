"""What the live search answers."""

from movies_api.described import DECIMAL
from movies_api.movies.film_replies import FilmRowReplySchema, ReferenceReplySchema
from movies_api.platforms.replies import PlatformReplySchema
from suite.http.fields import reply
from suite.http.fields.reply import ReplySchema


class FoundAccessReplySchema(ReplySchema):
    """Where and how a film can be watched."""

    movieId = reply.text()
    streamingPlatformId = reply.integer()
    accessType = reply.text()
    streamingPlatform = reply.nested(PlatformReplySchema)


class FoundFeelingReplySchema(ReplySchema):
    """A sub-sentiment of a film."""

    movieId = reply.text()
    mainSentimentId = reply.integer()
    subSentimentId = reply.integer()
    relevance = reply.text(null=True, **DECIMAL)
    createdAt = reply.text()
    updatedAt = reply.text()
    mainSentiment = reply.nested(ReferenceReplySchema)
    subSentiment = reply.nested(ReferenceReplySchema)


class FoundFilmReplySchema(FilmRowReplySchema):
    """A film that was found."""

    vote_average = reply.text(null=True, **DECIMAL)
    imdbRating = reply.text(null=True, **DECIMAL)
    platforms = reply.array(FoundAccessReplySchema)
    movieSentiments = reply.array(FoundFeelingReplySchema)
