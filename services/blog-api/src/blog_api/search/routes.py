"""/blog/search."""

from flask import Blueprint

from blog_api.lists import offset_reply
from blog_api.replies import COUNTED, UNCHANGED, list_of
from blog_api.search.highlights import fragments, mark_all
from blog_api.search.queries import SearchHit, select_hits
from blog_api.search.replies import HitSchema
from blog_api.search.schemas import ArticleSearchSchema, SearchQuery
from blog_api.settings import BlogCall
from blog_api.tenants.tenant import read_tenant_replica, tenant_of
from suite.http import PUBLIC, Reply, endpoint
from suite.http.replies import encode

search = Blueprint("search", __name__)


@search.get("/search")
@endpoint(
    PUBLIC,
    "Best matches first, with highlights as HTML",
    query=ArticleSearchSchema(),
    headers=COUNTED,
    replies={200: ("An array", list_of(HitSchema)), **UNCHANGED},
)
def search_articles(call: BlogCall) -> Reply:
    query: SearchQuery = call.query
    with read_tenant_replica(call) as connection:
        total, hits = select_hits(connection, tenant_of(call).id, query.q, rows=query.limit, offset=query.offset)
    return offset_reply(call, query, total, encode([found(hit) for hit in hits]).decode())


def found(hit: SearchHit) -> dict[str, object]:
    """One hit as clients read it."""
    highlights = {
        "title": mark_all(hit.title, hit.marked_title),
        "description": mark_all(hit.description, hit.marked_description),
        "content": fragments(hit.body, hit.marked_body),
    }
    return {**hit.article, "highlights": highlights}
