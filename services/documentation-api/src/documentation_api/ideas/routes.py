"""/api/v1/ideas."""

from uuid import UUID

from flask import Blueprint

from documentation_api.audit.callers import actor_of
from documentation_api.ideas import changes, queries
from documentation_api.ideas.errors import IdeaNotFound
from documentation_api.ideas.replies import IdeaBoardSchema, IdeaSchema
from documentation_api.ideas.rules import STATUSES
from documentation_api.ideas.schemas import BoardSchema, IdeaChangesSchema, IdeaListSchema, NewIdeaSchema
from documentation_api.identifiers import uuid_of
from documentation_api.listing.page_replies import DeletedRecordSchema, page_of
from documentation_api.listing.queries import select_page
from documentation_api.listing.replies import list_reply
from documentation_api.listing.schemas import filters_of
from documentation_api.service import DocumentationService
from documentation_api.tables import IDEMPOTENCY
from documentation_api.versions import tag_of
from suite.database import Connection
from suite.http import EDITOR, READER, Call, Reply, data_reply, endpoint, json_reply
from suite.http.fields.reply import data_of
from suite.http.idempotency import write_once
from suite.http.pages import unchanged_reply

ONE = '/<record("kanban"):idea_id>'

ideas = Blueprint("ideas", __name__)


@ideas.get("")
@endpoint(READER, "Ideas", query=IdeaListSchema(), replies={200: ("A page of ideas", page_of(IdeaSchema))})
def list_ideas(call: Call[DocumentationService]) -> Reply:
    with call.read() as connection:
        page = select_page(connection, queries.IDEAS, call.query, filters_of(call.query))
    return list_reply(page, call.query)


@ideas.get("/kanban")
@endpoint(READER, "The board", query=BoardSchema(), replies={200: ("Five columns of cards", IdeaBoardSchema())})
def show_board(call: Call[DocumentationService]) -> Reply:
    with call.read() as connection:
        columns = {status: (cards, count) for status, cards, count in queries.select_board(connection, call.query)}
    shown = ",".join(f'"{status}":{columns.get(status, ("[]", 0))[0]}' for status in STATUSES)
    counts = ",".join(f'"{status}":{columns.get(status, ("[]", 0))[1]}' for status in STATUSES)
    return json_reply(f'{{"success":true,"data":{{{shown}}},"counts":{{{counts}}}}}')


@ideas.post("")
@endpoint(
    EDITOR,
    "Write down an idea",
    body=NewIdeaSchema(),
    idempotent=True,
    headers=("ETag",),
    replies={201: ("The idea", data_of(IdeaSchema)), 404: "The system it names is not there"},
)
def create_idea(call: Call[DocumentationService]) -> Reply:
    def write(connection: Connection) -> Reply:
        idea_id = changes.create_idea(connection, actor_of(call), call.body)
        reply = idea_reply(connection, idea_id, "Idea created successfully", 201)
        reply.headers["Location"] = f"/api/v1/ideas/{idea_id}"
        return reply

    return write_once(call, IDEMPOTENCY, write)


@ideas.get(ONE)
@endpoint(READER, "One idea", replies={200: ("The idea", data_of(IdeaSchema)), 304: "Unchanged", 404: "Unknown id"})
def show_idea(call: Call[DocumentationService], idea_id: str) -> Reply:
    identifier = uuid_of(idea_id)
    with call.read() as connection:
        reply = idea_reply(connection, identifier)
    return unchanged_reply(call, reply.headers["ETag"]) or reply


@ideas.put(ONE)
@endpoint(
    EDITOR,
    "Change an idea, or move it over the board",
    body=IdeaChangesSchema(),
    replies={
        200: ("The idea", data_of(IdeaSchema)),
        404: "Unknown id, or unknown system",
        412: "Modified by another request",
    },
)
def update_idea(call: Call[DocumentationService], idea_id: str) -> Reply:
    identifier = uuid_of(idea_id)
    with call.transaction() as connection:
        changes.change_idea(connection, actor_of(call), identifier, call.body, call.header("If-Match"))
        return idea_reply(connection, identifier, "Idea updated successfully")


@ideas.delete(ONE)
@endpoint(
    EDITOR,
    "Delete an idea",
    replies={200: ("Deleted", DeletedRecordSchema()), 404: "Unknown id", 412: "Modified by another request"},
)
def delete_idea(call: Call[DocumentationService], idea_id: str) -> Reply:
    identifier = uuid_of(idea_id)
    with call.transaction() as connection:
        changes.remove_idea(connection, actor_of(call), identifier, call.header("If-Match"))
    return json_reply({"success": True, "message": "Idea deleted successfully"})


def idea_reply(connection: Connection, idea_id: UUID, message: str | None = None, status: int = 200) -> Reply:
    """The idea with its system and its entity tag."""
    row = queries.select_idea(connection, idea_id)
    if row is None:
        raise IdeaNotFound()
    return data_reply(row[0], message, status, etag=tag_of(row[1], row[2]))
