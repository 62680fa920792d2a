"""The landing page of a film, and a film in short."""

from movies_api.described import DECIMAL
from movies_api.journeys.replies import NamedReplySchema
from movies_api.movies.page_replies import (
    DetailedFilmReplySchema,
    OscarsReplySchema,
    PagePlatformReplySchema,
    PartReplySchema,
    SimilarFilmReplySchema,
)
from suite.http.fields import reply
from suite.http.fields.reply import ReplySchema


class PrimaryJourneyReplySchema(ReplySchema):
    """The answer a film belongs to most."""

    journeyOptionFlowId = reply.integer()
    displayTitle = reply.text(null=True)


class HeroFlowReplySchema(ReplySchema):
    """The journey of a sentiment."""

    mainSentiment = reply.nested(NamedReplySchema)


class HeroStepReplySchema(ReplySchema):
    """A question."""

    question = reply.text()
    journeyFlow = reply.nested(HeroFlowReplySchema)


class HeroOptionReplySchema(ReplySchema):
    """An answer."""

    text = reply.text()
    displayTitle = reply.text(null=True)
    journeyStepFlow = reply.nested(HeroStepReplySchema)


class HeroReasonReplySchema(ReplySchema):
    """Why the film is under an answer; one for each intention of the answer."""

    reason = reply.text()
    relevance = reply.number()
    intentionType = reply.text(null=True)
    contextualHint = reply.text(null=True)
    journeyOptionFlow = reply.nested(HeroOptionReplySchema)


class PillarArticleReplySchema(ReplySchema):
    """An article about the film."""

    id = reply.integer()
    blogArticleId = reply.text()
    title = reply.text()
    slug = reply.text()


class HeroFilmReplySchema(DetailedFilmReplySchema):
    """A film as its landing page shows it; without Oscars there is null."""

    vote_count = reply.integer(null=True)
    fullCast = reply.array(PartReplySchema)
    oscarAwards = reply.nested(OscarsReplySchema, null=True)
    primaryJourney = reply.nested(PrimaryJourneyReplySchema, null=True)
    movieSuggestionFlows = reply.array(HeroReasonReplySchema)
    pillarArticles = reply.array(PillarArticleReplySchema)


class HeroReplySchema(ReplySchema):
    """A landing page."""

    movie = reply.nested(HeroFilmReplySchema)
    subscriptionPlatforms = reply.array(PagePlatformReplySchema)
    rentalPurchasePlatforms = reply.array(PagePlatformReplySchema)
    similarMovies = reply.array(SimilarFilmReplySchema)


class ShortFeelingReplySchema(ReplySchema):
    """A sub-sentiment and its sentiment."""

    mainSentiment = reply.nested(NamedReplySchema)
    subSentiment = reply.nested(NamedReplySchema)


class ShortReasonReplySchema(ReplySchema):
    """Why the film is under an answer."""

    reason = reply.text()
    relevance = reply.integer()


class ShortPlatformReplySchema(ReplySchema):
    """A platform."""

    id = reply.integer()
    name = reply.text()
    logoPath = reply.text(null=True)
    category = reply.text()
    hasFreeTrial = reply.boolean()
    freeTrialDuration = reply.text(null=True)
    baseUrl = reply.text(null=True)


class ShortAccessReplySchema(ReplySchema):
    """Where and how the film can be watched."""

    accessType = reply.text()
    streamingPlatform = reply.nested(ShortPlatformReplySchema)


class ShortFilmReplySchema(ReplySchema):
    """A film as the application shows it."""

    id = reply.text()
    title = reply.text()
    original_title = reply.text(null=True)
    thumbnail = reply.text(null=True)
    year = reply.integer(null=True)
    director = reply.text(null=True)
    vote_average = reply.text(null=True, **DECIMAL)
    certification = reply.text(null=True)
    genres = reply.texts()
    runtime = reply.integer(null=True)
    description = reply.text(null=True)
    landingPageHook = reply.text(null=True)
    targetAudienceForLP = reply.text(null=True)
    contentWarnings = reply.text(null=True)
    movieSentiments = reply.array(ShortFeelingReplySchema)
    movieSuggestionFlows = reply.array(ShortReasonReplySchema)
    platforms = reply.array(ShortAccessReplySchema)
