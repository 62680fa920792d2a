"""/sitemap."""

from flask import Blueprint

from movies_api.replies import XML_TYPE, tagged_reply
from movies_api.service import MovieCall
from movies_api.sitemaps.documents import render_index, render_pages
from movies_api.sitemaps.queries import select_film_pages
from suite.http import PUBLIC, Reply, endpoint

sitemaps = Blueprint("sitemaps", __name__)
# Articles, categories and tags are served by the blog under the same address.
NAMES = ("movies", "movie-landings", "articles", "categories", "tags")
CACHED = "public, max-age=600"


@sitemaps.get("/index.xml")
@endpoint(PUBLIC, "All sitemaps", produces="application/xml", replies={200: "The index", 304: "Unchanged"})
def show_index(call: MovieCall) -> Reply:
    return xml_reply(call, render_index(call.service.settings.sitemap_base_url.rstrip("/"), NAMES))


@sitemaps.get("/movies.xml")
@endpoint(PUBLIC, "Film pages", produces="application/xml", replies={200: "The sitemap", 304: "Unchanged"})
def show_films(call: MovieCall) -> Reply:
    return reply_with_pages(call, "filme", "0.9")


@sitemaps.get("/movie-landings.xml")
@endpoint(
    PUBLIC,
    "Pages that say where to watch a film",
    produces="application/xml",
    replies={200: "The sitemap", 304: "Unchanged"},
)
def show_landings(call: MovieCall) -> Reply:
    return reply_with_pages(call, "onde-assistir", "0.7")


def reply_with_pages(call: MovieCall, folder: str, priority: str) -> Reply:
    """The sitemap of the films' pages in a folder of the site."""
    with call.read_replica() as connection:
        pages = select_film_pages(connection)
    return xml_reply(call, render_pages(f"{call.service.settings.site_url.rstrip('/')}/{folder}", pages, priority))


def xml_reply(call: MovieCall, text: str) -> Reply:
    """An XML document that crawlers may keep for a while."""
    return tagged_reply(call, text, media_type=XML_TYPE, cache_control=CACHED)
