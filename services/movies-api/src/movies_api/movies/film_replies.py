"""A film as the documented routes show it."""

from marshmallow import fields

from movies_api.described import DECIMAL
from suite.http.fields import reply
from suite.http.fields.reply import ReplySchema


class ReferenceReplySchema(ReplySchema):
    """A row by its id and name."""

    id = reply.integer()
    name = reply.text()


class FilmFeelingReplySchema(ReplySchema):
    """A sub-sentiment of a film."""

    mainSentimentId = reply.integer()
    subSentimentId = reply.integer()
    relevance = reply.number(null=True)
    mainSentiment = reply.nested(ReferenceReplySchema)
    subSentiment = reply.nested(ReferenceReplySchema)


class FilmPlatformReplySchema(ReferenceReplySchema):
    """A platform in short."""

    category = reply.text()


class FilmAccessReplySchema(ReplySchema):
    """Where and how a film can be watched."""

    accessType = reply.text()
    streamingPlatform = reply.nested(FilmPlatformReplySchema)


class FilmSuggestionReplySchema(ReplySchema):
    """An answer the film is suggested for."""

    id = reply.integer()
    journeyOptionFlowId = reply.integer()
    reason = reply.text()
    relevance = reply.integer()
    relevanceScore = reply.number(null=True)


class FilmRowReplySchema(ReplySchema):
    """What is stored of a film; how its ratings are written differs between the routes."""

    id = reply.text()
    title = reply.text()
    year = reply.integer(null=True)
    director = reply.text(null=True)
    genres = reply.texts()
    createdAt = reply.text()
    updatedAt = reply.text()
    description = reply.text(null=True)
    thumbnail = reply.text(null=True)
    original_title = reply.text(null=True)
    vote_count = reply.integer(null=True)
    certification = reply.text(null=True)
    adult = reply.boolean()
    keywords = reply.texts()
    genreIds = fields.List(fields.Integer(), required=True)
    runtime = reply.integer(null=True)
    tmdbId = reply.integer(null=True)
    rottenTomatoesRating = reply.integer(null=True)
    metacriticRating = reply.integer(null=True)
    slug = reply.text(null=True)
    landingPageHook = reply.text(null=True)
    contentWarnings = reply.text(null=True)
    targetAudienceForLP = reply.text(null=True)
    awardsSummary = reply.text(null=True)
    emotionalEntryType = reply.text(null=True)
    hasAnalysisArticle = reply.boolean()
    analysisArticleSlug = reply.text(null=True)


class FilmFactsReplySchema(ReplySchema):
    """What the frontend's pages tell of a film first."""

    id = reply.text()
    title = reply.text()
    year = reply.integer(null=True)
    description = reply.text(null=True)
    director = reply.text(null=True)
    runtime = reply.integer(null=True)
    certification = reply.text(null=True)
    imdbRating = reply.text(null=True, **DECIMAL)
    vote_average = reply.text(null=True, **DECIMAL)
    rottenTomatoesRating = reply.integer(null=True)
    metacriticRating = reply.integer(null=True)
    thumbnail = reply.text(null=True)
    genres = reply.texts()


class FilmColumnsReplySchema(FilmRowReplySchema):
    """The same with numbers."""

    vote_average = reply.number(null=True)
    imdbRating = reply.number(null=True)


class FilmReplySchema(FilmColumnsReplySchema):
    """A film with what `include` asks for."""

    movieSentiments = reply.array(FilmFeelingReplySchema, optional=True)
    movieSuggestionFlows = reply.array(FilmSuggestionReplySchema, optional=True)
    platforms = reply.array(FilmAccessReplySchema, optional=True)
