"""The journey of one intention."""

from marshmallow import fields

from movies_api.described import DECIMAL
from movies_api.movies.film_replies import FilmFactsReplySchema
from suite.http.fields import reply
from suite.http.fields.reply import ReplySchema


class NamedReplySchema(ReplySchema):
    """Something with a name."""

    name = reply.text()


class JourneyPlatformReplySchema(NamedReplySchema):
    """A platform in short."""

    category = reply.text()


class JourneyAccessReplySchema(ReplySchema):
    """Where and how a film can be watched."""

    accessType = reply.text()
    streamingPlatform = reply.nested(JourneyPlatformReplySchema)


class JourneyFeelingReplySchema(ReplySchema):
    """A sub-sentiment of a film."""

    relevance = reply.text(null=True, **DECIMAL)
    subSentiment = reply.nested(NamedReplySchema)


class JourneyFilmReplySchema(FilmFactsReplySchema):
    """A film of an answer; its two strongest sub-sentiments."""

    emotionalEntryType = reply.text(null=True)
    platforms = reply.array(JourneyAccessReplySchema)
    movieSentiments = reply.array(JourneyFeelingReplySchema)


class JourneySuggestionReplySchema(ReplySchema):
    """A film under an answer; a negative id and `generated` tell that no editor chose it."""

    id = reply.integer()
    reason = reply.text()
    relevance = reply.integer()
    originalRelevanceScore = reply.number(null=True)
    relevanceScore = reply.number()
    generated = fields.Boolean()
    movie = reply.nested(JourneyFilmReplySchema)


class JourneyOptionReplySchema(ReplySchema):
    """An answer; only one that ends the journey has films."""

    id = reply.integer()
    text = reply.text()
    mobileText = reply.text(null=True)
    nextStepId = reply.text(null=True)
    isEndState = reply.boolean()
    movieSuggestions = reply.array(JourneySuggestionReplySchema, optional=True)


class JourneyStepReplySchema(ReplySchema):
    """A question."""

    id = reply.integer()
    stepId = reply.text()
    order = reply.integer()
    question = reply.text()
    mobileQuestion = reply.text(null=True)
    priority = reply.integer()
    contextualHint = reply.text(null=True)
    isRequired = reply.boolean()
    options = reply.array(JourneyOptionReplySchema)


class PersonalJourneyReplySchema(ReplySchema):
    """The questions of an intention."""

    id = reply.text()
    mainSentimentId = reply.integer()
    emotionalIntentionId = reply.integer()
    steps = reply.array(JourneyStepReplySchema)
