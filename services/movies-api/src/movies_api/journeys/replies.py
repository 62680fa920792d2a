"""The journey of one intention."""

from marshmallow import fields

from movies_api.described import DECIMAL, Described, flag, many, number, one, whole, words
from movies_api.movies.film_replies import FilmFactsReplySchema


class NamedReplySchema(Described):
    """Something with a name."""

    name = words()


class JourneyPlatformReplySchema(NamedReplySchema):
    """A platform in short."""

    category = words()


class JourneyAccessReplySchema(Described):
    """Where and how a film can be watched."""

    accessType = words()
    streamingPlatform = one(JourneyPlatformReplySchema)


class JourneyFeelingReplySchema(Described):
    """A sub-sentiment of a film."""

    relevance = words(null=True, **DECIMAL)
    subSentiment = one(NamedReplySchema)


class JourneyFilmReplySchema(FilmFactsReplySchema):
    """A film of an answer; its two strongest sub-sentiments."""

    emotionalEntryType = words(null=True)
    platforms = many(JourneyAccessReplySchema)
    movieSentiments = many(JourneyFeelingReplySchema)


class JourneySuggestionReplySchema(Described):
    """A film under an answer; a negative id and `generated` tell that no editor chose it."""

    id = whole()
    reason = words()
    relevance = whole()
    originalRelevanceScore = number(null=True)
    relevanceScore = number()
    generated = fields.Boolean()
    movie = one(JourneyFilmReplySchema)


class JourneyOptionReplySchema(Described):
    """An answer; only one that ends the journey has films."""

    id = whole()
    text = words()
    mobileText = words(null=True)
    nextStepId = words(null=True)
    isEndState = flag()
    movieSuggestions = many(JourneySuggestionReplySchema, required=False)


class JourneyStepReplySchema(Described):
    """A question."""

    id = whole()
    stepId = words()
    order = whole()
    question = words()
    mobileQuestion = words(null=True)
    priority = whole()
    contextualHint = words(null=True)
    isRequired = flag()
    options = many(JourneyOptionReplySchema)


class PersonalJourneyReplySchema(Described):
    """The questions of an intention."""

    id = words()
    mainSentimentId = whole()
    emotionalIntentionId = whole()
    steps = many(JourneyStepReplySchema)
