"""/api/admin/audit."""

from flask import Blueprint

from blog_api.editing import queries
from blog_api.editing.replies import REFUSED, BlogChangeSchema, list_reply
from blog_api.editing.roles import ADMIN, open_editing
from blog_api.editing.schemas import EditPageSchema
from blog_api.replies import page_of
from blog_api.settings import BlogCall
from suite.http import READER, Reply, endpoint

audit = Blueprint("audit", __name__)


@audit.get("")
@endpoint(
    READER,
    "Changes of this blog, newest first",
    query=EditPageSchema(),
    replies={200: ("One page", page_of(BlogChangeSchema)), **REFUSED},
)
def list_audit(call: BlogCall) -> Reply:
    editor = open_editing(call, ADMIN)
    with call.read() as connection:
        total, array = queries.select_audit_page(
            connection, editor.blog_id, rows=call.query.limit, offset=call.query.offset
        )
    return list_reply(call.query, total, array)
