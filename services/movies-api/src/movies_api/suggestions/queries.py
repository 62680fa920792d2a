"""SQL of the suggestions: the films worth comparing, how many may be suggested, the films chosen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from movies_api.movies.shapes import film_members, film_platforms, film_sentiments
from movies_api.suggestions.filters import FilmFilter, admitting
from movies_api.wire import NUMBER, object_of
from suite.database import Connection, Prepared
from suite.ids import integer_or_none
from suite.text.folding import fold

# Of a catalogue up to this size every film is compared; of a larger one as many as PROMISING in each respect.
POOL = 500
PROMISING = 25
SHOWN_SENTIMENTS = 3


def select_platform_ids(connection: Connection, given: Iterable[str]) -> tuple[int, ...]:
    """Ids of platforms given by id or by name; unknown ones are left out."""
    words = list(given)
    ids = [number for number in map(integer_or_none, words) if number is not None]
    rows = connection.rows(
        "SELECT id FROM streaming_platforms WHERE id = ANY(%(ids)s) OR fold(name) = ANY(%(names)s::text[]) ORDER BY id",
        {"ids": ids, "names": [fold(word) for word in words]},
    )
    return tuple(row[0] for row in rows)


def count_admitted(connection: Connection, admitted: FilmFilter, among: Iterable[str] | None = None) -> int:
    """How many films may be suggested, of all or of those with the ids `among`."""
    condition, values = admitting(admitted)
    if among is not None:
        condition += " AND m.id = ANY(%(among)s::uuid[])"
        values["among"] = list(among)
    return int(connection.value(f"SELECT count(*) FROM movies AS m WHERE {condition}", values))


@dataclass(frozen=True, slots=True)
class PoolQuery:
    """Which films are worth comparing: folded sub-sentiment `names`, folded `genres`, films curated under `options`.

    `most` is how many by each of these.
    """

    names: Iterable[str]
    genres: Iterable[str]
    options: Iterable[int]
    most: int = POOL


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
) SELECT pool.id::text, c.score FROM pool LEFT JOIN curated AS c ON c.movie_id = pool.id"""


def select_pool(connection: Connection, wanted: PoolQuery, admitted: FilmFilter) -> dict[str, float | None]:
    """Id of each film worth comparing → its best stored score under the question."""
    condition, values = admitting(admitted)
    values |= {
        "names": sorted(wanted.names),
        "genres": sorted(wanted.genres),
        "options": sorted(wanted.options),
        "most": wanted.most,
    }
    rows = connection.rows(pool_statement(condition), values)
    return {film: None if score is None else float(score) for film, score in rows}


_CHOSEN_FILM = object_of(
    {
        **film_members(NUMBER),
        "platforms": film_platforms(),
        "movieSentiments": film_sentiments(NUMBER, most=SHOWN_SENTIMENTS),
    }
)
_CHOSEN = Prepared(
    "movies_chosen",
    f"SELECT m.id::text, {_CHOSEN_FILM}::text FROM movies AS m WHERE m.id = ANY(%(ids)s::uuid[])",
    ids="text[]",
)


def select_chosen(connection: Connection, ids: list[str]) -> Mapping[str, str]:
    """Film id → the film as a suggestion shows it, as JSON."""
    return dict(connection.rows(_CHOSEN, {"ids": ids}))
