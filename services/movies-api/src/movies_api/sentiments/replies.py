"""What the sentiment routes answer."""

from movies_api.journeys.flow_replies import FlowReplySchema
from suite.http.fields import reply
from suite.http.fields.reply import ReplySchema


class SentimentSummaryReplySchema(ReplySchema):
    """A sentiment in short."""

    id = reply.integer()
    name = reply.text()
    description = reply.text(null=True)
    shortDescription = reply.text(null=True)


class SentimentReplySchema(SentimentSummaryReplySchema):
    """A sentiment."""

    keywords = reply.texts()


class SentimentDetailReplySchema(SentimentReplySchema):
    """A sentiment with its journey."""

    createdAt = reply.text()
    updatedAt = reply.text()
    journeyFlow = reply.nested(FlowReplySchema, null=True)
