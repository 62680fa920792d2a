"""From a question to its films: what is wanted, which films may be, how well they fit, which are shown."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from movies_api.errors import OptionNotFound
from movies_api.feedback.queries import select_visitor
from movies_api.journeys.errors import (
    IntentionMismatch,
    IntentionNotFound,
    JourneyNotFound,
    MissingJourneyParameter,
    NoJourneySteps,
)
from movies_api.suggestions.film_queries import select_films
from movies_api.suggestions.filters import FilmFilter
from movies_api.suggestions.intention_queries import select_intention
from movies_api.suggestions.profile import Intention, Profile, make_profile
from movies_api.suggestions.queries import (
    POOL,
    PROMISING,
    PoolQuery,
    count_admitted,
    select_chosen,
    select_platform_ids,
    select_pool,
)
from movies_api.suggestions.ranking import pick
from movies_api.suggestions.rules import WEIGHTS, Scored, score_film
from movies_api.suggestions.schemas import SuggestionQuery
from movies_api.suggestions.shelf import Section
from movies_api.suggestions.taste import TASTED_WEIGHTS, season
from suite.database import Connection


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The films `chosen` of `total` that may be, by the `weights` of their components; `shown` is each as JSON."""

    intention: Intention
    profile: Profile
    total: int
    weights: Mapping[str, float]
    chosen: list[Scored]
    shown: Mapping[str, str]


def suggest_films(connection: Connection, query: SuggestionQuery, section: Section) -> Suggestions:
    """The films that answer a question; refused for the same reasons as its journey.

    `section` is what is kept of the catalogue as it is now.
    """
    intention = require_intention(connection, query, section)
    visitor = select_visitor(connection) if query.visitor else None
    admitted = read_filter(connection, query, visitor.hidden if visitor else ())
    total = count_films(connection, admitted, section)
    profile = make_profile(intention, query.option_id)
    pool = select_pool(connection, wanted_films(intention, profile, query.option_id, total), admitted)
    films = section.get_many(pool, partial(select_films, connection))
    requested = frozenset(admitted.platforms) if admitted.platforms else None
    scored = [score_film(film, profile, requested, pool[film.id]) for film in films]
    tasted = visitor is not None and visitor.has_taste
    if visitor and tasted:
        scored = [season(one, visitor) for one in scored]
    chosen = pick(scored, query.limit, query.trade_off)
    shown = select_chosen(connection, [one.film.id for one in chosen])
    return Suggestions(
        intention,
        profile,
        total,
        TASTED_WEIGHTS if tasted else WEIGHTS,
        [one for one in chosen if one.film.id in shown],
        shown,
    )


def require_intention(connection: Connection, query: SuggestionQuery, section: Section) -> Intention:
    """The intention asked for; refused for the same reasons as its journey."""
    if query.sentiment_id is None or (query.intention_id is None and query.intention_type is None):
        raise MissingJourneyParameter()
    sentiment, number = query.sentiment_id, query.intention_id
    kind = None if number else query.intention_type
    intention = section.get(
        ("intention", sentiment, number, kind),
        lambda: select_intention(connection, sentiment_id=sentiment, intention_id=number, intention_type=kind),
    )
    if intention is None:
        raise IntentionNotFound()
    if intention.sentiment_id != query.sentiment_id:
        raise IntentionMismatch()
    if not intention.has_flow:
        raise JourneyNotFound()
    if not intention.linked_steps:
        raise NoJourneySteps()
    if query.option_id is not None and query.option_id not in intention.options:
        raise OptionNotFound()
    return intention


def read_filter(connection: Connection, query: SuggestionQuery, hidden: tuple[str, ...]) -> FilmFilter:
    """Which films may be suggested; platform names become ids, `hidden` films stay away."""
    return FilmFilter(
        platforms=select_platform_ids(connection, query.platforms) if query.platforms else None,
        any_access=query.access == "any",
        max_runtime=query.max_runtime,
        certification=query.certification,
        exclude=(*(query.excluded or ()), *hidden),
    )


def count_films(connection: Connection, admitted: FilmFilter, section: Section) -> int:
    """How many films may be suggested: all the filter admits, which is counted once, without the excluded ones."""
    everybody = replace(admitted, exclude=())
    total = section.get(everybody, lambda: count_admitted(connection, everybody))
    # What is kept may be a moment older than what is excluded.
    return max(0, total - count_admitted(connection, everybody, admitted.exclude)) if admitted.exclude else total


def wanted_films(intention: Intention, profile: Profile, option_id: int | None, total: int) -> PoolQuery:
    """The films worth comparing, all of a small catalogue."""
    return PoolQuery(
        names=profile.weights,
        genres={word for phrase in profile.preferred for word in phrase.whole},
        options=intention.options if option_id is None else [option_id],
        most=POOL if total <= POOL else PROMISING,
    )
