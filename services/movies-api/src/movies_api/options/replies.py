"""What the option routes answer."""

from marshmallow import fields

from movies_api.movies.film_replies import ReferenceReplySchema
from suite.http.fields import reply
from suite.http.fields.reply import ReplySchema


class OptionStepReplySchema(ReplySchema):
    """The question of an option."""

    id = reply.integer()
    stepId = reply.text()
    order = reply.integer()
    question = reply.text()


class OptionFlowReplySchema(ReplySchema):
    """The journey of an option."""

    id = reply.integer()


class OptionSentimentReplySchema(ReferenceReplySchema):
    """The sentiment of an option."""

    description = fields.String(allow_none=True)


class OptionIntentionReplySchema(ReplySchema):
    """An intention that begins with the question."""

    id = reply.integer()
    type = reply.text()


class OptionReplySchema(ReplySchema):
    """An answer of a journey."""

    id = reply.integer()
    optionId = reply.text()
    text = reply.text()
    mobileText = reply.text(null=True)
    displayTitle = reply.text(null=True)
    summary = reply.text(null=True)
    nextStepId = reply.text(null=True)
    isEndState = reply.boolean()
    suggestionCount = reply.integer()
    step = reply.nested(OptionStepReplySchema)
    flow = reply.nested(OptionFlowReplySchema)
    sentiment = reply.nested(OptionSentimentReplySchema)
    intentions = reply.array(OptionIntentionReplySchema)


class ExpectedReplySchema(ReferenceReplySchema):
    """A sub-sentiment the films of an option should have."""

    weight = reply.number()


class OptionFilmReplySchema(ReplySchema):
    """A film of an option."""

    id = reply.text()
    title = reply.text()
    description = reply.text(null=True)
    year = reply.integer(null=True)
    director = reply.text(null=True)
    genres = reply.texts()
    thumbnail = reply.text(null=True)
    slug = reply.text(null=True)


class OptionSuggestionReplySchema(ReplySchema):
    """A film under an option."""

    id = reply.integer()
    reason = reply.text()
    relevance = reply.integer()
    relevanceScore = reply.number(null=True)
    movie = reply.nested(OptionFilmReplySchema)


class OptionDetailReplySchema(OptionReplySchema):
    """An answer with what it expects and suggests."""

    expectedSubSentiments = reply.array(ExpectedReplySchema)
    suggestions = reply.array(OptionSuggestionReplySchema)
