"""/api/admin/blogs/:id/access: who may do what in a blog. Admins read it, owners decide."""

from typing import Any

from flask import Blueprint
from marshmallow import EXCLUDE

from blog_api.editing.audit import CREATED, DELETED, UPDATED, record_change
from blog_api.editing.replies import (
    MODIFIED,
    REFUSED,
    RecordGoneSchema,
    done_reply,
    list_reply,
    record_reply,
    require,
    require_match,
)
from blog_api.editing.roles import ADMIN, OWNER, ROLES, Editor, open_managing
from blog_api.editing.schemas import EditPageSchema, record_id
from blog_api.errors import LastOwner, RoleGiven
from blog_api.inputs import BlogQuerySchema
from blog_api.people import access_queries as queries
from blog_api.people.replies import AccessSchema
from blog_api.replies import page_of
from blog_api.settings import BlogCall
from blog_api.tenants.editing_queries import select_blog
from suite.database import Connection, violating
from suite.http import READER, Reply, endpoint
from suite.http.fields import Choice, Pattern, Text
from suite.http.fields.reply import data_of
from suite.http.schemas import InputSchema

NOUN = "access"
CHANGED = {200: ("Changed", data_of(AccessSchema)), **REFUSED, 409: "The last owner", **MODIFIED}

access_editing = Blueprint("access_editing", __name__)


class RoleSchema(InputSchema):
    """Another role."""

    class Meta:
        unknown = EXCLUDE

    role = Choice(ROLES, required=True)


class NewAccessSchema(RoleSchema):
    """A role for an identity; `name` counts where the identity is new here."""

    subject = Pattern(str.isprintable, "the sub of a token", low=1, high=100, required=True)
    name = Text(1, 200)


@access_editing.get("/<managed>/access")
@endpoint(
    READER, "Roles in a blog", query=EditPageSchema(), replies={200: ("One page", page_of(AccessSchema)), **REFUSED}
)
def list_access(call: BlogCall, managed: str) -> Reply:
    editor = open_managing(call, record_id(managed), ADMIN)
    with call.read() as connection:
        require(select_blog(connection, editor.blog_id))
        total, array = queries.select_access_page(
            connection, editor.blog_id, rows=call.query.limit, offset=call.query.offset
        )
    return list_reply(call.query, total, array)


@access_editing.post("/<managed>/access")
@endpoint(
    READER,
    "Give an identity a role",
    query=BlogQuerySchema(),
    body=NewAccessSchema(),
    headers=("ETag",),
    replies={201: ("Given", data_of(AccessSchema)), **REFUSED, 409: "It has one already"},
)
def create_access(call: BlogCall, managed: str) -> Reply:
    editor = open_managing(call, record_id(managed), OWNER)
    subject, blog_id = call.body["subject"], editor.blog_id
    with call.transaction() as connection:
        require(select_blog(connection, blog_id))
        person = queries.find_person(connection, subject, call.body.get("name", subject))
        with violating("uq_blog_access_user_id_blog_id", RoleGiven()):
            access_id = queries.insert_access(connection, blog_id, person, call.body["role"], user_id=editor.user_id)
        access = require(queries.select_access(connection, blog_id, access_id))
        record_change(connection, call, editor.blog_id, NOUN, access_id, CREATED, new=access)
    return record_reply(access, 201)


@access_editing.put("/<managed>/access/<access>", endpoint="put_access")
@access_editing.patch("/<managed>/access/<access>")
@endpoint(READER, "Change a role", query=BlogQuerySchema(), body=RoleSchema(), replies=CHANGED)
def change_access(call: BlogCall, managed: str, access: str) -> Reply:
    editor = open_managing(call, record_id(managed), OWNER)
    with call.transaction() as connection:
        old = lock(connection, call, editor, access)
        queries.update_access(connection, editor.blog_id, old["id"], call.body["role"], user_id=editor.user_id)
        require_owner(connection, editor, old)
        new = require(queries.select_access(connection, editor.blog_id, old["id"]))
        record_change(connection, call, editor.blog_id, NOUN, old["id"], UPDATED, old=old, new=new)
    return record_reply(new)


@access_editing.delete("/<managed>/access/<access>")
@endpoint(READER, "Take a role away", query=BlogQuerySchema(), replies={**CHANGED, 200: ("Taken", RecordGoneSchema())})
def delete_access(call: BlogCall, managed: str, access: str) -> Reply:
    editor = open_managing(call, record_id(managed), OWNER)
    with call.transaction() as connection:
        old = lock(connection, call, editor, access)
        queries.delete_access(connection, editor.blog_id, old["id"])
        require_owner(connection, editor, old)
        record_change(connection, call, editor.blog_id, NOUN, old["id"], DELETED, old=old)
    return done_reply()


def lock(connection: Connection, call: BlogCall, editor: Editor, access: str) -> dict[str, Any]:
    """The role in the version the client names; the blog's row keeps others from changing roles meanwhile."""
    require(select_blog(connection, editor.blog_id, lock=True))
    found = require(queries.select_access(connection, editor.blog_id, record_id(access)))
    require_match(call, found["version"])
    return found


def require_owner(connection: Connection, editor: Editor, old: dict[str, Any]) -> None:
    """LastOwner when an owner was changed and none is left."""
    if old["role"] == OWNER and not queries.count_owners(connection, editor.blog_id):
        raise LastOwner()
