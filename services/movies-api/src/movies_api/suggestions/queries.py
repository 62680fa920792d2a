"""SQL of the suggestions: the intention, the films worth comparing, the films chosen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from movies_api.folding import fold, folded_word
from movies_api.movies.list_queries import admitted_certifications, certification_condition
from movies_api.movies.shapes import film_members, film_platforms, film_sentiments
from movies_api.parameters import integer_or_none
from movies_api.suggestions.profile import Curated, Intention
from movies_api.suggestions.rules import UNKNOWN, Film
from movies_api.wire import NUMBER, object_of
from suite.database import Connection

# Of a catalogue up to this size every film is compared; of a larger one as many as PROMISING in each respect.
POOL = 500
PROMISING = 25
# So many films of an option say what editors have in mind.
EXAMPLES = 20
EXAMPLES_COLUMN = 10
SHOWN_SENTIMENTS = 3
_SELECT_INTENTION = f"""
SELECT i.id, i.main_sentiment_id, i.intention_type, i.emotional_tone, i.preferred_genres, i.avoid_genres,
       i.sub_sentiment_weights, ARRAY(SELECT DISTINCT name FROM sub_sentiments ORDER BY name),
       ARRAY(SELECT name FROM sub_sentiments WHERE main_sentiment_id = i.main_sentiment_id ORDER BY id),
       (SELECT coalesce(json_agg(json_build_array(o.id, b.name, e.weight) ORDER BY o.id, b.id), '[]')
          FROM emotional_intention_journey_steps AS l
          JOIN journey_option_flows AS o ON o.journey_step_flow_id = l.journey_step_flow_id
          JOIN journey_option_flow_sub_sentiments AS e ON e.journey_option_flow_id = o.id
          JOIN sub_sentiments AS b ON b.id = e.sub_sentiment_id
         WHERE l.emotional_intention_id = i.id),
       (SELECT coalesce(json_agg(json_build_array(c.option_id, c.movie_id, c.genre_keys, ARRAY(
                   SELECT json_build_array(b.name, e.relevance) FROM movie_sentiments AS e
                     JOIN sub_sentiments AS b ON b.id = e.sub_sentiment_id
                    WHERE e.movie_id = c.movie_id ORDER BY b.name, b.id))), '[]')
          FROM (SELECT g.journey_option_flow_id AS option_id, g.movie_id, m.genre_keys
                  FROM emotional_intention_journey_steps AS l
                  JOIN journey_option_flows AS o ON o.journey_step_flow_id = l.journey_step_flow_id
                 CROSS JOIN LATERAL (SELECT * FROM movie_suggestion_flows AS s WHERE s.journey_option_flow_id = o.id
                                      ORDER BY s.relevance_score DESC NULLS LAST, s.movie_id LIMIT {EXAMPLES}) AS g
                  JOIN movies AS m ON m.id = g.movie_id
                 WHERE l.emotional_intention_id = i.id ORDER BY o.id, g.movie_id) AS c),
       ARRAY(SELECT o.id FROM emotional_intention_journey_steps AS l
               JOIN journey_option_flows AS o ON o.journey_step_flow_id = l.journey_step_flow_id
              WHERE l.emotional_intention_id = i.id ORDER BY o.id),
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
    if row is None:
        return None
    columns = list(row)
    columns[EXAMPLES_COLUMN] = [make_example(*one) for one in row[EXAMPLES_COLUMN]]
    return Intention(*columns)


def make_example(
    option_id: int, film_id: str, genres: list[str], sentiments: list[tuple[str, float | None]]
) -> Curated:
    """A curated film as rows tell it."""
    strengths: dict[str, float] = {}
    for name, relevance in sentiments:
        folded = folded_word(name)
        strengths[folded] = max(strengths.get(folded, 0.0), UNKNOWN if relevance is None else float(relevance))
    return Curated(option_id, film_id, genres, strengths)


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


