"""Rows of a TMDB table as films."""

from collections.abc import Iterator, Mapping
from typing import Any, TextIO

from movies_api.intake.film import ImportedFilm, required_title
from movies_api.intake.genres import TMDB_GENRES, translated
from suite.imports import FileReport, parsed_rows, read_csv
from suite.imports.values import (
    list_of,
    number_of,
    required_whole,
    text_of,
    texts_of,
    whole_of,
    year_of,
)

# Kept beside the film for later use, never served.
KEPT_TEXTS = ("homepage", "original_language", "status", "tagline", "release_date")
KEPT_LISTS = ("production_companies", "production_countries", "spoken_languages")
KEPT_NUMBERS = ("budget", "revenue", "popularity")
HUGE = 1e12


def tmdb_films(file: TextIO, report: FileReport) -> Iterator[ImportedFilm]:
    """The films; rows that are none go to the report."""
    return parsed_rows(read_csv(file), tmdb_film, report, columns=("id", "title"))


def tmdb_film(line: int, row: Mapping[str, Any]) -> ImportedFilm:
    """One film; BadValue."""
    votes = whole_of(row, "vote_count", 0) or 0
    runtime = number_of(row, "runtime", 10_000) or 0
    genres, _ = translated(texts_of(row, "genres"), TMDB_GENRES)
    return ImportedFilm(
        line,
        required_title(text_of(row, "title")),
        year_of(row, "release_date"),
        tmdb_id=required_whole(row, "id"),
        original_title=text_of(row, "original_title", longest=255),
        genres=genres,
        keywords=texts_of(row, "keywords"),
        description=text_of(row, "overview"),
        vote_average=number_of(row, "vote_average", 10) if votes else None,
        vote_count=votes,
        runtime=round(runtime) or None,
        source={"tmdb": kept_values(row)},
    )


def kept_values(row: Mapping[str, Any]) -> dict[str, Any]:
    """The remaining columns that say something."""
    values: dict[str, Any] = {name: text_of(row, name) for name in KEPT_TEXTS}
    values |= {name: number_of(row, name, HUGE) for name in KEPT_NUMBERS}
    values |= {name: list_of(row, name) for name in KEPT_LISTS}
    return {name: value for name, value in values.items() if value}
