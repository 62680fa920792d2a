"""Create, change and delete a row with all that belongs to it, in one transaction."""

from collections.abc import Mapping
from typing import Any

from suite.editing import queries
from suite.editing.desk import DELETING, WRITING, Desk
from suite.editing.tables import EditedTable, Row
from suite.errors import Problem, ValidationFailed
from suite.http import Call
from suite.ids import uuid7


def create_row(desk: Desk, call: Call, table: EditedTable, values: Row) -> Row:
    """Store a new row; it as it is stored."""
    writer = desk.open(call, table, WRITING)
    with call.transaction() as connection, desk.judged(table):
        desk.begin(connection, call, writer)
        with table.guard(connection, values):
            prepared = table.prepare(connection, values, None)
            row_id = queries.insert_row(
                connection,
                table,
                writer.scope,
                prepared,
                owner=writer.owner,
                writer=writer.user_id,
                row_id=uuid7() if table.uuid else None,
            )
            table.finish(connection, row_id, prepared)
        new = desk.require(queries.select_row(connection, table, writer.scope, row_id))
        desk.record(connection, call, writer, table, None, new)
    return new


def update_row(desk: Desk, call: Call, table: EditedTable, row_id: Any, values: Row) -> Row:
    """Change the version the caller has read; the desk's error when there is a newer one."""
    writer = desk.open(call, table, WRITING)
    with call.transaction() as connection, desk.judged(table):
        desk.begin(connection, call, writer)
        seen = desk.require(queries.select_row(connection, table, writer.scope, row_id))
        with table.guard(connection, seen):
            old = desk.require_version(call, queries.lock_row(connection, table, writer.scope, row_id))
            refuse_fixed(table, values, old)
            wanted = {key: value for key, value in values.items() if key not in table.fixed}
            prepared = table.prepare(connection, wanted, old)
            queries.update_row(connection, table, writer.scope, row_id, prepared, writer=writer.user_id)
            table.finish(connection, row_id, prepared)
        new = desk.require(queries.select_row(connection, table, writer.scope, row_id))
        desk.record(connection, call, writer, table, old, new)
    return new


def delete_row(desk: Desk, call: Call, table: EditedTable, row_id: Any) -> None:
    """Delete the version the caller has read."""
    writer = desk.open(call, table, DELETING)
    with call.transaction() as connection, desk.judged(table):
        desk.begin(connection, call, writer)
        seen = desk.require(queries.select_row(connection, table, writer.scope, row_id))
        with table.guard(connection, seen):
            old = desk.require_version(call, queries.lock_row(connection, table, writer.scope, row_id))
            table.leave(connection, old)
            queries.delete_row(connection, table, writer.scope, row_id)
        desk.record(connection, call, writer, table, old, None)


def refuse_fixed(table: EditedTable, values: Mapping[str, Any], old: Mapping[str, Any]) -> None:
    """ValidationFailed when a key that cannot change would."""
    problems = [
        Problem(key, f"{key} cannot be changed", "immutable")
        for key in table.fixed
        if key in values and values[key] != old[key]
    ]
    if problems:
        raise ValidationFailed(problems=problems)