FILMS = """
SELECT m.id::text, m.genre_keys, m.keywords, m.director, m.year,
       m.imdb_rating, m.vote_average, m.rotten_tomatoes_rating, m.metacritic_rating, m.vote_count,
       m.emotional_entry_type, sentiments.list, platforms.list, c.score
  FROM pool JOIN movies AS m ON m.id = pool.id LEFT JOIN curated AS c ON c.movie_id = m.id
  LEFT JOIN (SELECT e.movie_id, json_agg(json_build_array(b.name, e.main_sentiment_id, e.relevance)
                                         ORDER BY b.name, b.id) AS list
               FROM movie_sentiments AS e JOIN sub_sentiments AS b ON b.id = e.sub_sentiment_id
              WHERE e.movie_id IN (SELECT id FROM pool) GROUP BY e.movie_id) AS sentiments ON sentiments.movie_id = m.id
  LEFT JOIN (SELECT a.movie_id, json_agg(json_build_array(p.id, a.access_type, p.show_filter)
                                         ORDER BY p.id, a.access_type) AS list
               FROM movie_streaming_platforms AS a JOIN streaming_platforms AS p ON p.id = a.streaming_platform_id
              WHERE a.movie_id IN (SELECT id FROM pool) GROUP BY a.movie_id) AS platforms ON platforms.movie_id = m.id
 ORDER BY m.id"""


def pool_statement(condition: str) -> str:
    """The statement of select_pool: the best by rating, by votes, by feeling, by genre, and the curated ones."""
    return f"""
WITH curated AS (
    SELECT best.movie_id, max(best.relevance_score) AS score FROM unnest(%(options)s::int[]) AS o (id)
     CROSS JOIN LATERAL (
        SELECT g.movie_id, g.relevance_score FROM movie_suggestion_flows AS g WHERE g.journey_option_flow_id = o.id
         ORDER BY g.relevance_score DESC NULLS LAST, g.movie_id LIMIT {POOL}) AS best
     GROUP BY best.movie_id
), pool AS (
    (SELECT m.id FROM movies AS m WHERE {condition}
      ORDER BY m.rating DESC NULLS LAST, m.id DESC LIMIT %(most)s)
    UNION
    (SELECT m.id FROM movies AS m WHERE {condition}
      ORDER BY m.vote_count DESC NULLS LAST, m.id DESC LIMIT %(most)s)
    UNION
    (SELECT m.id FROM movies AS m WHERE {condition} AND m.genre_keys && %(genres)s::text[]
      ORDER BY m.rating DESC NULLS LAST, m.id DESC LIMIT %(most)s)
    UNION
    SELECT strongest.id FROM sub_sentiments AS b CROSS JOIN LATERAL (
        SELECT m.id FROM movie_sentiments AS e JOIN movies AS m ON m.id = e.movie_id
         WHERE e.sub_sentiment_id = b.id AND {condition}
         ORDER BY e.relevance DESC NULLS LAST, e.movie_id LIMIT %(most)s) AS strongest
     WHERE fold(b.name) = ANY(%(names)s::text[])
    UNION
    (SELECT m.id FROM curated AS c JOIN movies AS m ON m.id = c.movie_id WHERE {condition}
      ORDER BY c.score DESC NULLS LAST, m.id LIMIT %(most)s)
){FILMS}"""


@dataclass(frozen=True, slots=True)
class PoolQuery:
    """Which films are worth comparing: folded sub-sentiment `names`, folded `genres`, films curated under `options`.

    `most` is how many by each of these.
    """

    names: Iterable[str]
    genres: Iterable[str]
    options: Iterable[int]
    most: int = POOL


def select_pool(connection: Connection, wanted: PoolQuery, admitted: FilmFilter) -> list[Film]:
    """The films worth comparing, by id."""
    condition, values = admitting(admitted)
    values |= {
        "names": sorted(wanted.names),
        "genres": sorted(wanted.genres),
        "options": sorted(wanted.options),
        "most": wanted.most,
    }
    return [make_film(row) for row in connection.rows(pool_statement(condition), values)]


def make_film(row: tuple[Any, ...]) -> Film:
    """A row of FILMS as it is compared."""
    scales = (1, 1, 10, 10)
    ratings = tuple(float(value) / scale for value, scale in zip(row[5:9], scales, strict=True) if value is not None)
    sentiments = [
        (folded_word(name), name, main, None if relevance is None else float(relevance))
        for name, main, relevance in row[11] or ()
    ]
    return Film(
        id=row[0],
        genres=frozenset(row[1]),
        keywords=frozenset(map(folded_word, row[2])),
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
