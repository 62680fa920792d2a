"""/api/admin/comments: show, hide, delete."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint

from blog_api.comments import moderation_queries as queries
from blog_api.comments.replies import ListedCommentSchema, ModeratedCommentSchema
from blog_api.editing.audit import DELETED, UPDATED, record_change
from blog_api.editing.replies import (
    MODIFIED,
    REFUSED,
    RecordGoneSchema,
    done_reply,
    list_reply,
    record_reply,
    require_match,
)
from blog_api.editing.roles import EDITOR, Editor, open_editing
from blog_api.editing.schemas import EditPage, EditPageSchema, record_id
from blog_api.errors import RecordNotFound
from blog_api.inputs import BlogQuerySchema
from blog_api.replies import page_of
from blog_api.settings import BlogCall
from suite.database import Connection
from suite.http import READER, Reply, endpoint
from suite.http.fields import Flag, QueryFlag
from suite.http.fields.reply import data_of
from suite.http.schemas import InputSchema

NOUN = "comment"

moderation = Blueprint("moderation", __name__)


@dataclass(frozen=True, slots=True)
class ModerationQuery(EditPage):
    """A parsed list request."""

    approved: bool | None = None


class ModerationListSchema(EditPageSchema):
    """Which comments."""

    produces = ModerationQuery

    approved = QueryFlag(metadata={"description": "false: those that wait"})


class ApprovalSchema(InputSchema):
    """Whether readers see it."""

    approved = Flag(required=True)


@moderation.get("")
@endpoint(
    READER,
    "Comments of this blog, newest first",
    query=ModerationListSchema(),
    replies={200: ("One page", page_of(ListedCommentSchema)), **REFUSED},
)
def list_comments(call: BlogCall) -> Reply:
    query: ModerationQuery = call.query
    editor = open_editing(call, EDITOR)
    with call.read() as connection:
        total, array = queries.select_comment_page(
            connection, editor.blog_id, approved=query.approved, rows=query.limit, offset=query.offset
        )
    return list_reply(query, total, array)


@moderation.put("/<comment>", endpoint="put_approval")
@moderation.patch("/<comment>")
@endpoint(
    READER,
    "Show or hide a comment",
    query=BlogQuerySchema(),
    body=ApprovalSchema(),
    replies={200: ("Changed", data_of(ModeratedCommentSchema)), **REFUSED, **MODIFIED},
)
def approve_comment(call: BlogCall, comment: str) -> Reply:
    editor = open_editing(call, EDITOR)
    with call.transaction() as connection:
        old = lock(connection, call, editor, comment)
        new = queries.update_approval(connection, editor.blog_id, old["id"], call.body["approved"])
        record_change(
            connection,
            call,
            editor.blog_id,
            NOUN,
            old["id"],
            UPDATED,
            old={"approved": old["approved"]},
            new={"approved": new["approved"]},
        )
    return record_reply(new)


@moderation.delete("/<comment>")
@endpoint(
    READER,
    "Delete a comment",
    query=BlogQuerySchema(),
    replies={200: ("Deleted", RecordGoneSchema()), **REFUSED, **MODIFIED},
)
def delete_comment(call: BlogCall, comment: str) -> Reply:
    editor = open_editing(call, EDITOR)
    with call.transaction() as connection:
        old = lock(connection, call, editor, comment)
        queries.delete_comment(connection, editor.blog_id, old["id"])
        record_change(connection, call, editor.blog_id, NOUN, old["id"], DELETED, old=old)
    return done_reply()


def lock(connection: Connection, call: BlogCall, editor: Editor, comment: str) -> dict[str, Any]:
    """The comment in the version the client names, or RecordNotFound."""
    found = queries.lock_comment(connection, editor.blog_id, record_id(comment))
    if found is None:
        raise RecordNotFound()
    require_match(call, found["version"])
    return found
