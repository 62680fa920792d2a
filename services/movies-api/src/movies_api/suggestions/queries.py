"""SQL of the suggestions: the intention, the films worth comparing, the films chosen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from movies_api.folding import fold
from movies_api.movies.list_queries import admitted_certifications, certification_condition
from movies_api.movies.shapes import film_members, film_platforms, film_sentiments
from movies_api.parameters import integer_or_none
from movies_api.suggestions.profile import Intention
from movies_api.suggestions.rules import Film
from movies_api.wire import NUMBER, object_of
from suite.database import Connection

# Of a catalogue up to this size every film is compared; of a larger one those that are promising in some respect.
POOL = 500
SHOWN_SENTIMENTS = 3
_SELECT_INTENTION = """
SELECT i.id, i.main_sentiment_id, i.intention_type, i.emotional_tone, i.preferred_genres, i.avoid_genres,
       i.sub_sentiment_weights, ARRAY(SELECT DISTINCT name FROM sub_sentiments ORDER BY name),
       ARRAY(SELECT name FROM sub_sentiments WHERE main_sentiment_id = i.main_sentiment_id ORDER BY id),
       (SELECT coalesce(json_agg(json_build_array(o.id, b.name, e.weight) ORDER BY o.id, b.id), '[]')
          FROM emotional_intention_journey_steps AS l
          JOIN journey_option_flows AS o ON o.journey_step_flow_id = l.journey_step_flow_id
          JOIN journey_option_flow_sub_sentiments AS e ON e.journey_option_flow_id = o.id
          JOIN sub_sentiments AS b ON b.id = e.sub_sentiment_id
         WHERE l.emotional_intention_id = i.id),
       EXISTS (SELECT FROM journey_flows WHERE main_sentiment_id = %(sentiment_id)s),
       (SELECT count(*) FROM emotional_intention_journey_steps WHERE emotional_intention_id = i.id),
       (SELECT max(year) FROM movies), (SELECT max(vote_count) FROM movies)
  FROM emotional_intentions AS i
 WHERE i.id = %(intention_id)s
    OR (i.main_sentiment_id = %(sentiment_id)s AND i.intention_type = %(intention_type)s)
"""


@dataclass(frozen=True, slots=True)
class FilmFilter:
    """Which films may be suggested; empty fields admit all."""

    platforms: tuple[int, ...] | None = None
    any_access: bool = False
    max_runtime: int | None = None
    certification: str | None = None
    exclude: tuple[str, ...] = field(default=())


def select_intention(
    connection: Connection, *, sentiment_id: int, intention_id: int | None, intention_type: str | None
) -> Intention | None:
    """The intention, named by its id or by its type under the sentiment."""
    values = {"sentiment_id": sentiment_id, "intention_id": intention_id, "intention_type": intention_type}
    row = connection.row(_SELECT_INTENTION, values)
    return Intention(*row) if row else None


def select_platform_ids(connection: Connection, given: Iterable[str]) -> tuple[int, ...]:
    """Ids of platforms given by id or by name; unknown ones are left out."""
    words = list(given)
    ids = [number for number in map(integer_or_none, words) if number is not None]
    rows = connection.rows(
        "SELECT id FROM streaming_platforms WHERE id = ANY(%(ids)s) OR fold(name) = ANY(%(names)s::text[]) ORDER BY id",
        {"ids": ids, "names": [fold(word) for word in words]},
    )
    return tuple(row[0] for row in rows)


def admitting(admitted: FilmFilter) -> tuple[str, dict[str, Any]]:
    """The filter as a condition over `movies AS m`, and its parameters."""
    conditions = ["NOT m.adult"]
    values: dict[str, Any] = {}
    if admitted.platforms is not None:
        kinds = "" if admitted.any_access else " AND a.access_type IN ('INCLUDED_WITH_SUBSCRIPTION', 'FREE_WITH_ADS')"
        conditions.append(
            "EXISTS (SELECT FROM movie_streaming_platforms AS a WHERE a.movie_id = m.id"
            f" AND a.streaming_platform_id = ANY(%(platforms)s::int[]){kinds})"
        )
        values["platforms"] = list(admitted.platforms)
    if admitted.max_runtime is not None:
        conditions.append("m.runtime <= %(max_runtime)s")
        values["max_runtime"] = admitted.max_runtime
    if admitted.certification:
        conditions.append(certification_condition(admitted.certification))
        values["certifications"] = admitted_certifications(admitted.certification)
    if admitted.exclude:
        conditions.append("m.id <> ALL(%(exclude)s::uuid[])")
        values["exclude"] = list(admitted.exclude)
    return " AND ".join(conditions), values


def count_admitted(connection: Connection, admitted: FilmFilter) -> int:
    """How many films may be suggested."""
    condition, values = admitting(admitted)
    return int(connection.value(f"SELECT count(*) FROM movies AS m WHERE {condition}", values))


def pool_statement(condition: str) -> str:
    """The statement of select_pool: the best by rating, by votes, by feeling, by genre, and the curated ones."""
    return f"""
