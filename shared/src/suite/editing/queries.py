"""SQL of edited rows. Names of tables and columns are constants; `scope` are columns all rows in reach share."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from suite.database import Connection
from suite.editing.tables import EditedTable, Row, quoted

Scope = Mapping[str, Any]


def select_rows(
    connection: Connection, table: EditedTable, scope: Scope, filters: Mapping[str, Any], limit: int, offset: int
) -> tuple[str, int]:
    """A page as a JSON array, and the number of all rows that match."""
    narrowed = [f"r.{quoted(table.stored[key])} = %({key})s" for key in filters]
    where = " AND ".join([*within(scope), *narrowed]) or "true"
    row = connection.row(
        f"SELECT (SELECT coalesce(json_agg({table.row_json} ORDER BY {table.sorted_by}), '[]')::text FROM ("
        f"  SELECT * FROM {table.name} AS r WHERE {where} ORDER BY {table.sorted_by} LIMIT %(limit)s OFFSET %(offset)s"
        f" ) AS r), (SELECT count(*) FROM {table.name} AS r WHERE {where})",
        {**filters, **scope, "limit": limit, "offset": offset},
    )
    assert row is not None
    return row[0], row[1]


def select_row(connection: Connection, table: EditedTable, scope: Scope, row_id: Any) -> Row | None:
    """One row as editors read it."""
    found = connection.value(
        f"SELECT {table.row_json} FROM {table.name} AS r WHERE {named(scope)}", {**scope, "row_id": str(row_id)}
    )
    return found if found is None else dict(found)


def lock_row(connection: Connection, table: EditedTable, scope: Scope, row_id: Any) -> Row | None:
    """One row, locked until the transaction ends."""
    connection.run(
        f"SELECT r.id FROM {table.name} AS r WHERE {named(scope)} FOR UPDATE", {**scope, "row_id": str(row_id)}
    )
    return select_row(connection, table, scope, row_id)


def insert_row(
    connection: Connection,
    table: EditedTable,
    scope: Scope,
    values: Mapping[str, Any],
    *,
    owner: UUID,
    writer: str,
    row_id: UUID | None,
) -> Any:
    """A new row; its id, made by the database where none is given."""
    bound = table.bound(values)
    columns = {quoted(table.stored[key]): table.placeholder(key) for key in bound}
    columns |= {quoted(name): f"%({name})s" for name in scope}
    columns |= {"user_id": "%(owner)s", "created_by": "%(writer)s", "updated_by": "%(writer)s"}
    if row_id is not None:
        columns["id"] = "%(row_id)s"
    return connection.value(
        f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({', '.join(columns.values())}) RETURNING id",
        {**bound, **scope, "owner": str(owner), "writer": writer, "row_id": str(row_id)},
    )


def update_row(
    connection: Connection, table: EditedTable, scope: Scope, row_id: Any, values: Mapping[str, Any], *, writer: str
) -> None:
    """The next version of a locked row."""
    bound = table.bound(values)
    assigned = "".join(f"{quoted(table.stored[key])} = {table.placeholder(key)}, " for key in bound)
    connection.run(
        f"UPDATE {table.name} AS r SET {assigned} version = version + 1, updated_at = now(), updated_by = %(writer)s"
        f" WHERE {named(scope)}",
        {**bound, **scope, "writer": writer, "row_id": str(row_id)},
    )


def delete_row(connection: Connection, table: EditedTable, scope: Scope, row_id: Any) -> None:
    """Drop a locked row."""
    connection.run(f"DELETE FROM {table.name} AS r WHERE {named(scope)}", {**scope, "row_id": str(row_id)})


def within(scope: Scope) -> list[str]:
    """Conditions of a scope."""
    return [f"r.{quoted(name)} = %({name})s" for name in scope]


def named(scope: Scope) -> str:
    """The condition of one row in a scope."""
    return " AND ".join(["r.id = %(row_id)s", *within(scope)])
