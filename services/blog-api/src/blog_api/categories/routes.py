"""Categories for the frontend and for everybody else."""

from flask import Blueprint

from blog_api.cached_replies import cached_reply
from blog_api.categories import queries
from blog_api.categories.replies import BlogCategorySchema, FrontendCategorySchema
from blog_api.categories.schemas import BlogCategoryListSchema, BlogCategoryQuery
from blog_api.inputs import BlogQuerySchema
from blog_api.lists import offset_reply
from blog_api.posts.replies import data_reply
from blog_api.replies import COUNTED, UNCHANGED, list_of
from blog_api.settings import BlogCall
from blog_api.tenants.tenant import read_tenant, tenant_of
from suite.http import PUBLIC, Reply, endpoint
from suite.http.fields.reply import data_of

categories = Blueprint("categories", __name__)


@categories.get("/api/blog/categories")
@endpoint(
    PUBLIC,
    "All categories, for the frontend",
    query=BlogQuerySchema(),
    replies={200: ("An array in data", data_of(FrontendCategorySchema, many=True)), **UNCHANGED},
)
@cached_reply
def list_frontend_categories(call: BlogCall) -> Reply:
    with read_tenant(call) as connection:
        array = queries.select_frontend_categories(connection, tenant_of(call).id)
    return data_reply(call, array)


@categories.get("/blog/categories")
@endpoint(
    PUBLIC,
    "Categories with their number of articles",
    query=BlogCategoryListSchema(),
    headers=COUNTED,
    replies={200: ("An array", list_of(BlogCategorySchema)), **UNCHANGED},
)
@cached_reply
def list_categories(call: BlogCall) -> Reply:
    query: BlogCategoryQuery = call.query
    with read_tenant(call) as connection:
        total, array = queries.select_category_page(
            connection,
            tenant_of(call).id,
            parent=query.parent or None,
            non_empty=query.non_empty,
            rows=query.limit,
            offset=query.offset,
        )
    return offset_reply(call, query, total, array)
