"""/api/public: start page, film, sentiment and journey pages."""

from dataclasses import dataclass

from flask import Blueprint

from movies_api.cache import cached_document
from movies_api.errors import FilmNotFound, SentimentNotFound
from movies_api.journeys.flow_queries import select_adjusted_flow
from movies_api.journeys.flow_replies import FlowReplySchema
from movies_api.journeys.personal import ADJUSTMENTS_JSON
from movies_api.pages.queries import select_film_page, select_home, select_sentiment_page
from movies_api.pages.replies import FilmPageReplySchema, HomeReplySchema, SentimentPageReplySchema
from movies_api.parameters import FrontendQuery, row_id
from movies_api.replies import tagged_reply
from movies_api.rules import INTENTION_TYPES
from movies_api.service import MovieCall
from suite.errors import NotFound
from suite.http import PUBLIC, Reply, endpoint
from suite.text.slugs import slug_of

pages = Blueprint("pages", __name__)


class JourneyPageNotFound(NotFound):
    """Journey not found"""

    code = "JOURNEY_NOT_FOUND"
    wording = "JOURNEY_PAGE_NOT_FOUND"


@dataclass(frozen=True, slots=True)
class JourneyPage:
    """Which sentiment's journey."""

    sentiment_id: int | None = None


class JourneyPageSchema(FrontendQuery):
    """Query string of GET /api/public/jornadas/:slug."""

    produces = JourneyPage

    sentiment_id = row_id(data_key="sentimentId")


@pages.get("/home")
@endpoint(
    PUBLIC,
    "The start page",
    replies={200: ("Films, sentiments and journeys to begin with", HomeReplySchema()), 304: "Unchanged"},
)
@cached_document
def show_home(call: MovieCall) -> Reply:
    with call.read() as connection:
        text = select_home(connection)
    return tagged_reply(call, text)


@pages.get("/filme/<slug>")
@endpoint(
    PUBLIC,
    "A film and similar ones",
    replies={200: ("The page", FilmPageReplySchema()), 404: "Unknown slug", 304: "Unchanged"},
)
@cached_document
def show_film_page(call: MovieCall, slug: str) -> Reply:
    with call.read() as connection:
        text = select_film_page(connection, slug)
    if text is None:
        raise FilmNotFound()
    return tagged_reply(call, text)


@pages.get("/sentimentos/<slug>")
@endpoint(
    PUBLIC,
    "A sentiment, its films and its journey",
    replies={200: ("The page", SentimentPageReplySchema()), 404: "Unknown slug", 304: "Unchanged"},
)
@cached_document
def show_sentiment_page(call: MovieCall, slug: str) -> Reply:
    with call.read() as connection:
        text = select_sentiment_page(connection, slug_of(slug))
    if text is None:
        raise SentimentNotFound()
    return tagged_reply(call, text)


@pages.get("/jornadas/<slug>")
@endpoint(
    PUBLIC,
    "The journey of an intention type",
    query=JourneyPageSchema(),
    replies={200: ("The flow", FlowReplySchema()), 404: "Unknown type", 304: "Unchanged"},
)
@cached_document
def show_journey_page(call: MovieCall, slug: str) -> Reply:
    intention_type = slug.upper()
    text = None
    if intention_type in INTENTION_TYPES:
        with call.read() as connection:
            text = select_adjusted_flow(connection, intention_type, call.query.sentiment_id, ADJUSTMENTS_JSON)
    if text is None:
        raise JourneyPageNotFound()
    return tagged_reply(call, text)
