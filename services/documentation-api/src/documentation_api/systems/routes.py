"""/api/v1/systems."""

from typing import Any

from flask import Blueprint

from documentation_api.audit.callers import actor_of
from documentation_api.identifiers import uuid_of
from documentation_api.listing.page_replies import DeletedRecordSchema, page_of
from documentation_api.listing.queries import select_page
from documentation_api.listing.replies import list_reply
from documentation_api.listing.schemas import ListSchema, filters_of
from documentation_api.service import DocumentationService
from documentation_api.systems import changes, queries
from documentation_api.systems.errors import SystemNotFound
from documentation_api.systems.replies import SystemSchema, SystemStatisticsSchema
from documentation_api.systems.schemas import (
    NewSystemSchema,
    SystemChangesSchema,
    SystemListSchema,
    SystemSearchSchema,
)
from documentation_api.tables import IDEMPOTENCY
from documentation_api.words import path_word
from suite.database import Connection
from suite.http import EDITOR, READER, Call, Reply, data_reply, endpoint, json_reply
from suite.http.fields.reply import data_of
from suite.http.idempotency import write_once
from suite.http.pages import unchanged_reply

ONE = '/<record("search","statistics","health-check-all"):system_id>'

systems = Blueprint("systems", __name__)


@systems.get("")
@endpoint(READER, "Systems", query=SystemListSchema(), replies={200: ("A page of systems", page_of(SystemSchema))})
def list_systems(call: Call[DocumentationService]) -> Reply:
    return page_reply(call, filters_of(call.query))


@systems.get("/status/<status>")
@endpoint(
    READER, "Systems of one status", query=ListSchema(), replies={200: ("A page", page_of(SystemSchema, "status"))}
)
def list_systems_by_status(call: Call[DocumentationService], status: str) -> Reply:
    word = path_word("status", status)
    return page_reply(call, {"status": word}, status=word)


@systems.get("/type/<system_type>")
@endpoint(READER, "Systems of one type", query=ListSchema(), replies={200: ("A page", page_of(SystemSchema, "type"))})
def list_systems_by_type(call: Call[DocumentationService], system_type: str) -> Reply:
    word = path_word("type", system_type)
    return page_reply(call, {"type": word}, type=word)


@systems.get("/search")
@endpoint(
    READER,
    "Systems whose name or description holds a text",
    query=SystemSearchSchema(),
    replies={200: ("A page", page_of(SystemSchema, "query"))},
)
def search_systems(call: Call[DocumentationService]) -> Reply:
    return page_reply(call, {"search": call.query["q"]}, query=call.query["q"])


def page_reply(call: Call[DocumentationService], filters: dict[str, Any], **named: Any) -> Reply:
    """The list under `filters`."""
    with call.read() as connection:
        page = select_page(connection, queries.SYSTEMS, call.query, filters)
    return list_reply(page, call.query, **named)


@systems.get("/statistics")
@endpoint(READER, "Systems counted", replies={200: ("Counts", data_of(SystemStatisticsSchema))})
def show_statistics(call: Call[DocumentationService]) -> Reply:
    with call.read() as connection:
        return data_reply(queries.select_statistics(connection))


@systems.post("")
@endpoint(
    EDITOR,
    "Register a system",
    body=NewSystemSchema(),
    idempotent=True,
    headers=("ETag",),
    replies={201: ("The system", data_of(SystemSchema)), 409: "The name is taken"},
)
def create_system(call: Call[DocumentationService]) -> Reply:
    def write(connection: Connection) -> Reply:
        system_id, text = changes.create_system(connection, actor_of(call), call.body)
        headers = {"Location": f"/api/v1/systems/{system_id}"}
        return data_reply(text, "System created successfully", 201, etag=changes.system_tag(1, None), headers=headers)

    return write_once(call, IDEMPOTENCY, write)


@systems.get(ONE)
@endpoint(
    READER, "One system", replies={200: ("The system", data_of(SystemSchema)), 304: "Unchanged", 404: "Unknown id"}
)
def show_system(call: Call[DocumentationService], system_id: str) -> Reply:
    with call.read() as connection:
        row = queries.select_system(connection, uuid_of(system_id))
    if row is None:
        raise SystemNotFound()
    tag = changes.system_tag(row[1], row[2])
    return unchanged_reply(call, tag) or data_reply(row[0], etag=tag)


@systems.put(ONE)
@endpoint(
    EDITOR,
    "Change a system",
    body=SystemChangesSchema(),
    replies={
        200: ("The system", data_of(SystemSchema)),
        404: "Unknown id",
        409: "The name is taken",
        412: "Modified by another request",
    },
)
def update_system(call: Call[DocumentationService], system_id: str) -> Reply:
    identifier = uuid_of(system_id)
    with call.transaction() as connection:
        text, tag = changes.change_system(connection, actor_of(call), identifier, call.body, call.header("If-Match"))
    return data_reply(text, "System updated successfully", etag=tag)


@systems.delete(ONE)
@endpoint(
    EDITOR,
    "Delete a system",
    replies={200: ("Deleted", DeletedRecordSchema()), 404: "Unknown id", 412: "Modified by another request"},
)
def delete_system(call: Call[DocumentationService], system_id: str) -> Reply:
    identifier = uuid_of(system_id)
    with call.transaction() as connection:
        changes.remove_system(connection, actor_of(call), identifier, call.header("If-Match"))
    return json_reply({"success": True, "message": "System deleted successfully"})
