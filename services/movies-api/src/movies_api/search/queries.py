"""SQL of the search: which films a text means, and the films the live search shows."""

from dataclasses import asdict
from typing import Any

from movies_api.movies.shapes import (
    BY_PLATFORM,
    PLATFORMS_OF_FILM,
    SENTIMENTS_OF_FILM,
    STRONGEST_FIRST,
    film_members,
    named,
)
from movies_api.platforms.queries import PLATFORM
from movies_api.search.rules import SearchText
from movies_api.wire import TRIMMED, array_of, object_of, timestamps
from suite.database import Connection
from suite.text.typos import gram_segments

MOST_FOUND = 20
MOST_GUESSES = 300
# Words as PostgreSQL stems them, the last one also as a beginning.
_WORDS = "websearch_to_tsquery('pg_catalog.portuguese', %(asked)s)"
_NAMES = "websearch_to_tsquery('pg_catalog.simple', %(asked)s)"
_NAME_BEGINNING = """(websearch_to_tsquery('pg_catalog.simple', %(head)s)
    && to_tsquery('pg_catalog.simple', %(last)s || ':*'))"""
_BEGINNING = """(websearch_to_tsquery('pg_catalog.portuguese', %(head)s)
    && to_tsquery('pg_catalog.simple', %(last)s || ':*'))"""


def word_query(search: SearchText) -> str:
    """The tsquery over films; a beginning only counts where there is one."""
    return f"({_WORDS} || {_BEGINNING})" if search.last else _WORDS


def matching_films(search: SearchText) -> str:
    """A subquery of the ids that match words, a part of a title, or people; each branch has an index of its own."""
    names = f"({_NAMES} || {_NAME_BEGINNING})" if search.last else _NAMES
    return f"""(
        SELECT id FROM movies WHERE search @@ {word_query(search)}
        UNION
        SELECT id FROM movies WHERE title_grams @> grams(%(folded)s)
           AND (strpos(title_key, %(folded)s) > 0 OR strpos(original_title_key, %(folded)s) > 0)
        UNION
        SELECT k.movie_id FROM actors AS q JOIN movie_cast AS k ON k.actor_id = q.id WHERE q.search @@ {names})"""


def search_values(search: SearchText) -> dict[str, Any]:
    """Parameters of matching_films and search_order."""
    return asdict(search)


def search_order(search: SearchText) -> str:
    """Films whose title begins with the text, then those that contain it, then by words, rating and id."""
    return f"""starts_with(m.title_key, %(folded)s) DESC, strpos(m.title_key, %(folded)s) > 0 DESC,
        ts_rank(m.search, {word_query(search)}) DESC, m.vote_average DESC NULLS LAST, m.id"""


_FOUND = object_of(
    {
        **film_members(TRIMMED),
        "platforms": array_of(
            object_of(
                {
                    "movieId": "a.movie_id",
                    "streamingPlatformId": "a.streaming_platform_id",
                    "accessType": "a.access_type",
                    "streamingPlatform": object_of(PLATFORM),
                }
            ),
            PLATFORMS_OF_FILM,
            BY_PLATFORM,
        ),
        "movieSentiments": array_of(
            object_of(
                {
                    "movieId": "ms.movie_id",
                    "mainSentimentId": "ms.main_sentiment_id",
                    "subSentimentId": "ms.sub_sentiment_id",
                    "relevance": TRIMMED.format("ms.relevance"),
                    **timestamps("ms"),
                    "mainSentiment": named("s"),
                    "subSentiment": named("b"),
                }
            ),
            SENTIMENTS_OF_FILM,
            STRONGEST_FIRST,
        ),
    }
)
_OF_SENTIMENT = """EXISTS (SELECT FROM movie_sentiments AS e
    WHERE e.movie_id = m.id AND e.main_sentiment_id = %(sentiment)s)"""
_ON_PLATFORM = """EXISTS (SELECT FROM movie_streaming_platforms AS e
    WHERE e.movie_id = m.id AND e.streaming_platform_id = %(platform)s)"""


def found_statement(search: SearchText | None, *, guesses: bool, sentiment: int | None, platform: int | None) -> str:
    """The statement of select_found."""
    conditions, order = ["NOT m.adult"], "m.vote_average DESC NULLS LAST, m.id"
    if guesses:
        conditions.append("m.id = ANY(%(ids)s::uuid[])")
        order = "array_position(%(ids)s::uuid[], m.id)"
    elif search:
        conditions.append(f"m.id IN {matching_films(search)}")
        order = search_order(search)
    if sentiment is not None:
        conditions.append(_OF_SENTIMENT)
    if platform is not None:
        conditions.append(_ON_PLATFORM)
    return f"""SELECT coalesce(json_agg({_FOUND} ORDER BY m.place), '[]')::text, count(*) FROM (
        SELECT m.*, row_number() OVER (ORDER BY {order}) AS place FROM movies AS m
         WHERE {" AND ".join(conditions)} ORDER BY {order} LIMIT {MOST_FOUND}) AS m"""


def select_found(
    connection: Connection,
    search: SearchText | None,
    *,
    ids: list[str] | None = None,
    sentiment: int | None,
    platform: int | None,
    hide_logos: bool,
) -> tuple[str, int]:
    """JSON array of the best films, and how many they are; with `ids` of these films, in this order."""
    values = {**(search_values(search) if search else {}), "ids": ids or []}
    values |= {"sentiment": sentiment, "platform": platform, "hide_logos": hide_logos}
    statement = found_statement(search, guesses=ids is not None, sentiment=sentiment, platform=platform)
    row = connection.row(statement, values)
    assert row is not None
    return row[0], row[1]


def guess_statement(words: list[str]) -> tuple[str, dict[str, Any]]:
    """The statement and values of select_guesses."""
    values: dict[str, Any] = {"most": MOST_GUESSES}
    films, people = [], []
    for number, word in enumerate(words):
        choices = []
        for part, segment in enumerate(gram_segments(word)):
            key = f"grams_{number}_{part}"
            values[key] = segment
            choices.append(f"{{column}} @> %({key})s::text[]")
        anyone = " OR ".join(choices)
        films.append(f"({anyone})".replace("{column}", "m.title_grams"))
        people.append(f"({anyone})".replace("{column}", "q.name_grams"))
    statement = f"""SELECT id::text, words FROM (
            SELECT m.id, m.title || ' ' || coalesce(m.original_title, '') || ' ' || coalesce(m.director, '') AS words
              FROM movies AS m WHERE {" AND ".join(films)}
            UNION ALL
            SELECT k.movie_id, q.name FROM actors AS q JOIN movie_cast AS k ON k.actor_id = q.id
             WHERE {" AND ".join(people)}) AS candidate
        JOIN movies AS m USING (id) ORDER BY m.vote_average DESC NULLS LAST, id LIMIT %(most)s"""
    return statement, values


def select_guesses(connection: Connection, words: list[str]) -> list[tuple[str, str]]:
    """(film id, words of its titles and people) of films that share enough with mistyped words, best films first."""
    statement, values = guess_statement(words)
    rows: list[tuple[str, str]] = connection.rows(statement, values)
    return rows
