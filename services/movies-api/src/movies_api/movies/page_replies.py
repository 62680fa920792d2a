"""A film as its pages show it."""

from movies_api.described import DECIMAL
from movies_api.movies.film_replies import FilmFactsReplySchema
from suite.http.fields import reply
from suite.http.fields.reply import ReplySchema


class OscarReplySchema(ReplySchema):
    """A win or a nomination."""

    categoryName = reply.text()
    year = reply.integer()
    personName = reply.text(null=True)


class OscarsReplySchema(ReplySchema):
    """All of a film."""

    wins = reply.array(OscarReplySchema)
    nominations = reply.array(OscarReplySchema)
    totalWins = reply.integer()
    totalNominations = reply.integer()


class TagReplySchema(ReplySchema):
    """A sub-sentiment of a film."""

    mainSentiment = reply.text()
    subSentiment = reply.text()
    relevance = reply.number(null=True)


class PartReplySchema(ReplySchema):
    """Somebody in the film."""

    actorName = reply.text()
    characterName = reply.text(null=True)
    order = reply.integer()


class TrailerReplySchema(ReplySchema):
    """A video about the film."""

    key = reply.text()
    name = reply.text(null=True)
    site = reply.text()
    type = reply.text()
    language = reply.text(null=True)
    isMain = reply.boolean()


class PagePlatformReplySchema(ReplySchema):
    """A platform and one kind of access to the film there."""

    id = reply.integer()
    name = reply.text()
    category = reply.text()
    logoPath = reply.text(null=True)
    hasFreeTrial = reply.boolean()
    freeTrialDuration = reply.text(null=True)
    baseUrl = reply.text(null=True)
    accessType = reply.text()


class DetailedFilmReplySchema(FilmFactsReplySchema):
    """A film with people, tags and awards."""

    original_title = reply.text(null=True)
    landingPageHook = reply.text(null=True)
    contentWarnings = reply.text(null=True)
    targetAudienceForLP = reply.text(null=True)
    awardsSummary = reply.text(null=True)
    hasAnalysisArticle = reply.boolean()
    analysisArticleSlug = reply.text(null=True)
    oscarAwards = reply.nested(OscarsReplySchema)
    emotionalTags = reply.array(TagReplySchema)
    mainCast = reply.array(PartReplySchema)
    mainTrailer = reply.nested(TrailerReplySchema, null=True)


class PerformanceReplySchema(ReplySchema):
    """How long the answer took, ms."""

    totalTime = reply.integer()


class FilmDetailsReplySchema(ReplySchema):
    """Everything about a film."""

    movie = reply.nested(DetailedFilmReplySchema)
    subscriptionPlatforms = reply.array(PagePlatformReplySchema)
    rentalPurchasePlatforms = reply.array(PagePlatformReplySchema)
    performance = reply.nested(PerformanceReplySchema)


class SimilarFilmReplySchema(ReplySchema):
    """A film of the same answer."""

    id = reply.text()
    title = reply.text()
    year = reply.integer(null=True)
    thumbnail = reply.text(null=True)
    slug = reply.text(null=True)
    relevanceScore = reply.text(null=True, **DECIMAL)
    journeyOptionFlowId = reply.integer()
    displayTitle = reply.text(null=True)


class FilmHealthReplySchema(ReplySchema):
    """That the film pages are served."""

    timestamp = reply.text()
    service = reply.text()
    version = reply.text()
    status = reply.text()
