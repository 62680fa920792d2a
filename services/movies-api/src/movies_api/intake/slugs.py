"""Addresses of film pages that nobody else has."""

from collections.abc import Sequence
from itertools import count

from movies_api.intake.film import ImportedFilm
from movies_api.intake.film_queries import select_taken_slugs
from suite.database import Connection
from suite.text.slugs import slug_of

LONGEST_SLUG = 120
UNNAMED = "filme"


def free_slugs(connection: Connection, films: Sequence[ImportedFilm]) -> list[str]:
    """One slug a film: the folded title, with the year when that is taken, then with a number."""
    wanted = {slug for film in films for slug in (base_slug(film), dated_slug(film))}
    used = select_taken_slugs(connection, wanted)
    slugs: list[str] = []
    for film in films:
        slug = next((slug for slug in (base_slug(film), dated_slug(film)) if slug not in used), None)
        slug = slug or numbered_slug(connection, dated_slug(film), used)
        used.add(slug)
        slugs.append(slug)
    return slugs


def base_slug(film: ImportedFilm) -> str:
    """The folded title; titles without a letter of ours get a word."""
    return slug_of(film.title)[:LONGEST_SLUG].strip("-") or UNNAMED


def dated_slug(film: ImportedFilm) -> str:
    """The folded title and the year."""
    return f"{base_slug(film)}-{film.year}" if film.year else base_slug(film)


def numbered_slug(connection: Connection, slug: str, used: set[str]) -> str:
    """The first of slug-2, slug-3, … that is free."""
    for number in count(2):
        numbered = f"{slug}-{number}"
        if numbered not in used and not select_taken_slugs(connection, [numbered]):
            return numbered
    raise AssertionError("unreachable")
