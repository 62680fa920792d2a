"""/personalized-journey and /api/personalized-journey."""

from flask import Blueprint

from movies_api.cache import cached_document
from movies_api.journeys.errors import MissingJourneyParameter
from movies_api.journeys.personal import read_journey
from movies_api.journeys.replies import PersonalJourneyReplySchema
from movies_api.journeys.schemas import JourneyQuerySchema
from movies_api.parameters import require_id
from movies_api.replies import tagged_reply
from movies_api.service import MovieCall
from suite.http import PUBLIC, Reply, endpoint

journeys = Blueprint("journeys", __name__)


@journeys.get("/api/personalized-journey/<sentiment_id>/<intention_id>")
@endpoint(
    PUBLIC,
    "The journey of an intention",
    replies={200: ("Steps, options and films", PersonalJourneyReplySchema()), 404: "No journey", 304: "Unchanged"},
)
@cached_document
def show_journey(call: MovieCall, sentiment_id: str, intention_id: str) -> Reply:
    sentiment, intention = require_id(sentiment_id), require_id(intention_id)
    return tagged_reply(call, read_journey(call, sentiment_id=sentiment, intention_id=intention))


@journeys.get("/personalized-journey/<sentiment_id>/<intention_id>")
@endpoint(
    PUBLIC,
    "The journey of an intention",
    replies={200: ("Steps, options and films", PersonalJourneyReplySchema()), 404: "No journey", 304: "Unchanged"},
)
@cached_document
def show_documented_journey(call: MovieCall, sentiment_id: str, intention_id: str) -> Reply:
    sentiment, intention = require_id(sentiment_id), require_id(intention_id)
    return tagged_reply(call, read_journey(call, sentiment_id=sentiment, intention_id=intention))


@journeys.get("/personalized-journey")
@endpoint(
    PUBLIC,
    "The journey of an intention, by id or by type",
    query=JourneyQuerySchema(),
    replies={200: ("Steps, options and films", PersonalJourneyReplySchema()), 404: "No journey", 304: "Unchanged"},
)
@cached_document
def find_journey(call: MovieCall) -> Reply:
    query = call.query
    if query.sentiment_id is None or (query.intention_id is None and query.intention_type is None):
        raise MissingJourneyParameter()
    text = read_journey(
        call,
        sentiment_id=query.sentiment_id,
        intention_id=query.intention_id,
        intention_type=None if query.intention_id else query.intention_type,
    )
    return tagged_reply(call, text)
