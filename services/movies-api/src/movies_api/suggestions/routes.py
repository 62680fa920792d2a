"""/movies/suggestions."""

from dataclasses import replace

import orjson
from flask import Blueprint

from movies_api.cache import CATALOGUE, REFERENCE, plan_of
from movies_api.feedback.visitors import visitor_session
from movies_api.replies import REVALIDATE, tagged_reply
from movies_api.service import MovieCall
from movies_api.suggestions.profile import Profile
from movies_api.suggestions.replies import SuggestionsReplySchema
from movies_api.suggestions.rules import Scored, matched_names
from movies_api.suggestions.schemas import SuggestionQuery, SuggestionQuerySchema
from movies_api.suggestions.selection import Suggestions, suggest_films
from movies_api.suggestions.shelf import Section
from suite.cache.replies import CachePlan, cached
from suite.http import PUBLIC, Reply, endpoint

suggestions = Blueprint("suggestions", __name__)


def plan_of_question(call: MovieCall) -> CachePlan:
    """Answers are kept for everybody; what is for one visitor is not."""
    plan = plan_of(call)
    return replace(plan, seconds=0) if call.query.visitor else plan


@suggestions.get("")
@endpoint(
    PUBLIC,
    "Films for a feeling and an intention, each with the reasons of its score",
    query=SuggestionQuerySchema(),
    replies={200: ("The suggestions in order", SuggestionsReplySchema()), 404: "Unknown intention", 304: "Unchanged"},
)
@cached(plan_of_question)
def list_suggestions(call: MovieCall) -> Reply:
    query: SuggestionQuery = call.query
    session = visitor_session(query.visitor) if query.visitor else None
    with call.service.database.read(session) as connection:
        found = suggest_films(connection, query, cached_section(call))
    return tagged_reply(
        call,
        as_json(query, found),
        cache_control=f"private, {REVALIDATE}" if query.visitor else REVALIDATE,
    )


def cached_section(call: MovieCall) -> Section:
    """What is kept of the catalogue as it is now."""
    return call.service.shelf.at(call.service.cache.stamp((CATALOGUE, REFERENCE)))


def as_json(query: SuggestionQuery, found: Suggestions) -> str:
    """The answer; films already are JSON."""
    head = orjson.dumps(
        {
            "sentimentId": found.intention.sentiment_id,
            "intentionId": found.intention.id,
            "intentionType": found.intention.intention_type,
            **({} if query.option_id is None else {"optionId": query.option_id}),
            "lambda": query.trade_off,
            "total": found.total,
            "weights": found.weights,
        }
    ).decode()
    entries = [
        entry(rank, one, found.profile, found.shown[one.film.id]) for rank, one in enumerate(found.chosen, start=1)
    ]
    return f'{head[:-1]},"suggestions":[{",".join(entries)}]}}'


def entry(rank: int, one: Scored, profile: Profile, film: str) -> str:
    """One suggestion as JSON; `film` already is."""
    head = orjson.dumps(
        {
            "rank": rank,
            "score": one.score,
            "explain": one.explain,
            "matched": matched_names(one.film, profile),
        }
    ).decode()
    return f'{head[:-1]},"movie":{film}}}'
