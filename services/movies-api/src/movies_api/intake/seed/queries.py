"""SQL only the seeds need."""

from collections.abc import Iterable, Mapping
from typing import Any

from suite.database import Connection

# Any number will do that no other lock of this database uses.
CATALOGUE_LOCK = 3_000_001


def lock_catalogue(connection: Connection) -> None:
    """Wait for another planting until the transaction ends."""
    connection.run("SELECT pg_advisory_xact_lock(%s)", (CATALOGUE_LOCK,))


def is_catalogue_empty(connection: Connection) -> bool:
    """True when there is neither a sentiment nor a film."""
    return bool(connection.value("SELECT NOT EXISTS (SELECT FROM main_sentiments) AND NOT EXISTS (SELECT FROM movies)"))


def select_people(connection: Connection) -> list[tuple[str, str]]:
    """Name and id of everybody."""
    return [(name, str(person)) for name, person in connection.rows("SELECT name, id FROM actors ORDER BY id")]


def insert_curation(connection: Connection, row: Mapping[str, Any]) -> None:
    """An active daily curation."""
    connection.run(
        "INSERT INTO daily_curations (button_title, button_microcopy, header_phrase, movie_ids,"
        " start_date, end_date, created_by, updated_by)"
        " VALUES (%(button_title)s, %(button_microcopy)s, %(header_phrase)s,"
        " %(movie_ids)s::uuid[], %(start_date)s, %(end_date)s, 'seed', 'seed')",
        row,
    )


def set_active_sentiments(connection: Connection, active: Iterable[int]) -> None:
    """Show these sentiments and no others."""
    connection.run("UPDATE main_sentiments SET is_active = id = ANY(%s)", (list(active),))


def set_analyses(connection: Connection, analyses: Mapping[str, str]) -> None:
    """Let films lead to the analyses of the blog: film id → slug."""
    connection.run(
        "UPDATE movies SET has_analysis_article = true, analysis_article_slug = given.slug"
        " FROM unnest(%(films)s::uuid[], %(slugs)s::text[]) AS given (film, slug) WHERE movies.id = given.film",
        {"films": list(analyses), "slugs": list(analyses.values())},
    )
