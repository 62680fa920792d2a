"""/sitemap: one file a kind of page."""

from urllib.parse import quote

from flask import Blueprint

from blog_api.errors import BlogNotFound
from blog_api.inputs import BlogQuerySchema
from blog_api.replies import UNCHANGED, public_reply
from blog_api.settings import BlogCall
from blog_api.sitemaps.queries import SELECT_ARTICLES, SELECT_CATEGORIES, SELECT_TAGS, select_pages
from blog_api.sites import site_of, xml_text
from blog_api.tenants.tenant import read_tenant_replica, tenant_of
from suite.http import PUBLIC, Reply, endpoint

XML = "application/xml; charset=utf-8"
KEPT = {"Cache-Control": "public, max-age=600"}
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

sitemaps = Blueprint("sitemaps", __name__)


@sitemaps.get("/sitemap/articles.xml")
@endpoint(
    PUBLIC,
    "Sitemap of articles",
    query=BlogQuerySchema(),
    produces="application/xml",
    replies={200: "XML", **UNCHANGED},
)
def show_articles(call: BlogCall) -> Reply:
    return sitemap_reply(call, SELECT_ARTICLES, "monthly", "0.7")


@sitemaps.get("/sitemap/categories.xml")
@endpoint(
    PUBLIC,
    "Sitemap of categories",
    query=BlogQuerySchema(),
    produces="application/xml",
    replies={200: "XML", **UNCHANGED},
)
def show_categories(call: BlogCall) -> Reply:
    return sitemap_reply(call, SELECT_CATEGORIES, "weekly", "0.6")


@sitemaps.get("/sitemap/tags.xml")
@endpoint(
    PUBLIC, "Sitemap of tags", query=BlogQuerySchema(), produces="application/xml", replies={200: "XML", **UNCHANGED}
)
def show_tags(call: BlogCall) -> Reply:
    return sitemap_reply(call, SELECT_TAGS, "weekly", "0.5")


def sitemap_reply(call: BlogCall, statement: str, frequency: str, priority: str) -> Reply:
    """One sitemap; an unknown blog is told in plain text."""
    try:
        with read_tenant_replica(call) as connection:
            pages = select_pages(connection, statement, tenant_of(call).id)
    except BlogNotFound as error:
        return Reply(error.message, 404, content_type="text/plain; charset=utf-8")
    site = site_of(call)
    urls = "".join(
        f"<url><loc>{xml_text(site + quote(path))}</loc><lastmod>{changed}</lastmod>"
        f"<changefreq>{frequency}</changefreq><priority>{priority}</priority></url>\n"
        for path, changed in pages
    )
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{NAMESPACE}">\n{urls}</urlset>\n'
    return public_reply(call, text, content_type=XML, headers=KEPT)
