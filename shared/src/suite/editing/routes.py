"""The same five routes for every table that is edited: list, show, create, change, delete."""

from typing import Any

from flask import Blueprint

from suite.editing import changes, queries
from suite.editing.desk import PRIVATE, READING, Desk
from suite.editing.schemas import change_of
from suite.editing.tables import EditedTable
from suite.http import Call, Reply, endpoint
from suite.http.etags import strong
from suite.http.pages import unchanged_reply
from suite.ids import integer_or_none, uuid_or_none


def edited_rows(desk: Desk, table: EditedTable, path: str) -> Blueprint:
    """A blueprint for the rows of a table, called after the last part of its path."""
    blueprint = Blueprint(f"admin-{path}", __name__)

    @blueprint.get("")
    @endpoint(
        desk.readers,
        f"List {path}",
        query=desk.list_query(table),
        replies=desk.list_replies(table),
        headers=desk.list_headers,
    )
    def list_rows(call: Call) -> Reply:
        writer = desk.open(call, table, READING)
        limit, offset = desk.place_of(call.query)
        filters = desk.filters_of(table, call.query)
        with call.read() as connection:
            rows, total = queries.select_rows(connection, table, writer.scope, filters, limit, offset)
        return desk.list_reply(call, rows, total)

    @blueprint.get("/<row_id>")
    @endpoint(
        desk.readers,
        f"One {table.noun}",
        query=desk.row_query,
        replies=desk.show_replies(table),
        headers=("ETag",),
    )
    def show_row(call: Call, row_id: str) -> Reply:
        writer = desk.open(call, table, READING)
        with call.read() as connection:
            row = desk.require(queries.select_row(connection, table, writer.scope, parse_id(desk, table, row_id)))
        tag = strong(row["version"])
        return unchanged_reply(call, tag, PRIVATE) or desk.row_reply(row)

    @blueprint.post("")
    @endpoint(
        desk.editors,
        f"Create a {table.noun}",
        query=desk.row_query,
        body=table.schema(),
        replies=desk.create_replies(table),
        headers=("ETag",),
    )
    def create_row(call: Call) -> Reply:
        row = changes.create_row(desk, call, table, call.body)
        return desk.row_reply(row, 201, headers={"Location": f"{call.path.rstrip('/')}/{row['id']}"})

    @blueprint.route("/<row_id>", methods=["PUT", "PATCH"])
    @endpoint(
        desk.editors,
        f"Change fields of a {table.noun}; If-Match names the version that was read",
        query=desk.row_query,
        body=change_of(table.schema),
        replies=desk.update_replies(table),
    )
    def update_row(call: Call, row_id: str) -> Reply:
        return desk.row_reply(changes.update_row(desk, call, table, parse_id(desk, table, row_id), call.body))

    @blueprint.delete("/<row_id>")
    @endpoint(
        desk.editors,
        f"Delete a {table.noun}; If-Match names the version that was read",
        query=desk.row_query,
        replies=desk.delete_replies(table),
    )
    def delete_row(call: Call, row_id: str) -> Reply:
        changes.delete_row(desk, call, table, parse_id(desk, table, row_id))
        return desk.gone_reply()

    return blueprint


def parse_id(desk: Desk, table: EditedTable, text: str) -> Any:
    """The id of a path; what cannot be one names no row."""
    found: Any = uuid_or_none(text) if table.uuid else integer_or_none(text)
    if found is None:
        raise desk.not_found()
    return found
