"""/api/admin/blogs: the blogs themselves. A blog is closed by its status, never deleted here."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint

from blog_api.editing.audit import CREATED, UPDATED, record_change
from blog_api.editing.replies import MODIFIED, REFUSED, list_reply, record_reply, require, require_match
from blog_api.editing.roles import ADMIN, AUTHOR, OWNER, Editor, is_platform_admin, open_managing
from blog_api.editing.schemas import EditPageSchema, record_id
from blog_api.errors import DomainTaken, SlugTaken
from blog_api.inputs import BlogQuerySchema
from blog_api.people.access_queries import find_person, insert_access
from blog_api.replies import page_of
from blog_api.settings import BlogCall
from blog_api.tenants import editing_queries as queries
from blog_api.tenants.editing_schemas import BlogPatchSchema, NewBlogSchema
from blog_api.tenants.replies import BlogSchema
from blog_api.tenants.tenant import enter_blog
from suite.database import violating
from suite.errors import Forbidden
from suite.http import ADMIN as PLATFORM_ADMIN
from suite.http import READER, Reply, endpoint
from suite.http.fields.reply import data_of

NOUN = "blog"

blog_editing = Blueprint("blog_editing", __name__)


@blog_editing.get("")
@endpoint(
    READER,
    "Blogs the caller has a role in; every one for an admin",
    own=True,
    query=EditPageSchema(),
    replies={200: ("One page", page_of(BlogSchema))},
)
def list_blogs(call: BlogCall) -> Reply:
    session = {"app.subject": call.identity.user_id, "app.every_blog": str(is_platform_admin(call)).lower()}
    with call.service.database.read(session) as connection:
        total, array = queries.select_blog_page(connection, rows=call.query.limit, offset=call.query.offset)
    return list_reply(call.query, total, array)


@blog_editing.post("")
@endpoint(
    PLATFORM_ADMIN,
    "Found a blog; the caller owns it",
    query=BlogQuerySchema(),
    body=NewBlogSchema(),
    headers=("ETag",),
    replies={
        201: ("Created", data_of(BlogSchema)),
        403: "Not an administrator",
        409: "The slug or the domain is taken",
    },
)
def create_blog(call: BlogCall) -> Reply:
    with call.read() as connection:
        blog_id = queries.next_blog_id(connection)
    enter_blog(call, blog_id)
    editor = Editor(call.identity.user_id, blog_id, OWNER)
    with call.transaction() as connection, refusing():
        blog = queries.insert_blog(connection, blog_id, call.body, user_id=editor.user_id, owner=call.identity.uuid)
        person = find_person(connection, editor.user_id, editor.user_id)
        insert_access(connection, blog_id, person, OWNER, user_id=editor.user_id)
        record_change(connection, call, editor.blog_id, NOUN, blog_id, CREATED, new=blog)
    return record_reply(blog, 201)


@blog_editing.get("/<managed>")
@endpoint(
    READER,
    "One blog",
    query=BlogQuerySchema(),
    headers=("ETag",),
    replies={200: ("It", data_of(BlogSchema)), **REFUSED},
)
def show_blog(call: BlogCall, managed: str) -> Reply:
    editor = open_managing(call, record_id(managed), AUTHOR)
    with call.read() as connection:
        return record_reply(require(queries.select_blog(connection, editor.blog_id)))


@blog_editing.put("/<managed>", endpoint="put_blog")
@blog_editing.patch("/<managed>")
@endpoint(
    READER,
    "Change a blog; its status and address are the owner's",
    query=BlogQuerySchema(),
    body=BlogPatchSchema(),
    replies={200: ("Changed", data_of(BlogSchema)), **REFUSED, 409: "Refused", **MODIFIED},
)
def change_blog(call: BlogCall, managed: str) -> Reply:
    editor = open_managing(call, record_id(managed), ADMIN)
    if {"status", "slug", "domain"} & set(call.body) and not editor.may(OWNER):
        raise Forbidden()
    with call.transaction() as connection, refusing():
        old = require(queries.select_blog(connection, editor.blog_id, lock=True))
        require_match(call, old["version"])
        new = queries.update_blog(connection, editor.blog_id, call.body, user_id=editor.user_id)
        record_change(connection, call, editor.blog_id, NOUN, editor.blog_id, UPDATED, old=old, new=new)
    return record_reply(new)


@contextmanager
def refusing() -> Iterator[None]:
    """What other blogs have already becomes what the caller is told."""
    with violating("uq_blogs_slug", SlugTaken()), violating("uq_blogs_domain", DomainTaken()):
        yield
