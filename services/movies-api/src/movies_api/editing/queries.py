"""SQL of the rows editors write; table and column names are constants of nouns.py."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from psycopg2.extras import Json

from movies_api.editing.nouns import Noun
from movies_api.loading.queries import quoted
from movies_api.wire import object_of, timestamps
from suite.auth import Identity
from suite.database import Connection
from suite.dates import sql_date

DATES = ("start_date", "end_date")
NUMBERS = ("vote_average", "imdb_rating", "relevance_score")


def row_json(noun: Noun) -> str:
    """An expression: the row `r` as editors see it."""
    members = {"id": "r.id"}
    members |= {key: wire_value(column) for key, column in noun.columns.items()}
    members |= noun.reads
    members |= {"version": "r.version", **timestamps("r"), "createdBy": "r.created_by", "updatedBy": "r.updated_by"}
    return object_of(members)


def wire_value(column: str) -> str:
    """A column of `r` in the form of the wire."""
    if column in DATES:
        return sql_date(f"r.{column}")
    if column in NUMBERS:
        return f"trim_scale(r.{column})"
    return f"r.{quoted(column)}"


def select_rows(
    connection: Connection, noun: Noun, filters: Mapping[str, Any], limit: int, offset: int
) -> tuple[str, int]:
    """A page as a JSON array, ordered by id, and the number of all rows that match."""
    where = " AND ".join(f"r.{quoted(noun.filters[name])} = %({name})s" for name in filters) or "true"
    row = connection.row(
        f"SELECT (SELECT coalesce(json_agg({row_json(noun)} ORDER BY r.id), '[]')::text FROM ("
        f"  SELECT * FROM {noun.table} AS r WHERE {where} ORDER BY r.id LIMIT %(limit)s OFFSET %(offset)s"
        f" ) AS r), (SELECT count(*) FROM {noun.table} AS r WHERE {where})",
        {**filters, "limit": limit, "offset": offset},
    )
    assert row is not None
    return row[0], row[1]


def select_row(connection: Connection, noun: Noun, row_id: Any) -> dict[str, Any] | None:
    """One row."""
    found = connection.value(f"SELECT {row_json(noun)} FROM {noun.table} AS r WHERE r.id = %s", (str(row_id),))
    return found if found is None else dict(found)


def lock_row(connection: Connection, noun: Noun, row_id: Any) -> dict[str, Any] | None:
    """One row, locked until the transaction ends."""
    connection.run(f"SELECT id FROM {noun.table} WHERE id = %s FOR UPDATE", (str(row_id),))
    return select_row(connection, noun, row_id)


def insert_row(
    connection: Connection, noun: Noun, values: Mapping[str, Any], writer: Identity, row_id: UUID | None
) -> Any:
    """A new row; its id, made by the database where none is given."""
    columns = {column: bound(column, noun, value) for column, value in stored(noun, values).items()}
    columns |= {"user_id": str(writer.uuid), "created_by": writer.user_id, "updated_by": writer.user_id}
    if row_id is not None:
        columns["id"] = str(row_id)
    names = ", ".join(map(quoted, columns))
    places = ", ".join(placeholder(column) for column in columns)
    return connection.value(f"INSERT INTO {noun.table} ({names}) VALUES ({places}) RETURNING id", columns)


def update_row(
    connection: Connection, noun: Noun, row_id: Any, version: int, values: Mapping[str, Any], writer: Identity
) -> bool:
    """The next version over `version`; False when that is not the stored one."""
    columns = {column: bound(column, noun, value) for column, value in stored(noun, values).items()}
    assigned = "".join(f"{quoted(column)} = {placeholder(column)}, " for column in columns)
    touched = connection.run(
        f"UPDATE {noun.table} SET {assigned} version = version + 1, updated_at = now(), updated_by = %(writer)s"
        " WHERE id = %(row_id)s AND version = %(version)s",
        {**columns, "writer": writer.user_id, "row_id": str(row_id), "version": version},
    )
    return touched == 1


def delete_row(connection: Connection, noun: Noun, row_id: Any) -> None:
    """Drop the locked row."""
    connection.run(f"DELETE FROM {noun.table} WHERE id = %s", (str(row_id),))


def stored(noun: Noun, values: Mapping[str, Any]) -> dict[str, Any]:
    """Column → value of the keys that are columns."""
    return {noun.columns[key]: value for key, value in values.items() if key in noun.columns}


def bound(column: str, noun: Noun, value: Any) -> Any:
    """The value as a parameter."""
    return Json(value) if column in noun.json_columns else value


def placeholder(column: str) -> str:
    """A parameter, cast where PostgreSQL would not guess its type."""
    return f"%({column})s::uuid[]" if column == "movie_ids" else f"%({column})s"


def ensure_user(connection: Connection, writer: Identity) -> None:
    """Rows belong to a user of this schema; an editor becomes one with the first write."""
    connection.run(
        "INSERT INTO users (id, name, role) VALUES (%s, %s, %s) ON CONFLICT (id) DO NOTHING",
        (str(writer.uuid), writer.user_id, "admin" if writer.role == "admin" else "editor"),
    )
