"""The landing page of a film, and a film in short."""

from movies_api.described import DECIMAL, Described, flag, many, number, one, texts, whole, words
from movies_api.journeys.replies import NamedReplySchema
from movies_api.movies.page_replies import (
    DetailedFilmReplySchema,
    OscarsReplySchema,
    PagePlatformReplySchema,
    PartReplySchema,
    SimilarFilmReplySchema,
)


class PrimaryJourneyReplySchema(Described):
    """The answer a film belongs to most."""

    journeyOptionFlowId = whole()
    displayTitle = words(null=True)


class HeroFlowReplySchema(Described):
    """The journey of a sentiment."""

    mainSentiment = one(NamedReplySchema)


class HeroStepReplySchema(Described):
    """A question."""

    question = words()
    journeyFlow = one(HeroFlowReplySchema)


class HeroOptionReplySchema(Described):
    """An answer."""

    text = words()
    displayTitle = words(null=True)
    journeyStepFlow = one(HeroStepReplySchema)


class HeroReasonReplySchema(Described):
    """Why the film is under an answer; one for each intention of the answer."""

    reason = words()
    relevance = number()
    intentionType = words(null=True)
    contextualHint = words(null=True)
    journeyOptionFlow = one(HeroOptionReplySchema)


class PillarArticleReplySchema(Described):
    """An article about the film."""

    id = whole()
    blogArticleId = words()
    title = words()
    slug = words()


class HeroFilmReplySchema(DetailedFilmReplySchema):
    """A film as its landing page shows it; without Oscars there is null."""

    vote_count = whole(null=True)
    fullCast = many(PartReplySchema)
    oscarAwards = one(OscarsReplySchema, null=True)
    primaryJourney = one(PrimaryJourneyReplySchema, null=True)
    movieSuggestionFlows = many(HeroReasonReplySchema)
    pillarArticles = many(PillarArticleReplySchema)


class HeroReplySchema(Described):
    """A landing page."""

    movie = one(HeroFilmReplySchema)
    subscriptionPlatforms = many(PagePlatformReplySchema)
    rentalPurchasePlatforms = many(PagePlatformReplySchema)
    similarMovies = many(SimilarFilmReplySchema)


class ShortFeelingReplySchema(Described):
    """A sub-sentiment and its sentiment."""

    mainSentiment = one(NamedReplySchema)
    subSentiment = one(NamedReplySchema)


class ShortReasonReplySchema(Described):
    """Why the film is under an answer."""

    reason = words()
    relevance = whole()


class ShortPlatformReplySchema(Described):
    """A platform."""

    id = whole()
    name = words()
    logoPath = words(null=True)
    category = words()
    hasFreeTrial = flag()
    freeTrialDuration = words(null=True)
    baseUrl = words(null=True)


class ShortAccessReplySchema(Described):
    """Where and how the film can be watched."""

    accessType = words()
    streamingPlatform = one(ShortPlatformReplySchema)


class ShortFilmReplySchema(Described):
    """A film as the application shows it."""

    id = words()
    title = words()
    original_title = words(null=True)
    thumbnail = words(null=True)
    year = whole(null=True)
    director = words(null=True)
    vote_average = words(null=True, **DECIMAL)
    certification = words(null=True)
    genres = texts()
    runtime = whole(null=True)
    description = words(null=True)
    landingPageHook = words(null=True)
    targetAudienceForLP = words(null=True)
    contentWarnings = words(null=True)
    movieSentiments = many(ShortFeelingReplySchema)
    movieSuggestionFlows = many(ShortReasonReplySchema)
    platforms = many(ShortAccessReplySchema)
