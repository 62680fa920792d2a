"""Genres, sentiments and films of a dump."""

from collections.abc import Mapping
from typing import Any

from movies_api.intake.dump.files import Dump, require_reference
from movies_api.intake.dump.queries import select_sentiment_ids
from movies_api.intake.film import FIRST_YEAR, LAST_YEAR, ImportedFilm, required_title
from movies_api.intake.films import FilmImport
from movies_api.intake.tables import (
    GENRE_SUB_SENTIMENTS,
    GENRES,
    MAIN_SENTIMENTS,
    MOVIE_SENTIMENTS,
    SUB_SENTIMENTS,
)
from movies_api.rules import CERTIFICATIONS
from suite.imports.queries import select_ids
from suite.imports.values import (
    flag_of,
    list_of,
    number_of,
    required_text,
    required_whole,
    text_of,
    texts_of,
    times_of,
    uuid_of,
    whole_of,
)

GENRE_FILE = "Genre_rows.csv"
SENTIMENT_FILE = "MainSentiment_rows.csv"
SUB_SENTIMENT_FILE = "SubSentiment_rows.csv"
GENRE_SUB_SENTIMENT_FILE = "GenreSubSentiment_rows.csv"
MOVIE_FILE = "Movie_rows.csv"
MOVIE_SENTIMENT_FILE = "MovieSentiment_rows.csv"


def import_genres(dump: Dump) -> None:
    """Genre_rows.csv."""

    def parse(line: int, row: Mapping[str, Any]) -> dict[str, Any]:
        return {"id": required_whole(row, "id"), "name": required_text(row, "name", longest=100)}

    rows = dump.write(GENRE_FILE, GENRES, dump.rows_of(GENRE_FILE, GENRES, parse))
    ids = select_ids(dump.connection, GENRES)
    dump.genres = {row["id"]: ids[row["name"]] for row in rows}


def import_sentiments(dump: Dump, names: Mapping[int, str]) -> None:
    """MainSentiment_rows.csv; `names` are those of the current journeys."""

    def parse(line: int, row: Mapping[str, Any]) -> dict[str, Any]:
        number = required_whole(row, "id")
        return {
            "id": number,
            "name": names.get(number) or required_text(row, "name", longest=100),
            "description": text_of(row, "description"),
            "keywords": texts_of(row, "keywords"),
            **times_of(row),
        }

    known = MAIN_SENTIMENTS.without("short_description")
    dump.write(SENTIMENT_FILE, known, dump.rows_of(SENTIMENT_FILE, known, parse))
    dump.sentiments = select_sentiment_ids(dump.connection)


def import_sub_sentiments(dump: Dump) -> None:
    """SubSentiment_rows.csv and GenreSubSentiment_rows.csv."""

    def parse(line: int, row: Mapping[str, Any]) -> dict[str, Any]:
        sentiment = required_whole(row, "mainSentimentId")
        require_reference(dump.sentiments, sentiment, "mainSentimentId")
        return {
            "id": required_whole(row, "id"),
            "name": required_text(row, "name", longest=100),
            "description": text_of(row, "description"),
            "keywords": texts_of(row, "keywords"),
            "main_sentiment_id": sentiment,
            **times_of(row),
        }

    rows = dump.write(SUB_SENTIMENT_FILE, SUB_SENTIMENTS, dump.rows_of(SUB_SENTIMENT_FILE, SUB_SENTIMENTS, parse))
    ids = select_ids(dump.connection, SUB_SENTIMENTS)
    dump.sub_sentiments = {row["id"]: ids[row["main_sentiment_id"], row["name"]] for row in rows}
    import_genre_sub_sentiments(dump)


def import_genre_sub_sentiments(dump: Dump) -> None:
    """GenreSubSentiment_rows.csv."""

    def parse(line: int, row: Mapping[str, Any]) -> dict[str, Any]:
        genre, sub = required_whole(row, "genreId"), required_whole(row, "subSentimentId")
        require_reference(dump.genres, genre, "genreId")
        require_reference(dump.sub_sentiments, sub, "subSentimentId")
        return {
            "id": required_whole(row, "id"),
            "genre_id": dump.genres[genre],
            "sub_sentiment_id": dump.sub_sentiments[sub],
            **times_of(row),
        }

    rows = dump.rows_of(GENRE_SUB_SENTIMENT_FILE, GENRE_SUB_SENTIMENTS, parse)
    dump.write(GENRE_SUB_SENTIMENT_FILE, GENRE_SUB_SENTIMENTS, rows)


def import_movies(dump: Dump) -> None:
    """Movie_rows.csv; the column of platforms has had no meaning for long and is passed over."""

    def parse(line: int, row: Mapping[str, Any]) -> ImportedFilm:
        list_of(row, "genreIds")
        return ImportedFilm(
            line,
            required_title(text_of(row, "title")),
            whole_of(row, "year", FIRST_YEAR, LAST_YEAR),
            id=uuid_of(row, "id"),
            original_title=text_of(row, "original_title", longest=255),
            director=text_of(row, "director", longest=255),
            genres=texts_of(row, "genres"),
            keywords=texts_of(row, "keywords"),
            description=text_of(row, "description"),
            thumbnail=text_of(row, "thumbnail", longest=2_000),
            vote_average=number_of(row, "vote_average", 10),
            vote_count=whole_of(row, "vote_count", 0),
            certification=certification_of(dump, line, row),
            adult=flag_of(row, "adult"),
            **times_of(row),
        )

    films = dump.table(MOVIE_FILE, parse)
    if films:
        run = FilmImport(dump.connection, dump.report.file(MOVIE_FILE), overwrite=True)
        run.load(films)
        dump.movies = run.ids


def certification_of(dump: Dump, line: int, row: Mapping[str, Any]) -> str | None:
    """A Brazilian certification; others are dropped and reported."""
    given = text_of(row, "certification")
    if given is None or given in CERTIFICATIONS:
        return given
    dump.report.file(MOVIE_FILE).remark_row(
        line, f"certification {given} is not one of {', '.join(CERTIFICATIONS)}, left out"
    )
    return None


def import_movie_sentiments(dump: Dump) -> None:
    """MovieSentiment_rows.csv: which feelings a film has, without a strength."""

    def parse(line: int, row: Mapping[str, Any]) -> dict[str, Any]:
        movie = uuid_of(row, "movieId")
        sentiment, sub = required_whole(row, "mainSentimentId"), required_whole(row, "subSentimentId")
        require_reference(dump.movies, movie, "movieId")
        require_reference(dump.sentiments, sentiment, "mainSentimentId")
        require_reference(dump.sub_sentiments, sub, "subSentimentId")
        return {
            "movie_id": dump.movies[movie],
            "main_sentiment_id": sentiment,
            "sub_sentiment_id": dump.sub_sentiments[sub],
            **times_of(row),
        }

    # The dump knows no strength: one that was found since stays.
    known = MOVIE_SENTIMENTS.without("relevance")
    dump.write(MOVIE_SENTIMENT_FILE, known, dump.rows_of(MOVIE_SENTIMENT_FILE, known, parse))
