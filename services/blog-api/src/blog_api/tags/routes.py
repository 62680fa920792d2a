"""Tags for the frontend and for everybody else."""

from flask import Blueprint

from blog_api.cached_replies import cached_reply
from blog_api.inputs import BlogQuerySchema
from blog_api.lists import offset_reply
from blog_api.posts.replies import data_reply
from blog_api.replies import COUNTED, UNCHANGED, list_of
from blog_api.settings import BlogCall
from blog_api.tags import queries
from blog_api.tags.replies import FrontendTagSchema, TagSchema
from blog_api.tags.schemas import TagListSchema, TagQuery
from blog_api.tenants.tenant import read_tenant, tenant_of
from suite.http import PUBLIC, Reply, endpoint
from suite.http.fields.reply import data_of

tags = Blueprint("tags", __name__)


@tags.get("/api/blog/tags")
@endpoint(
    PUBLIC,
    "All tags, for the frontend",
    query=BlogQuerySchema(),
    replies={200: ("An array in data", data_of(FrontendTagSchema, many=True)), **UNCHANGED},
)
@cached_reply
def list_frontend_tags(call: BlogCall) -> Reply:
    with read_tenant(call) as connection:
        array = queries.select_frontend_tags(connection, tenant_of(call).id)
    return data_reply(call, array)


@tags.get("/blog/tags")
@endpoint(
    PUBLIC,
    "Tags with their number of articles",
    query=TagListSchema(),
    headers=COUNTED,
    replies={200: ("An array", list_of(TagSchema)), **UNCHANGED},
)
@cached_reply
def list_tags(call: BlogCall) -> Reply:
    query: TagQuery = call.query
    with read_tenant(call) as connection:
        total, array = queries.select_tag_page(
            connection,
            tenant_of(call).id,
            q=query.q or None,
            non_empty=query.non_empty,
            sort=query.sort,
            rows=query.limit,
            offset=query.offset,
        )
    return offset_reply(call, query, total, array)
