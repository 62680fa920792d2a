"""/api/blog/posts: articles as the frontend reads them."""

from flask import Blueprint

from blog_api.articles.filters import ArticleFilters
from blog_api.cached_replies import cached_reply
from blog_api.errors import ArticleNotFound
from blog_api.inputs import BlogQuerySchema, PageQuery, PageQuerySchema
from blog_api.posts import queries
from blog_api.posts.replies import (
    PostPageSchema,
    PostSchema,
    TaggedPostPageSchema,
    TaggedPostSchema,
    data_reply,
    post_page_reply,
)
from blog_api.posts.schemas import PostListSchema, PostQuery
from blog_api.replies import UNCHANGED
from blog_api.settings import BlogCall
from blog_api.tenants.tenant import read_tenant, tenant_of
from suite.http import PUBLIC, Reply, endpoint
from suite.http.fields.reply import data_of

FEATURED = 3

posts = Blueprint("posts", __name__)


@posts.get("/posts")
@endpoint(
    PUBLIC,
    "Articles for the frontend",
    query=PostListSchema(),
    replies={200: ("One page", PostPageSchema()), **UNCHANGED},
)
@cached_reply
def list_posts(call: BlogCall) -> Reply:
    query: PostQuery = call.query
    filters = ArticleFilters(category=query.category or None, q=query.search or None)
    return post_page(call, query, filters, most_read=query.featured == "true")


@posts.get("/posts/featured")
@endpoint(
    PUBLIC,
    "The three most read articles",
    query=BlogQuerySchema(),
    replies={200: ("A bare array in data", data_of(PostSchema, many=True)), **UNCHANGED},
)
@cached_reply
def list_featured(call: BlogCall) -> Reply:
    with read_tenant(call) as connection:
        array = queries.select_featured(connection, tenant_of(call).id, FEATURED)
    return data_reply(call, array)


@posts.get("/posts/<slug>")
@endpoint(
    PUBLIC,
    "One article with its tags",
    query=BlogQuerySchema(),
    replies={200: ("It", data_of(TaggedPostSchema)), **UNCHANGED},
)
@cached_reply
def show_post(call: BlogCall, slug: str) -> Reply:
    with read_tenant(call) as connection:
        text = queries.select_post(connection, tenant_of(call).id, slug)
    if text is None:
        raise ArticleNotFound()
    return data_reply(call, text)


@posts.get("/categories/<slug>/posts")
@endpoint(
    PUBLIC,
    "Articles of a category",
    query=PageQuerySchema(),
    replies={200: ("One page", PostPageSchema()), **UNCHANGED},
)
@cached_reply
def list_category_posts(call: BlogCall, slug: str) -> Reply:
    return post_page(call, call.query, ArticleFilters(category=slug))


@posts.get("/tags/<slug>/posts")
@endpoint(
    PUBLIC,
    "Articles with a tag, each with its tags",
    query=PageQuerySchema(),
    replies={200: ("One page", TaggedPostPageSchema()), **UNCHANGED},
)
@cached_reply
def list_tag_posts(call: BlogCall, slug: str) -> Reply:
    return post_page(call, call.query, ArticleFilters(tag=slug), tagged=True)


def post_page(
    call: BlogCall, query: PageQuery, filters: ArticleFilters, *, most_read: bool = False, tagged: bool = False
) -> Reply:
    """One page of posts in the frontend's envelope."""
    with read_tenant(call) as connection:
        total, array = queries.select_post_page(
            connection,
            tenant_of(call).id,
            filters,
            rows=query.limit,
            offset=query.offset,
            most_read=most_read,
            tagged=tagged,
        )
    return post_page_reply(call, query, total, array)
