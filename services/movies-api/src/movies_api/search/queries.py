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
from movies_api.search.rules import FilmSearch, TitleWording
from movies_api.wire import TRIMMED, array_of, object_of, timestamps
from suite.database import Connection
from suite.text.typos import gram_segments

MOST_FOUND = 20
MOST_GUESSES = 300
# Films of a year are also those of the years beside it: countries differ about when a film came out.
YEARS_APART = 1


def word_query(wording: TitleWording, name: str, language: str = "portuguese") -> str:
    """The tsquery of a wording, its parameters named after `name`; a beginning only counts where there is one."""
    whole = f"websearch_to_tsquery('pg_catalog.{language}', %({name}_words)s)"
    if not wording.last:
        return whole
    return f"""({whole} || (websearch_to_tsquery('pg_catalog.{language}', %({name}_head)s)
        && to_tsquery('pg_catalog.simple', %({name}_last)s || ':*')))"""


def matching_films(search: FilmSearch) -> str:
    """A subquery of the ids that match the text, or what it says beside a year and the year."""
    found = [matching_wording(search.whole, "whole")]
    for place, (_, rest) in enumerate(search.dated):
        found.append(f"""SELECT id FROM movies WHERE id IN ({matching_wording(rest, f"rest{place}")})
            AND year BETWEEN %(year{place})s - {YEARS_APART} AND %(year{place})s + {YEARS_APART}""")
    return f"({' UNION '.join(found)})"


def matching_wording(wording: TitleWording, name: str) -> str:
    """Ids that match words, a part or the beginning of a title, or people; each branch has an index of its own."""
    branches = [
        f"SELECT id FROM movies WHERE search @@ {word_query(wording, name)}",
        f"""SELECT id FROM movies WHERE title_grams @> grams(%({name}_folded)s)
            AND (strpos(title_key, %({name}_folded)s) > 0 OR strpos(original_title_key, %({name}_folded)s) > 0)""",
        f"""SELECT k.movie_id FROM actors AS q JOIN movie_cast AS k ON k.actor_id = q.id
             WHERE q.search @@ {word_query(wording, name, "simple")}""",
    ]
    if wording.compact:
        branches += [
            f"SELECT id FROM movies WHERE {begins(wording, name, column)}"
            for column in ("title_compact", "original_compact")
        ]
    return " UNION ".join(branches)


def begins(wording: TitleWording, name: str, column: str) -> str:
    """Whether a title begins with the wording, and not in the middle of a number."""
    condition = f"{column} ^@ %({name}_compact)s"
    if not wording.ends_in_number:
        return condition
    return f"({condition} AND substr({column}, length(%({name}_compact)s) + 1, 1) !~ '[0-9]')"


def is_title(name: str) -> str:
    """Whether one of the titles of `movies AS m` is the wording, however it is written."""
    return f"(%({name}_compact)s IN (m.title_compact, m.original_compact)) IS TRUE"


def is_name(name: str) -> str:
    """Whether what stands before the subtitle is the wording."""
    return f"(%({name}_compact)s IN (m.title_name, m.original_name)) IS TRUE"


def begins_title(wording: TitleWording, name: str) -> str:
    """Whether one of the titles of `movies AS m` begins with the wording."""
    if not wording.compact:
        return f"starts_with(m.title_key, %({name}_folded)s)"
    return f"({begins(wording, name, 'm.title_compact')} OR {begins(wording, name, 'm.original_compact')}) IS TRUE"


def search_values(search: FilmSearch) -> dict[str, Any]:
    """Parameters of matching_films and search_order."""
    wordings = {"whole": search.whole, **{f"rest{place}": rest for place, (_, rest) in enumerate(search.dated)}}
    values = {f"{name}_{part}": value for name, one in wordings.items() for part, value in asdict(one).items()}
    return {**values, **{f"year{place}": year for place, (year, _) in enumerate(search.dated)}}


def search_order(search: FilmSearch) -> str:
    """The film of that title first, and of that year; then titles that begin with the text, that contain it, words."""
    years = [(rest, f"rest{place}", f"m.year = %(year{place})s") for place, (_, rest) in enumerate(search.dated)]
    keys = [
        is_title("whole"),
        *(f"({of_year} AND {is_title(name)}) IS TRUE" for _, name, of_year in years),
        is_name("whole"),
        "starts_with(m.title_key, %(whole_folded)s)",
        begins_title(search.whole, "whole"),
    ]
    for rest, name, of_year in years:
        keys += [f"({of_year}) IS TRUE", is_title(name), is_name(name), begins_title(rest, name)]
    keys += ["strpos(m.title_key, %(whole_folded)s) > 0", f"ts_rank(m.search, {word_query(search.whole, 'whole')})"]
    keys += [f"ts_rank(m.search, {word_query(rest, name)})" for rest, name, _ in years]
    return f"{', '.join(f'{key} DESC' for key in keys)}, m.vote_average DESC NULLS LAST, m.id"


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


def found_statement(search: FilmSearch | None, *, guesses: bool, sentiment: int | None, platform: int | None) -> str:
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
    search: FilmSearch | None,
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
        JOIN movies AS m USING (id)
        ORDER BY abs(m.year - %(near)s::int) NULLS LAST, m.vote_average DESC NULLS LAST, id LIMIT %(most)s"""
    return statement, values


def select_meant(connection: Connection, wording: TitleWording, year: int) -> list[str]:
    """Ids of the films a text means beside a year that is none of theirs, those nearest to it first."""
    search = FilmSearch(wording)
    rows = connection.rows(
        f"""SELECT m.id::text FROM movies AS m WHERE m.id IN {matching_films(search)}
            ORDER BY {is_title("whole")} DESC, abs(m.year - %(near)s) NULLS LAST, {search_order(search)}
            LIMIT {MOST_GUESSES}""",
        {**search_values(search), "near": year},
    )
    return [film for (film,) in rows]


def select_guesses(connection: Connection, words: list[str], year: int | None) -> list[tuple[str, str]]:
    """(film id, words of its titles and people) of films that share enough with mistyped words.

    Those nearest to the `year` come first, then the best.
    """
    statement, values = guess_statement(words)
    rows: list[tuple[str, str]] = connection.rows(statement, {**values, "near": year})
    return rows
