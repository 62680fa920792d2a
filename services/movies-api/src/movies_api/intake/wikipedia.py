"""Entries of a Wikipedia film list as films."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, TextIO
from urllib.parse import unquote

from movies_api.intake.film import FIRST_YEAR, LAST_YEAR, ImportedFilm, required_title
from movies_api.intake.genres import WIKIPEDIA_GENRES, translated
from suite.imports import FileReport, parsed_rows, read_json_array
from suite.imports.values import required_whole, text_of, texts_of

DIRECTOR = re.compile(r"\bdirected by ((?:[A-ZÀ-Ý][\w'’.-]+ ){1,3}[A-ZÀ-Ý][\w'’-]+)(?=[ ,.;)]|$)")
MOST_CAST = 40
LONGEST_NAME = 120


def wikipedia_films(file: TextIO, report: FileReport) -> Iterator[ImportedFilm]:
    """The films; entries that are none go to the report."""
    return parsed_rows(read_json_array(file), wikipedia_film, report)


def wikipedia_film(line: int, row: Mapping[str, Any]) -> ImportedFilm:
    """One film; BadValue."""
    genres, themes = translated(texts_of(row, "genres"), WIKIPEDIA_GENRES)
    description = text_of(row, "extract")
    href = text_of(row, "href", longest=500)
    return ImportedFilm(
        line,
        required_title(text_of(row, "title", longest=10_000)),
        required_whole(row, "year", FIRST_YEAR, LAST_YEAR),
        director=named_director(description or ""),
        genres=genres,
        keywords=themes,
        description=description,
        thumbnail=text_of(row, "thumbnail", longest=2_000),
        source={"wikipedia": {"page": unquote(href)}} if href else {},
        cast=cast_of(row),
    )


def cast_of(row: Mapping[str, Any]) -> list[str]:
    """Names of people; single signs left over from the page are not names."""
    names = texts_of(row, "cast", longest=10_000)
    return [name for name in names if any(map(str.isalnum, name)) and len(name) <= LONGEST_NAME][:MOST_CAST]


def named_director(text: str) -> str | None:
    """The director the text names first."""
    found = DIRECTOR.search(text)
    return found[1] if found else None
