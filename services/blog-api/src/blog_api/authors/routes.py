"""/blog/authors."""

from flask import Blueprint

from blog_api.authors import queries
from blog_api.authors.replies import AuthorSchema
from blog_api.authors.schemas import AuthorListSchema, AuthorQuery
from blog_api.cached_replies import cached_reply
from blog_api.lists import offset_reply
from blog_api.replies import COUNTED, UNCHANGED, list_of
from blog_api.settings import BlogCall
from blog_api.tenants.tenant import read_tenant, tenant_of
from suite.http import PUBLIC, Reply, endpoint

authors = Blueprint("authors", __name__)


@authors.get("")
@endpoint(
    PUBLIC,
    "Authors with their number of articles",
    query=AuthorListSchema(),
    headers=COUNTED,
    replies={200: ("An array", list_of(AuthorSchema)), **UNCHANGED},
)
@cached_reply
def list_authors(call: BlogCall) -> Reply:
    query: AuthorQuery = call.query
    with read_tenant(call) as connection:
        total, array = queries.select_author_page(
            connection,
            tenant_of(call).id,
            q=query.q or None,
            non_empty=query.non_empty,
            rows=query.limit,
            offset=query.offset,
        )
    return offset_reply(call, query, total, array)
