"""The five editing routes of a simple record, declared once for categories, tags and authors."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint
from marshmallow import Schema

from blog_api.editing import queries
from blog_api.editing.audit import CREATED, DELETED, UPDATED, record_change
from blog_api.editing.queries import Table
from blog_api.editing.replies import (
    MODIFIED,
    REFUSED,
    DoneSchema,
    done_reply,
    list_reply,
    record_reply,
    require_match,
)
from blog_api.editing.roles import ADMIN, AUTHOR, EDITOR, open_editing
from blog_api.editing.schemas import EditPageSchema, record_id
from blog_api.errors import RecordNotFound, StillInUse
from blog_api.inputs import BlogQuerySchema
from blog_api.replies import page_of
from blog_api.settings import BlogCall
from suite.database import Connection, violating
from suite.errors import AppError
from suite.http import READER, Reply, endpoint
from suite.http.fields.reply import data_of
from suite.http.schemas import InputSchema


@dataclass(frozen=True)
class RecordKind:
    """A noun that editors create, read, change and delete.

    `conflicts` maps a constraint to what makes the error of a write it refuses: an error that is raised again keeps the
    frames of every request it ended. `references` names the constraints of other records.
    """

    noun: str
    table: Table
    new: InputSchema
    patch: InputSchema
    reply: type[Schema]
    conflicts: Mapping[str, Callable[[], AppError]] = field(default_factory=dict)
    references: tuple[str, ...] = ()

    def refusing(self) -> ExitStack:
        """A block in which broken constraints become their errors."""
        stack = ExitStack()
        for constraint, error_of in self.conflicts.items():
            stack.enter_context(violating(constraint, error_of()))
        return stack


def record_blueprint(kind: RecordKind, *, name: str) -> Blueprint:
    """Routes of one kind: anybody of the blog reads, editors write, admins delete."""
    blueprint = Blueprint(name, __name__)

    @blueprint.get("")
    @endpoint(
        READER,
        f"List {kind.table.name}",
        query=EditPageSchema(),
        replies={200: ("One page", page_of(kind.reply)), **REFUSED},
    )
    def list_records(call: BlogCall) -> Reply:
        editor = open_editing(call, AUTHOR)
        with call.read() as connection:
            total, array = queries.select_records(
                connection, kind.table, editor.blog_id, rows=call.query.limit, offset=call.query.offset
            )
        return list_reply(call.query, total, array)

    @blueprint.post("")
    @endpoint(
        READER,
        f"Create a {kind.noun}",
        query=BlogQuerySchema(),
        body=kind.new,
        headers=("ETag",),
        replies={201: ("Created", data_of(kind.reply)), **REFUSED, 409: "Refused"},
    )
    def create_record(call: BlogCall) -> Reply:
        editor = open_editing(call, EDITOR)
        with call.transaction() as connection, kind.refusing():
            record = queries.insert_record(
                connection,
                kind.table,
                editor.blog_id,
                call.body,
                user_id=editor.user_id,
                owner=call.identity.uuid,
            )
            record_change(connection, call, editor, kind.noun, record["id"], CREATED, new=record)
        return record_reply(record, 201)

    @blueprint.get("/<record>")
    @endpoint(
        READER,
        f"One {kind.noun}",
        query=BlogQuerySchema(),
        headers=("ETag",),
        replies={200: ("It", data_of(kind.reply)), **REFUSED},
    )
    def show_record(call: BlogCall, record: str) -> Reply:
        editor = open_editing(call, AUTHOR)
        with call.read() as connection:
            return record_reply(
                require(queries.select_record(connection, kind.table, editor.blog_id, record_id(record)))
            )

    @blueprint.put("/<record>", endpoint="put_record")
    @blueprint.patch("/<record>")
    @endpoint(
        READER,
        f"Change a {kind.noun}",
        query=BlogQuerySchema(),
        body=kind.patch,
        replies={200: ("Changed", data_of(kind.reply)), **REFUSED, 409: "Refused", **MODIFIED},
    )
    def update_record(call: BlogCall, record: str) -> Reply:
        editor = open_editing(call, EDITOR)
        with call.transaction() as connection, kind.refusing():
            old = lock(connection, call, kind, editor.blog_id, record)
            new = queries.update_record(
                connection, kind.table, editor.blog_id, old["id"], call.body, user_id=editor.user_id
            )
            record_change(connection, call, editor, kind.noun, old["id"], UPDATED, old=old, new=new)
        return record_reply(new)

    @blueprint.delete("/<record>")
    @endpoint(
        READER,
        f"Delete an unused {kind.noun}",
        query=BlogQuerySchema(),
        replies={200: ("Deleted", DoneSchema()), **REFUSED, 409: "Still in use", **MODIFIED},
    )
    def delete_record(call: BlogCall, record: str) -> Reply:
        editor = open_editing(call, ADMIN)
        with call.transaction() as connection, ExitStack() as stack:
            for constraint in kind.references:
                stack.enter_context(violating(constraint, StillInUse()))
            old = lock(connection, call, kind, editor.blog_id, record)
            queries.delete_record(connection, kind.table, editor.blog_id, old["id"])
            record_change(connection, call, editor, kind.noun, old["id"], DELETED, old=old)
        return done_reply()

    return blueprint


def lock(connection: Connection, call: BlogCall, kind: RecordKind, blog_id: int, record: str) -> dict[str, Any]:
    """The record, held until the transaction ends, in the version the client names."""
    found = require(queries.select_record(connection, kind.table, blog_id, record_id(record), lock=True))
    require_match(call, found["version"])
    return found


def require(record: dict[str, Any] | None) -> dict[str, Any]:
    """The record, or RecordNotFound."""
    if record is None:
        raise RecordNotFound()
    return record
