"""/blog/articles: the documented routes."""

from urllib.parse import quote

from flask import Blueprint

from blog_api.articles import queries
from blog_api.articles.positions import position_of
from blog_api.articles.replies import ArticleSchema, ArticleSummarySchema
from blog_api.articles.schemas import ArticleListSchema, ArticleQuery, RelatedQuery, RelatedSchema
from blog_api.cached_replies import cached_reply
from blog_api.errors import ArticleNotFound, DraftsNotPublic
from blog_api.inputs import BlogQuerySchema
from blog_api.lists import list_reply
from blog_api.replies import COUNTED, UNCHANGED, list_of, public_reply
from blog_api.settings import BlogCall
from blog_api.tenants.tenant import open_tenant, read_tenant, tenant_of
from suite.http import PUBLIC, Reply, endpoint
from suite.http.cursors import InvalidCursor, digest_of, encode_cursor

articles = Blueprint("articles", __name__)


@articles.get("")
@endpoint(
    PUBLIC,
    "Visible articles",
    query=ArticleListSchema(),
    headers=COUNTED,
    replies={200: ("An array", list_of(ArticleSchema)), **UNCHANGED},
)
@cached_reply
def list_articles(call: BlogCall) -> Reply:
    query: ArticleQuery = call.query
    if not query.published:
        raise DraftsNotPublic()
    sort = query.order
    if query.cursor and (query.offset is not None or sort == "relevance"):
        raise InvalidCursor()
    blog_id = open_tenant(call).id
    digest = digest_of({"blog": blog_id, "sort": sort, **query.filters.given()})
    after = position_of(query.cursor, digest, sort) if query.cursor else None
    with call.read() as connection:
        total, array, more, last = queries.select_article_page(
            connection,
            blog_id,
            query.filters,
            sort,
            rows=query.limit,
            offset=query.offset or 0,
            after=after,
            summary=query.fields == "summary",
        )
    keyset = more and sort != "relevance"
    return list_reply(
        call,
        array,
        total=total,
        limit=query.limit,
        offset=None if after else query.offset or 0,
        next_cursor=encode_cursor(last, digest) if keyset else None,
        envelope=query.envelope,
    )


@articles.get("/<slug>")
@endpoint(
    PUBLIC,
    "One article; an older slug leads to the present one",
    query=BlogQuerySchema(),
    replies={200: ("The article", ArticleSchema()), 301: "It has another slug now", **UNCHANGED},
)
@cached_reply
def show_article(call: BlogCall, slug: str) -> Reply:
    with read_tenant(call) as connection:
        blog_id = tenant_of(call).id
        text = queries.select_article(connection, blog_id, slug)
        moved = None if text else queries.select_moved_slug(connection, blog_id, slug)
    if moved:
        return redirect_to(call, moved)
    if text is None:
        raise ArticleNotFound()
    return public_reply(call, text)


def redirect_to(call: BlogCall, slug: str) -> Reply:
    """301 to the article under its present slug, in the same blog."""
    query = call.environ.get("QUERY_STRING") or ""
    location = f"/blog/articles/{quote(slug)}" + (f"?{query}" if query else "")
    return Reply(b"", 301, headers={"Location": location, "Vary": "Host, X-Blog-Id"})


@articles.get("/<slug>/related")
@endpoint(
    PUBLIC,
    "Articles like this one",
    query=RelatedSchema(),
    replies={200: ("An array", ArticleSummarySchema(many=True)), **UNCHANGED},
)
@cached_reply
def list_related(call: BlogCall, slug: str) -> Reply:
    query: RelatedQuery = call.query
    with read_tenant(call) as connection:
        text = queries.select_related(connection, tenant_of(call).id, slug, query.limit)
    if text is None:
        raise ArticleNotFound()
    return public_reply(call, text)
