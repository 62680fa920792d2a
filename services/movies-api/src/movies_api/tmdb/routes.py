"""/api/tmdb: for editors, since every question spends the quota of the operator's key."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint

from movies_api.errors import MissingParameter
from movies_api.parameters import FrontendQuery, words
from movies_api.replies import tagged_reply
from movies_api.service import MovieCall
from movies_api.tmdb.queries import select_keywords
from movies_api.tmdb.replies import TmdbFailureReplySchema, TmdbFilmsReplySchema, TmdbPageReplySchema
from movies_api.tmdb.rules import films_about, films_of
from movies_api.wording import NO_SEARCH_PARAMETER
from suite.errors import NotFound
from suite.http import EDITOR, Reply, endpoint
from suite.http.fields import QueryWhole

tmdb = Blueprint("tmdb", __name__)
LAST_PAGE = 500


class SentimentNameNotFound(NotFound):
    """Sentiment not found"""

    code = "SENTIMENT_NOT_FOUND"
    wording = "SENTIMENT_NAME_NOT_FOUND"


@dataclass(frozen=True, slots=True)
class TmdbQuery:
    """A page of TMDB, or the sentiment to look for."""

    query: str | None = None
    page: int = 1
    main_sentiment: str | None = None
    sub_sentiment: str | None = None


class TmdbPageSchema(FrontendQuery):
    """Query string of the popular titles."""

    produces = TmdbQuery

    page = QueryWhole(1, LAST_PAGE)


class TmdbSearchSchema(TmdbPageSchema):
    """Query string of the search."""

    query = words(metadata={"required_by_view": True})


class TmdbSentimentSchema(FrontendQuery):
    """Query string of the titles about a sentiment."""

    produces = TmdbQuery

    main_sentiment = words(data_key="mainSentiment", metadata={"required_by_view": True})
    sub_sentiment = words(data_key="subSentiment")


FAILURES: dict[int, Any] = {
    304: "Unchanged",
    502: ("TMDB failed", TmdbFailureReplySchema()),
    503: ("No key is configured", TmdbFailureReplySchema()),
    504: ("TMDB is too slow", TmdbFailureReplySchema()),
}
PAGE: dict[int, Any] = {200: ("What TMDB knows", TmdbPageReplySchema()), **FAILURES}
FILMS: dict[int, Any] = {200: ("Films", TmdbFilmsReplySchema()), 404: "Unknown sentiment", **FAILURES}


@tmdb.get("/search")
@endpoint(EDITOR, "Search TMDB", query=TmdbSearchSchema(), replies=PAGE)
def search_tmdb(call: MovieCall) -> Reply:
    if not call.query.query:
        raise MissingParameter(NO_SEARCH_PARAMETER.format(name="query"))
    return data_reply(call, call.service.tmdb.get("/search/movie", query=call.query.query, page=call.query.page))


@tmdb.get("/popular")
@endpoint(EDITOR, "Popular titles of TMDB", query=TmdbPageSchema(), replies=PAGE)
def list_popular(call: MovieCall) -> Reply:
    return data_reply(call, call.service.tmdb.get("/movie/popular", page=call.query.page))


@tmdb.get("/sentiment")
@endpoint(EDITOR, "Popular titles about a sentiment", query=TmdbSentimentSchema(), replies=FILMS)
def list_about_sentiment(call: MovieCall) -> Reply:
    if not call.query.main_sentiment:
        raise MissingParameter(NO_SEARCH_PARAMETER.format(name="mainSentiment"))
    with call.read() as connection:
        keywords = select_keywords(connection, call.query.main_sentiment, call.query.sub_sentiment)
    if keywords is None:
        raise SentimentNameNotFound()
    popular = call.service.tmdb.get("/movie/popular", page=1)
    return data_reply(call, films_about(films_of(popular), keywords))


def data_reply(call: MovieCall, data: object) -> Reply:
    """`{success: true, data}`."""
    return tagged_reply(call, {"success": True, "data": data})
