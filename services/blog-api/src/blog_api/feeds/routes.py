"""/blog/feed.xml, /blog/atom.xml and /blog/feed.json."""

from flask import Blueprint

from blog_api.feeds.documents import Feed, atom, json_feed, rss
from blog_api.feeds.queries import FeedEntry, select_entries
from blog_api.feeds.replies import JsonFeedSchema
from blog_api.inputs import BlogQuerySchema
from blog_api.pictures.addresses import addressed, picture_address
from blog_api.replies import UNCHANGED, public_reply
from blog_api.settings import BlogCall
from blog_api.sites import site_of
from blog_api.tenants.queries import select_blog_titles
from blog_api.tenants.tenant import read_tenant_replica, tenant_of
from suite.http import PUBLIC, Reply, endpoint

ENTRIES = 30
KEPT = {"Cache-Control": "public, max-age=600"}

feeds = Blueprint("feeds", __name__)


@feeds.get("/feed.xml")
@endpoint(
    PUBLIC,
    "RSS 2.0",
    query=BlogQuerySchema(),
    produces="application/rss+xml",
    replies={200: "The newest 30", **UNCHANGED},
)
def show_rss(call: BlogCall) -> Reply:
    feed = read_feed(call, "/blog/feed.xml")
    return public_reply(call, rss(feed), content_type="application/rss+xml; charset=utf-8", headers=KEPT)


@feeds.get("/atom.xml")
@endpoint(
    PUBLIC,
    "Atom",
    query=BlogQuerySchema(),
    produces="application/atom+xml",
    replies={200: "The newest 30", **UNCHANGED},
)
def show_atom(call: BlogCall) -> Reply:
    feed = read_feed(call, "/blog/atom.xml")
    return public_reply(call, atom(feed), content_type="application/atom+xml; charset=utf-8", headers=KEPT)


@feeds.get("/feed.json")
@endpoint(
    PUBLIC,
    "JSON Feed 1.1",
    query=BlogQuerySchema(),
    produces="application/feed+json",
    replies={200: ("The newest 30", JsonFeedSchema()), **UNCHANGED},
)
def show_json_feed(call: BlogCall) -> Reply:
    feed = read_feed(call, "/blog/feed.json")
    return public_reply(call, json_feed(feed), content_type="application/feed+json; charset=utf-8", headers=KEPT)


def read_feed(call: BlogCall, path: str) -> Feed:
    """The blog's newest articles."""
    with read_tenant_replica(call) as connection:
        title, description = select_blog_titles(connection)
        entries = select_entries(connection, tenant_of(call).id, ENTRIES)
    site = site_of(call)
    public_url = call.service.settings.public_url
    return Feed(title, description, site, site + path, [with_pictures(entry, public_url) for entry in entries])


def with_pictures(entry: FeedEntry, public_url: str) -> FeedEntry:
    """The article with whole addresses of drawn pictures, which are not at the site."""
    return entry._replace(
        content=addressed(entry.content, public_url), image_url=picture_address(entry.image_url, public_url)
    )