WITH curated AS (
    SELECT g.movie_id, max(g.relevance_score) AS score FROM emotional_intention_journey_steps AS l
      JOIN journey_option_flows AS o ON o.journey_step_flow_id = l.journey_step_flow_id
      JOIN movie_suggestion_flows AS g ON g.journey_option_flow_id = o.id
     WHERE l.emotional_intention_id = %(intention_id)s GROUP BY g.movie_id
), pool AS (
    (SELECT m.id FROM movies AS m WHERE {condition} ORDER BY m.rating DESC NULLS LAST, m.id DESC LIMIT {POOL})
    UNION
    (SELECT m.id FROM movies AS m WHERE {condition} ORDER BY m.vote_count DESC NULLS LAST, m.id DESC LIMIT {POOL})
    UNION
    (SELECT m.id FROM movies AS m WHERE {condition} AND m.genre_keys && %(genres)s::text[]
      ORDER BY m.rating DESC NULLS LAST, m.id DESC LIMIT {POOL})
    UNION
    SELECT strongest.id FROM sub_sentiments AS b CROSS JOIN LATERAL (
        SELECT m.id FROM movie_sentiments AS e JOIN movies AS m ON m.id = e.movie_id
         WHERE e.sub_sentiment_id = b.id AND {condition}
         ORDER BY e.relevance DESC NULLS LAST, e.movie_id LIMIT {POOL}) AS strongest
     WHERE fold(b.name) = ANY(%(names)s::text[])
    UNION
    (SELECT m.id FROM curated AS c JOIN movies AS m ON m.id = c.movie_id WHERE {condition}
      ORDER BY c.score DESC NULLS LAST, m.id LIMIT {POOL})
)
SELECT m.id::text, m.genre_keys, m.keywords, m.director, m.year,
       m.imdb_rating, m.vote_average, m.rotten_tomatoes_rating, m.metacritic_rating, m.vote_count,
       m.emotional_entry_type, sentiments.list, platforms.list, c.score
  FROM movies AS m LEFT JOIN curated AS c ON c.movie_id = m.id
  LEFT JOIN (SELECT e.movie_id, json_agg(json_build_array(b.name, e.main_sentiment_id, e.relevance)
                                         ORDER BY b.name, b.id) AS list
               FROM movie_sentiments AS e JOIN sub_sentiments AS b ON b.id = e.sub_sentiment_id
              WHERE e.movie_id IN (SELECT id FROM pool) GROUP BY e.movie_id) AS sentiments ON sentiments.movie_id = m.id
  LEFT JOIN (SELECT a.movie_id, json_agg(json_build_array(p.id, a.access_type, p.show_filter)
                                         ORDER BY p.id, a.access_type) AS list
               FROM movie_streaming_platforms AS a JOIN streaming_platforms AS p ON p.id = a.streaming_platform_id
              WHERE a.movie_id IN (SELECT id FROM pool) GROUP BY a.movie_id) AS platforms ON platforms.movie_id = m.id
 WHERE m.id IN (SELECT id FROM pool) ORDER BY m.id"""


def select_pool(
    connection: Connection,
    intention: Intention,
    names: Iterable[str],
    genres: Iterable[str],
    admitted: FilmFilter,
) -> list[Film]:
    """The films worth comparing: `names` are folded sub-sentiments, `genres` folded genres that count."""
    condition, values = admitting(admitted)
    values |= {"intention_id": intention.id, "names": sorted(names), "genres": sorted(genres)}
    folded: dict[str, str] = {}
    return [_film(row, folded) for row in connection.rows(pool_statement(condition), values)]


def _film(row: tuple[Any, ...], folded: dict[str, str]) -> Film:
    scales = (1, 1, 10, 10)
    ratings = tuple(float(value) / scale for value, scale in zip(row[5:9], scales, strict=True) if value is not None)
    sentiments = [
        (folded.setdefault(name, fold(name)), name, main, None if relevance is None else float(relevance))
        for name, main, relevance in row[11] or ()
    ]
    return Film(
        id=row[0],
        genres=frozenset(row[1]),
        keywords=frozenset(map(fold, row[2])),
        director=row[3],
        year=row[4],
        ratings=ratings,
        votes=row[9],
        entry_type=row[10],
        sentiments=tuple(sentiments),
        platforms=tuple(map(tuple, row[12] or ())),
        curated=None if row[13] is None else float(row[13]),
    )


_CHOSEN = object_of(
    {
        **film_members(NUMBER),
        "platforms": film_platforms(),
        "movieSentiments": film_sentiments(NUMBER, most=SHOWN_SENTIMENTS),
    }
)


def select_chosen(connection: Connection, ids: list[str]) -> Mapping[str, str]:
    """Film id → the film as a suggestion shows it, as JSON."""
    rows = connection.rows(
        f"SELECT m.id::text, {_CHOSEN}::text FROM movies AS m WHERE m.id = ANY(%(ids)s::uuid[])", {"ids": ids}
    )
    return dict(rows)
