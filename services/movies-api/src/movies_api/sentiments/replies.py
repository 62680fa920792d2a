"""What the sentiment routes answer."""

from movies_api.described import Described, one, texts, whole, words
from movies_api.journeys.flow_replies import FlowReplySchema


class SentimentSummaryReplySchema(Described):
    """A sentiment in short."""

    id = whole()
    name = words()
    description = words(null=True)
    shortDescription = words(null=True)


class SentimentReplySchema(SentimentSummaryReplySchema):
    """A sentiment."""

    keywords = texts()


class SentimentDetailReplySchema(SentimentReplySchema):
    """A sentiment with its journey."""

    createdAt = words()
    updatedAt = words()
    journeyFlow = one(FlowReplySchema, null=True)
