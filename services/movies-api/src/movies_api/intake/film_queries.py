"""SQL of film imports: find films that are there, write batches of them, fill what is empty."""

from collections.abc import Iterable, Sequence
from typing import Any

from suite.database import Connection
from suite.http.replies import encode
from suite.imports.queries import Row, recordset

MATCHED = {
    "place": "integer",
    "id": "uuid",
    "tmdb_id": "integer",
    "title": "text",
    "original_title": "text",
    "year": "integer",
}
BY_ID, BY_TMDB_ID, BY_TITLE, BY_ORIGINAL_TITLE, TITLE_TAKEN = range(1, 6)
_SAME_YEAR = "year IS NOT DISTINCT FROM given.year"
_NOT_TOLD_APART = "(tmdb_id IS NULL OR given.tmdb_id IS NULL OR tmdb_id = given.tmdb_id)"
_GIVEN_TITLES = "ANY(ARRAY[fold(given.title), fold(given.original_title)])"
# The strongest sign first: the id, the TMDB id, a title of either language with the year. A title does not
# count between two films that TMDB tells apart; they cannot both have it in one year either.
SELECT_MATCHES = f"""
    SELECT given.place, found.id, found.sign
      FROM {recordset(MATCHED)}
      CROSS JOIN LATERAL (
        SELECT id, sign FROM (
            SELECT id, {BY_ID} AS sign FROM movies WHERE id = given.id
            UNION ALL
            SELECT id, {BY_TMDB_ID} FROM movies WHERE tmdb_id = given.tmdb_id
            UNION ALL
            SELECT id, {BY_TITLE} FROM movies
             WHERE title_key = {_GIVEN_TITLES} AND {_SAME_YEAR} AND {_NOT_TOLD_APART}
            UNION ALL
            SELECT id, {BY_ORIGINAL_TITLE} FROM movies
             WHERE original_title_key = {_GIVEN_TITLES} AND {_SAME_YEAR} AND {_NOT_TOLD_APART}
            UNION ALL
            SELECT id, {TITLE_TAKEN} FROM movies
             WHERE title_key = fold(given.title) AND title = given.title AND year = given.year
        ) AS candidate ORDER BY sign, id LIMIT 1
      ) AS found
"""
FILLED = {
    "id": "uuid",
    "original_title": "text",
    "director": "text",
    "genres": "text[]",
    "genre_ids": "integer[]",
    "keywords": "text[]",
    "description": "text",
    "thumbnail": "text",
    "vote_average": "numeric",
    "vote_count": "integer",
    "runtime": "integer",
    "tmdb_id": "integer",
    "source": "jsonb",
}
LISTS = ("genres", "genre_ids", "keywords")


def filled_value(name: str) -> str:
    """What a column holds after filling: its own value unless it is empty."""
    if name == "source":
        return "given.source || film.source"
    if name in LISTS:
        return f"CASE WHEN film.{name} = '{{}}' THEN coalesce(given.{name}, '{{}}') ELSE film.{name} END"
    return f"coalesce(film.{name}, given.{name})"


_COLUMNS = [name for name in FILLED if name != "id"]
FILL_FILMS = f"""
    UPDATE movies AS film
       SET {", ".join(f"{name} = {filled_value(name)}" for name in _COLUMNS)},
           updated_at = now(), updated_by = %(writer)s, version = film.version + 1
      FROM {recordset(FILLED)}
     WHERE film.id = given.id
       AND ({", ".join(f"film.{name}" for name in _COLUMNS)})
           IS DISTINCT FROM ({", ".join(filled_value(name) for name in _COLUMNS)})
"""


def select_matches(connection: Connection, rows: Sequence[Row]) -> dict[int, tuple[str, int]]:
    """Place in `rows` → id of the film that is already there, and the sign it was known by."""
    found = connection.rows(SELECT_MATCHES, {"rows": encode(rows).decode()})
    return {place: (str(film_id), sign) for place, film_id, sign in found}


def fill_films(connection: Connection, rows: Sequence[Row], writer: str) -> int:
    """Give films the values they lack; how many changed."""
    return connection.run(FILL_FILMS, {"rows": encode(rows).decode(), "writer": writer})


def select_taken_slugs(connection: Connection, slugs: Iterable[str]) -> set[str]:
    """Those of the slugs that a film has."""
    rows = connection.rows("SELECT slug FROM movies WHERE slug = ANY(%s)", (list(slugs),))
    return {slug for (slug,) in rows}


def select_slugs(connection: Connection, film_ids: Iterable[str]) -> dict[str, str | None]:
    """Film id → its slug."""
    rows = connection.rows("SELECT id, slug FROM movies WHERE id = ANY(%s::uuid[])", (list(film_ids),))
    return {str(film_id): slug for film_id, slug in rows}


def select_actor_ids(connection: Connection, names: Iterable[str]) -> dict[str, str]:
    """Folded name → id of the first person of that name."""
    rows = connection.rows(
        "SELECT DISTINCT ON (name_key) name_key, id FROM actors WHERE name_key = ANY(%s) ORDER BY name_key, id",
        (list(names),),
    )
    return {name: str(actor_id) for name, actor_id in rows}


def select_films_with_cast(connection: Connection, film_ids: Iterable[str]) -> set[str]:
    """Those of the films whose cast is known."""
    rows: list[tuple[Any, ...]] = connection.rows(
        "SELECT DISTINCT movie_id FROM movie_cast WHERE movie_id = ANY(%s::uuid[])", (list(film_ids),)
    )
    return {str(film_id) for (film_id,) in rows}
