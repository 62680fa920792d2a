"""End options nobody curated yet get the best films by rule: an empty list would end the frontend's journey."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

import orjson

from movies_api.curation.lexicon.phrases import noun_phrase
from movies_api.journeys.deal import deal_films
from movies_api.journeys.personal_queries import Journey, select_journey_films
from movies_api.suggestions.film_queries import select_films
from movies_api.suggestions.filters import FilmFilter
from movies_api.suggestions.intention_queries import select_intention
from movies_api.suggestions.profile import Profile, make_profile, phrases
from movies_api.suggestions.queries import PoolQuery, select_pool
from movies_api.suggestions.ranking import best_first
from movies_api.suggestions.rules import Film, Scored, score_film
from suite.database import Connection

FILLED = 5
IDS_PER_OPTION = 1_000


def fill_options(connection: Connection, journey: Journey, steps: str, address: Callable[[bytes], bytes]) -> str:
    """`steps` with films in the empty end options; three statements however many options there are.

    `address` puts the addresses of drawn posters into JSON of the database.
    """
    graph: list[dict[str, Any]] = orjson.loads(address(steps.encode()))
    chosen = choose_films(connection, journey, graph)
    ids = sorted({one.film.id for films in chosen.values() for one in films})
    films = {key: orjson.loads(address(text.encode())) for key, text in select_journey_films(connection, ids).items()}
    for step in graph:
        for option in step["options"]:
            if option["id"] in chosen:
                option["movieSuggestions"] = [
                    suggestion(option["id"], rank, one, films[one.film.id])
                    for rank, one in enumerate(chosen[option["id"]], start=1)
                    if one.film.id in films
                ]
    return orjson.dumps(graph).decode()


def choose_films(connection: Connection, journey: Journey, graph: list[dict[str, Any]]) -> dict[int, list[Scored]]:
    """Option id → its films, best first, by the profile of the option and by what the answers beside it show."""
    assert journey.sentiment_id is not None
    intention = select_intention(
        connection, sentiment_id=journey.sentiment_id, intention_id=journey.intention_id, intention_type=None
    )
    if intention is None:  # deleted between two statements
        return {}
    wanted = PoolQuery(
        names={name for option in journey.empty for name in make_profile(intention, option).weights},
        genres={word for phrase in phrases(intention.preferred) for word in phrase.whole},
        options=intention.options,
    )
    pool = select_pool(connection, wanted, FilmFilter())
    films = select_films(connection, pool).values()
    chosen: dict[int, list[Scored]] = {}
    for step in graph:
        empty = [option["id"] for option in step["options"] if option["id"] in journey.empty]
        ranked = {option: rank_films(films, make_profile(intention, option), pool) for option in empty}
        chosen |= deal_films(ranked, FILLED, shown_films(step))
    return chosen


def rank_films(films: Collection[Film], profile: Profile, pool: Mapping[str, float | None]) -> list[Scored]:
    """The films by how well they fit a profile."""
    return best_first([score_film(film, profile, curated=pool[film.id]) for film in films])


def shown_films(step: dict[str, Any]) -> set[str]:
    """Ids of the films editors put under answers of a step."""
    return {one["movie"]["id"] for option in step["options"] for one in option.get("movieSuggestions", ())}


def suggestion(option_id: int, rank: int, one: Scored, film: dict[str, Any]) -> dict[str, Any]:
    """A generated suggestion; its id is negative, so that it never meets a stored one."""
    return {
        "id": -(option_id * IDS_PER_OPTION + rank),
        "reason": noun_phrase(film["genres"], strongest_names(one.film)),
        "relevance": rank,
        "originalRelevanceScore": None,
        "relevanceScore": one.score,
        "generated": True,
        "movie": film,
    }


def strongest_names(film: Film) -> list[str]:
    """The sub-sentiments of a film, the strongest first."""
    names = {folded: name for folded, name, _, _ in film.sentiments}
    return [names[folded] for folded in sorted(names, key=lambda one: (-film.strengths[one], names[one]))]
