"""A film as the documented routes show it."""

from marshmallow import fields

from movies_api.described import DECIMAL, Described, flag, many, number, one, texts, whole, words


class ReferenceReplySchema(Described):
    """A row by its id and name."""

    id = whole()
    name = words()


class FilmFeelingReplySchema(Described):
    """A sub-sentiment of a film."""

    mainSentimentId = whole()
    subSentimentId = whole()
    relevance = number(null=True)
    mainSentiment = one(ReferenceReplySchema)
    subSentiment = one(ReferenceReplySchema)


class FilmPlatformReplySchema(ReferenceReplySchema):
    """A platform in short."""

    category = words()


class FilmAccessReplySchema(Described):
    """Where and how a film can be watched."""

    accessType = words()
    streamingPlatform = one(FilmPlatformReplySchema)


class FilmSuggestionReplySchema(Described):
    """An answer the film is suggested for."""

    id = whole()
    journeyOptionFlowId = whole()
    reason = words()
    relevance = whole()
    relevanceScore = number(null=True)


class FilmRowReplySchema(Described):
    """What is stored of a film; how its ratings are written differs between the routes."""

    id = words()
    title = words()
    year = whole(null=True)
    director = words(null=True)
    genres = texts()
    createdAt = words()
    updatedAt = words()
    description = words(null=True)
    thumbnail = words(null=True)
    original_title = words(null=True)
    vote_count = whole(null=True)
    certification = words(null=True)
    adult = flag()
    keywords = texts()
    genreIds = fields.List(fields.Integer(), required=True)
    runtime = whole(null=True)
    tmdbId = whole(null=True)
    rottenTomatoesRating = whole(null=True)
    metacriticRating = whole(null=True)
    slug = words(null=True)
    landingPageHook = words(null=True)
    contentWarnings = words(null=True)
    targetAudienceForLP = words(null=True)
    awardsSummary = words(null=True)
    emotionalEntryType = words(null=True)
    hasAnalysisArticle = flag()
    analysisArticleSlug = words(null=True)


class FilmFactsReplySchema(Described):
    """What the frontend's pages tell of a film first."""

    id = words()
    title = words()
    year = whole(null=True)
    description = words(null=True)
    director = words(null=True)
    runtime = whole(null=True)
    certification = words(null=True)
    imdbRating = words(null=True, **DECIMAL)
    vote_average = words(null=True, **DECIMAL)
    rottenTomatoesRating = whole(null=True)
    metacriticRating = whole(null=True)
    thumbnail = words(null=True)
    genres = texts()


class FilmColumnsReplySchema(FilmRowReplySchema):
    """The same with numbers."""

    vote_average = number(null=True)
    imdbRating = number(null=True)


class FilmReplySchema(FilmColumnsReplySchema):
    """A film with what `include` asks for."""

    movieSentiments = many(FilmFeelingReplySchema, required=False)
    movieSuggestionFlows = many(FilmSuggestionReplySchema, required=False)
    platforms = many(FilmAccessReplySchema, required=False)
