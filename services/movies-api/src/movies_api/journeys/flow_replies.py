"""A whole journey as it is stored."""

from marshmallow import fields

from movies_api.described import DECIMAL
from suite.http.fields import reply
from suite.http.fields.reply import ReplySchema


class FlowFilmReplySchema(ReplySchema):
    """A film of an answer; which keys it has differs between the routes."""

    id = reply.text()
    title = reply.text()
    thumbnail = reply.text(null=True)
    year = reply.integer(null=True)
    director = reply.text(null=True)
    genres = reply.texts()
    vote_average = fields.String(allow_none=True, metadata=DECIMAL)
    certification = fields.String(allow_none=True)
    runtime = fields.Integer(allow_none=True)
    description = fields.String(allow_none=True)
    original_title = fields.String(allow_none=True)


class FlowSuggestionReplySchema(ReplySchema):
    """A film under an answer."""

    id = reply.integer()
    journeyOptionFlowId = reply.integer()
    movieId = reply.text()
    reason = reply.text()
    relevance = reply.integer()
    relevanceScore = reply.text(null=True, **DECIMAL)
    createdAt = reply.text()
    updatedAt = reply.text()
    movie = reply.nested(FlowFilmReplySchema)


class FlowOptionReplySchema(ReplySchema):
    """An answer to a question."""

    id = reply.integer()
    journeyStepFlowId = reply.integer()
    optionId = reply.text()
    text = reply.text()
    nextStepId = reply.text(null=True)
    isEndState = reply.boolean()
    displayTitle = reply.text(null=True)
    summary = reply.text(null=True)
    mobileText = reply.text(null=True)
    createdAt = reply.text()
    updatedAt = reply.text()
    movieSuggestions = reply.array(FlowSuggestionReplySchema)


class FlowStepReplySchema(ReplySchema):
    """A question."""

    id = reply.integer()
    journeyFlowId = reply.integer()
    stepId = reply.text()
    order = reply.integer()
    question = reply.text()
    mobileQuestion = reply.text(null=True)
    createdAt = reply.text()
    updatedAt = reply.text()
    options = reply.array(FlowOptionReplySchema)


class FlowReplySchema(ReplySchema):
    """All questions of a sentiment."""

    id = reply.integer()
    mainSentimentId = reply.integer()
    createdAt = reply.text()
    updatedAt = reply.text()
    steps = reply.array(FlowStepReplySchema)
