"""A whole journey as it is stored."""

from marshmallow import fields

from movies_api.described import DECIMAL, Described, flag, many, one, texts, whole, words


class FlowFilmReplySchema(Described):
    """A film of an answer; which keys it has differs between the routes."""

    id = words()
    title = words()
    thumbnail = words(null=True)
    year = whole(null=True)
    director = words(null=True)
    genres = texts()
    vote_average = fields.String(allow_none=True, metadata=DECIMAL)
    certification = fields.String(allow_none=True)
    runtime = fields.Integer(allow_none=True)
    description = fields.String(allow_none=True)
    original_title = fields.String(allow_none=True)


class FlowSuggestionReplySchema(Described):
    """A film under an answer."""

    id = whole()
    journeyOptionFlowId = whole()
    movieId = words()
    reason = words()
    relevance = whole()
    relevanceScore = words(null=True, **DECIMAL)
    createdAt = words()
    updatedAt = words()
    movie = one(FlowFilmReplySchema)


class FlowOptionReplySchema(Described):
    """An answer to a question."""

    id = whole()
    journeyStepFlowId = whole()
    optionId = words()
    text = words()
    nextStepId = words(null=True)
    isEndState = flag()
    displayTitle = words(null=True)
    summary = words(null=True)
    mobileText = words(null=True)
    createdAt = words()
    updatedAt = words()
    movieSuggestions = many(FlowSuggestionReplySchema)


class FlowStepReplySchema(Described):
    """A question."""

    id = whole()
    journeyFlowId = whole()
    stepId = words()
    order = whole()
    question = words()
    mobileQuestion = words(null=True)
    createdAt = words()
    updatedAt = words()
    options = many(FlowOptionReplySchema)


class FlowReplySchema(Described):
    """All questions of a sentiment."""

    id = whole()
    mainSentimentId = whole()
    createdAt = words()
    updatedAt = words()
    steps = many(FlowStepReplySchema)
