"""Entries of a Wikipedia film list as films."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from movies_api.importer.film import FIRST_YEAR, LAST_YEAR, Film, required_title
from movies_api.importer.genres import WIKIPEDIA_GENRES, translated
from movies_api.importer.reading import Row
from movies_api.importer.report import FileReport
from movies_api.importer.values import BadValue, required_whole, text_of, texts_of

DIRECTOR = re.compile(r"\bdirected by ((?:[A-ZÀ-Ý][\w'’.-]+ ){1,3}[A-ZÀ-Ý][\w'’-]+)(?=[ ,.;)]|$)")
MOST_CAST = 40
LONGEST_NAME = 120


def wikipedia_films(rows: Iterable[Row], report: FileReport) -> Iterator[Film]:
    """The films; entries that are none go to the report."""
    for row in rows:
        report.read += 1
        try:
            if row.problem:
                raise BadValue(row.problem)
            yield wikipedia_film(row.line, row.content)
        except BadValue as problem:
            report.refuse(row.line, str(problem))


def wikipedia_film(line: int, row: Mapping[str, Any]) -> Film:
    """One film; BadValue."""
    genres, themes = translated(texts_of(row, "genres"), WIKIPEDIA_GENRES)
    description = text_of(row, "extract")
    href = text_of(row, "href", longest=500)
    return Film(
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
