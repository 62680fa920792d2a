"""What the option routes answer."""

from marshmallow import fields

from movies_api.described import Described, flag, many, number, one, texts, whole, words
from movies_api.movies.film_replies import ReferenceReplySchema


class OptionStepReplySchema(Described):
    """The question of an option."""

    id = whole()
    stepId = words()
    order = whole()
    question = words()


class OptionFlowReplySchema(Described):
    """The journey of an option."""

    id = whole()


class OptionSentimentReplySchema(ReferenceReplySchema):
    """The sentiment of an option."""

    description = fields.String(allow_none=True)


class OptionIntentionReplySchema(Described):
    """An intention that begins with the question."""

    id = whole()
    type = words()


class OptionReplySchema(Described):
    """An answer of a journey."""

    id = whole()
    optionId = words()
    text = words()
    mobileText = words(null=True)
    displayTitle = words(null=True)
    summary = words(null=True)
    nextStepId = words(null=True)
    isEndState = flag()
    suggestionCount = whole()
    step = one(OptionStepReplySchema)
    flow = one(OptionFlowReplySchema)
    sentiment = one(OptionSentimentReplySchema)
    intentions = many(OptionIntentionReplySchema)


class ExpectedReplySchema(ReferenceReplySchema):
    """A sub-sentiment the films of an option should have."""

    weight = number()


class OptionFilmReplySchema(Described):
    """A film of an option."""

    id = words()
    title = words()
    description = words(null=True)
    year = whole(null=True)
    director = words(null=True)
    genres = texts()
    thumbnail = words(null=True)
    slug = words(null=True)


class OptionSuggestionReplySchema(Described):
    """A film under an option."""

    id = whole()
    reason = words()
    relevance = whole()
    relevanceScore = number(null=True)
    movie = one(OptionFilmReplySchema)


class OptionDetailReplySchema(OptionReplySchema):
    """An answer with what it expects and suggests."""

    expectedSubSentiments = many(ExpectedReplySchema)
    suggestions = many(OptionSuggestionReplySchema)
