"""/main-sentiments."""

from flask import Blueprint

from movies_api.cache import cached_document
from movies_api.errors import FlowNotFound, SentimentNotFound
from movies_api.journeys.flow_queries import select_flow
from movies_api.journeys.flow_replies import FlowReplySchema
from movies_api.parameters import require_id
from movies_api.replies import tagged_reply
from movies_api.sentiments.queries import select_sentiment, select_sentiments
from movies_api.sentiments.replies import SentimentDetailReplySchema, SentimentReplySchema, SentimentSummaryReplySchema
from movies_api.sentiments.schemas import SentimentListSchema
from movies_api.service import MovieCall
from suite.http import PUBLIC, Reply, endpoint

sentiments = Blueprint("sentiments", __name__)


@sentiments.get("")
@endpoint(
    PUBLIC,
    "Active sentiments",
    query=SentimentListSchema(),
    replies={200: ("An array by id", SentimentReplySchema(many=True)), 304: "Unchanged"},
)
@cached_document
def list_sentiments(call: MovieCall) -> Reply:
    return reply_with_list(call, keywords=True)


@sentiments.get("/summary")
@endpoint(
    PUBLIC,
    "Active sentiments in short",
    query=SentimentListSchema(),
    replies={200: ("An array by id", SentimentSummaryReplySchema(many=True)), 304: "Unchanged"},
)
@cached_document
def summarise_sentiments(call: MovieCall) -> Reply:
    return reply_with_list(call, keywords=False)


@sentiments.get("/<sentiment_id>")
@endpoint(
    PUBLIC,
    "A sentiment with its journey",
    replies={200: ("The sentiment", SentimentDetailReplySchema()), 404: "Unknown id", 304: "Unchanged"},
)
@cached_document
def show_sentiment(call: MovieCall, sentiment_id: str) -> Reply:
    number = require_id(sentiment_id)
    with call.read() as connection:
        text = select_sentiment(connection, number)
    if text is None:
        raise SentimentNotFound()
    return tagged_reply(call, text)


@sentiments.get("/<sentiment_id>/journey-flow")
@endpoint(
    PUBLIC,
    "The journey of a sentiment",
    replies={200: ("The flow", FlowReplySchema()), 404: "Unknown id, or no flow", 304: "Unchanged"},
)
@cached_document
def show_flow(call: MovieCall, sentiment_id: str) -> Reply:
    number = require_id(sentiment_id)
    with call.read() as connection:
        known, text = select_flow(connection, number)
    if not known:
        raise SentimentNotFound()
    if text is None:
        raise FlowNotFound()
    return tagged_reply(call, text)


def reply_with_list(call: MovieCall, *, keywords: bool) -> Reply:
    """The list, with keywords or without."""
    query = call.query
    with call.read() as connection:
        text = select_sentiments(connection, keywords=keywords, q=query.q, limit=query.limit, offset=query.offset)
    return tagged_reply(call, text)
