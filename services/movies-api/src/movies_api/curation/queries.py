"""SQL that reads what films are judged by."""

from collections.abc import Sequence
from typing import Any

from movies_api.curation.film import Feeling, FilmFacts
from movies_api.curation.oscars import OSCAR
from movies_api.curation.vocabulary import EndOption, SubSentiment, Vocabulary, genre_key
from suite.database import Connection, Prepared

SELECT_OPTIONS = """
    SELECT option.id, option.text, option.display_title, sentiment.id, sentiment.name,
           coalesce(array_agg(sub.name ORDER BY sub.id) FILTER (WHERE sub.id IS NOT NULL), '{}'),
           coalesce(array_agg(sub.id ORDER BY sub.id) FILTER (WHERE sub.id IS NOT NULL), '{}')
      FROM journey_option_flows AS option
      JOIN journey_step_flows AS step ON step.id = option.journey_step_flow_id
      JOIN journey_flows AS flow ON flow.id = step.journey_flow_id
      JOIN main_sentiments AS sentiment ON sentiment.id = flow.main_sentiment_id
      LEFT JOIN journey_option_flow_sub_sentiments AS expected ON expected.journey_option_flow_id = option.id
      LEFT JOIN sub_sentiments AS sub ON sub.id = expected.sub_sentiment_id
     WHERE option.is_end_state
     GROUP BY option.id, sentiment.id
     ORDER BY option.id
"""
_FEELINGS = """
    SELECT json_agg(json_build_array(sub.id, sub.name, felt.relevance) ORDER BY sub.id)
      FROM movie_sentiments AS felt JOIN sub_sentiments AS sub ON sub.id = felt.sub_sentiment_id
     WHERE felt.movie_id = film.id
"""
_SCORES = """
    SELECT json_agg(json_build_array(journey_option_flow_id, relevance_score) ORDER BY journey_option_flow_id)
      FROM movie_suggestion_flows WHERE movie_id = film.id
"""
_HAS_OSCARS = " OR ".join(
    f"EXISTS (SELECT FROM {table} AS given JOIN awards AS award ON award.id = given.award_id"
    f" WHERE given.{film} = film.id AND award.name = '{OSCAR}')"
    for film, tables in (
        ("movie_id", ("movie_award_wins", "movie_award_nominations")),
        ("for_movie_id", ("person_award_wins", "person_award_nominations")),
    )
    for table in tables
)
SELECT_FACTS = f"""
    SELECT film.id, film.tmdb_id, film.title, film.original_title, film.year, film.director, film.genres,
           film.keywords, film.description, film.vote_average, film.imdb_rating, film.awards_summary, ({_HAS_OSCARS}),
           num_nulls(film.landing_page_hook, film.target_audience_for_lp, film.content_warnings) = 0,
           ({_FEELINGS}), ({_SCORES})
      FROM movies AS film
"""
# Asked for several times a film: planning it costs more than reading it.
_FACTS_OF_FILM = Prepared("facts_of_film", f"{SELECT_FACTS} WHERE film.id = %(film)s::uuid", film="text")


def select_vocabulary(connection: Connection) -> Vocabulary:
    """All sub-sentiments, end options and links of genres."""
    subs = connection.rows("SELECT id, name, main_sentiment_id, keywords FROM sub_sentiments ORDER BY id")
    linked = connection.rows(
        "SELECT genre.name, array_agg(link.sub_sentiment_id) FROM genre_sub_sentiments AS link"
        " JOIN genres AS genre ON genre.id = link.genre_id GROUP BY genre.id"
    )
    return Vocabulary(
        tuple(SubSentiment(number, name, main, tuple(words)) for number, name, main, words in subs),
        tuple(
            EndOption(number, text, title, sentiment, name, tuple(names), tuple(ids))
            for number, text, title, sentiment, name, names, ids in connection.rows(SELECT_OPTIONS)
        ),
        {genre_key(name): frozenset(ids) for name, ids in linked},
    )


def select_facts(connection: Connection, film_id: str) -> FilmFacts | None:
    """A stored film."""
    row = connection.row(_FACTS_OF_FILM, {"film": film_id})
    return facts_of_row(row) if row else None


def select_all_facts(connection: Connection, film_ids: Sequence[str]) -> list[FilmFacts]:
    """Stored films, by id."""
    rows = connection.rows(f"{SELECT_FACTS} WHERE film.id = ANY(%s::uuid[]) ORDER BY film.id", (list(film_ids),))
    return [facts_of_row(row) for row in rows]


def select_film_id(
    connection: Connection, *, tmdb_id: int | None = None, title: str | None = None, year: int | None = None
) -> str | None:
    """The film of a TMDB id, or of a title in either language and, if given, a year."""
    found = connection.value(
        "SELECT id FROM movies WHERE CASE WHEN %(tmdb_id)s IS NOT NULL THEN tmdb_id = %(tmdb_id)s"
        " ELSE fold(%(title)s) IN (title_key, original_title_key) AND (%(year)s::int IS NULL OR year = %(year)s) END"
        " ORDER BY vote_count DESC NULLS LAST, id LIMIT 1",
        {"tmdb_id": tmdb_id, "title": title, "year": year},
    )
    return None if found is None else str(found)


def select_all_film_ids(connection: Connection, *, judged: bool | None = None) -> list[str]:
    """Ids of all films, or only of those with or without feelings."""
    rows = connection.rows(
        "SELECT id FROM movies AS film WHERE %(judged)s IS NULL OR %(judged)s = EXISTS ("
        " SELECT FROM movie_sentiments WHERE movie_id = film.id) ORDER BY id",
        {"judged": judged},
    )
    return [str(film_id) for (film_id,) in rows]


def facts_of_row(row: tuple[Any, ...]) -> FilmFacts:
    """A row of SELECT_FACTS."""
    film_id, tmdb_id, title, original, year, director, genres, keywords, description, votes, imdb, *others = row
    awards, has_oscars, texts, feelings, scores = others
    return FilmFacts(
        title,
        year,
        str(film_id),
        tmdb_id,
        original,
        director,
        tuple(genres),
        tuple(keywords),
        description,
        None if votes is None else float(votes),
        None if imdb is None else float(imdb),
        awards,
        has_oscars,
        texts,
        tuple(Feeling(*feeling) for feeling in feelings or ()),
        dict(scores or ()),
    )
