"""SQL of what another catalogue says about a film."""

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg2.extras import Json

from movies_api.curation.oscars import OSCAR
from suite.database import Connection
from suite.http.replies import encode

FILLED = {
    "imdb_rating": "numeric",
    "rotten_tomatoes_rating": "int",
    "metacritic_rating": "int",
    "certification": "text",
    "awards_summary": "text",
    "thumbnail": "text",
    "director": "text",
    "runtime": "int",
}


def replace_platforms(connection: Connection, film_id: str, platforms: Sequence[tuple[int, str]]) -> None:
    """The given ones; rows that stay are not touched."""
    values = {"film": film_id, "ids": [number for number, _ in platforms], "kinds": [kind for _, kind in platforms]}
    given = "unnest(%(ids)s::int[], %(kinds)s::text[]) AS given (id, kind)"
    connection.run(
        f"DELETE FROM movie_streaming_platforms AS stored WHERE movie_id = %(film)s AND NOT EXISTS ("
        f" SELECT FROM {given} WHERE given.id = stored.streaming_platform_id AND given.kind = stored.access_type)",
        values,
    )
    connection.run(
        "INSERT INTO movie_streaming_platforms (movie_id, streaming_platform_id, access_type)"
        f" SELECT %(film)s, given.id, given.kind FROM {given} ON CONFLICT DO NOTHING",
        values,
    )


def fill_values(connection: Connection, film_id: str, values: Mapping[str, Any], attribution: Sequence[str]) -> None:
    """Columns that are empty, and whose data the film's are."""
    columns = [name for name in FILLED if values.get(name) is not None]
    filled = "".join(f"{name} = coalesce({name}, %({name})s::{FILLED[name]}), " for name in columns)
    source = Json({"attribution": list(attribution)})
    changed = " OR ".join([f"({name} IS NULL)" for name in columns] + ["NOT source @> %(source)s"])
    connection.run(
        f"UPDATE movies SET {filled} source = source || %(source)s, updated_at = now(), updated_by = 'curation',"
        f" version = version + 1 WHERE id = %(film)s AND ({changed})",
        {**{name: values[name] for name in columns}, "film": film_id, "source": source},
    )


def insert_cast(connection: Connection, film_id: str, cast: Sequence[Mapping[str, Any]]) -> None:
    """The cast of a film that has none."""
    given = (
        "jsonb_to_recordset(%(rows)s::jsonb) AS given"
        " (new_id uuid, tmdb_id int, name text, character_name text, place int)"
    )
    values = {"film": film_id, "rows": encode(cast).decode()}
    connection.run(
        f"INSERT INTO actors (id, tmdb_id, name) SELECT new_id, tmdb_id, name FROM {given}"
        " ON CONFLICT (tmdb_id) DO NOTHING",
        values,
    )
    connection.run(
        'INSERT INTO movie_cast (movie_id, actor_id, character_name, "order")'
        f" SELECT %(film)s, actors.id, character_name, place FROM {given} JOIN actors ON actors.tmdb_id = given.tmdb_id"
        " WHERE NOT EXISTS (SELECT FROM movie_cast WHERE movie_id = %(film)s) ON CONFLICT DO NOTHING",
        values,
    )


def insert_oscars(connection: Connection, film_id: str, oscars: Sequence[Mapping[str, Any]]) -> None:
    """Rows of (category, year, won, person_id or None), with the categories nobody had before."""
    given = "jsonb_to_recordset(%(rows)s::jsonb) AS given (category text, year int, won bool, person_id uuid)"
    values = {"film": film_id, "rows": encode(oscars).decode(), "award": OSCAR}
    connection.run("INSERT INTO awards (name) VALUES (%(award)s) ON CONFLICT DO NOTHING", values)
    connection.run(
        "INSERT INTO award_categories (award_id, name) SELECT DISTINCT awards.id, given.category"
        f" FROM awards, {given} WHERE awards.name = %(award)s ON CONFLICT DO NOTHING",
        values,
    )
    for kind, condition in (("wins", "given.won"), ("nominations", "NOT given.won")):
        for whose, columns, honoured in (
            ("movie", "movie_id", "%(film)s::uuid"),
            ("person", "person_id, for_movie_id", "given.person_id, %(film)s::uuid"),
        ):
            connection.run(
                f"INSERT INTO {whose}_award_{kind} ({columns}, award_id, award_category_id, year)"
                f" SELECT {honoured}, awards.id, kind.id, given.year FROM {given}"
                "   JOIN awards ON awards.name = %(award)s"
                "   JOIN award_categories AS kind ON kind.award_id = awards.id AND kind.name = given.category"
                f"  WHERE {condition} AND (given.person_id IS NULL) = {whose == 'movie'} ON CONFLICT DO NOTHING",
                values,
            )
