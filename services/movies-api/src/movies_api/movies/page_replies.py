"""A film as its pages show it."""

from movies_api.described import DECIMAL, Described, flag, many, number, one, whole, words
from movies_api.movies.film_replies import FilmFactsReplySchema


class OscarReplySchema(Described):
    """A win or a nomination."""

    categoryName = words()
    year = whole()
    personName = words(null=True)


class OscarsReplySchema(Described):
    """All of a film."""

    wins = many(OscarReplySchema)
    nominations = many(OscarReplySchema)
    totalWins = whole()
    totalNominations = whole()


class TagReplySchema(Described):
    """A sub-sentiment of a film."""

    mainSentiment = words()
    subSentiment = words()
    relevance = number(null=True)


class PartReplySchema(Described):
    """Somebody in the film."""

    actorName = words()
    characterName = words(null=True)
    order = whole()


class TrailerReplySchema(Described):
    """A video about the film."""

    key = words()
    name = words(null=True)
    site = words()
    type = words()
    language = words(null=True)
    isMain = flag()


class PagePlatformReplySchema(Described):
    """A platform and one kind of access to the film there."""

    id = whole()
    name = words()
    category = words()
    logoPath = words(null=True)
    hasFreeTrial = flag()
    freeTrialDuration = words(null=True)
    baseUrl = words(null=True)
    accessType = words()


class DetailedFilmReplySchema(FilmFactsReplySchema):
    """A film with people, tags and awards."""

    original_title = words(null=True)
    landingPageHook = words(null=True)
    contentWarnings = words(null=True)
    targetAudienceForLP = words(null=True)
    awardsSummary = words(null=True)
    hasAnalysisArticle = flag()
    analysisArticleSlug = words(null=True)
    oscarAwards = one(OscarsReplySchema)
    emotionalTags = many(TagReplySchema)
    mainCast = many(PartReplySchema)
    mainTrailer = one(TrailerReplySchema, null=True)


class PerformanceReplySchema(Described):
    """How long the answer took, ms."""

    totalTime = whole()


class FilmDetailsReplySchema(Described):
    """Everything about a film."""

    movie = one(DetailedFilmReplySchema)
    subscriptionPlatforms = many(PagePlatformReplySchema)
    rentalPurchasePlatforms = many(PagePlatformReplySchema)
    performance = one(PerformanceReplySchema)


class SimilarFilmReplySchema(Described):
    """A film of the same answer."""

    id = words()
    title = words()
    year = whole(null=True)
    thumbnail = words(null=True)
    slug = words(null=True)
    relevanceScore = words(null=True, **DECIMAL)
    journeyOptionFlowId = whole()
    displayTitle = words(null=True)


class FilmHealthReplySchema(Described):
    """That the film pages are served."""

    timestamp = words()
    service = words()
    version = words()
    status = words()
