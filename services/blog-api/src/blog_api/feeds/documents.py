"""RSS 2.0, Atom and JSON Feed 1.1 of the same entries."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape, unescape
from xml.etree import ElementTree

from ada_url import join_url

from blog_api.feeds.queries import FeedEntry
from blog_api.sites import article_path, without_controls
from suite.dates import wire_date
from suite.http.replies import encode

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
CREATOR = "http://purl.org/dc/elements/1.1/"
for prefix, namespace in (("atom", ATOM), ("content", CONTENT), ("dc", CREATOR)):
    ElementTree.register_namespace(prefix, namespace)
LANGUAGE = "pt-BR"
_START = re.compile(r"<[a-z][^<>]*>")
_ADDRESS = re.compile(r'\s(?P<name>href|src|cite|srcset)="(?P<value>[^"]*)"')
# An address may hold commas, but not end with one; behind a blank its size follows, up to the next.
_CANDIDATE = re.compile(r"(?P<address>[^\s,]++(?:,++[^\s,]++)*+)(?P<size>(?:\s++[^\s,]++)?+)")


@dataclass(frozen=True, slots=True)
class Feed:
    """A blog and its newest articles; `address` is where this feed is read from."""

    title: str
    description: str
    site: str
    address: str
    entries: list[FeedEntry]

    @property
    def updated(self) -> datetime:
        """The latest change of an entry, so that equal data makes equal bytes."""
        return max((entry.updated_at for entry in self.entries), default=datetime(1970, 1, 1, tzinfo=UTC))


def absolute(address: str, base: str) -> str:
    """An address as browsers resolve it from `base`; what is none stays as it is."""
    try:
        return join_url(base, address)
    except ValueError:
        return address


def absolute_html(html: str, base: str) -> str:
    """HTML of ours with whole addresses: a reader of feeds shows it far from the page it is from."""

    def rewrite(found: re.Match[str]) -> str:
        value = unescape(found["value"])
        if found["name"] == "srcset":
            value = ", ".join(absolute(one["address"], base) + one["size"] for one in _CANDIDATE.finditer(value))
        else:
            value = absolute(value, base)
        return f' {found["name"]}="{escape(value, quote=True)}"'

    return _START.sub(lambda start: _ADDRESS.sub(rewrite, start[0]), html)


def rss(feed: Feed) -> str:
    """RSS 2.0 with full contents."""
    root = ElementTree.Element("rss", {"version": "2.0"})
    channel = ElementTree.SubElement(root, "channel")
    add(channel, "title", feed.title)
    add(channel, "link", feed.site)
    add(channel, "description", feed.description or feed.title)
    add(channel, "language", LANGUAGE)
    add(channel, "lastBuildDate", format_datetime(feed.updated.astimezone(UTC)))
    ElementTree.SubElement(
        channel, f"{{{ATOM}}}link", {"href": feed.address, "rel": "self", "type": "application/rss+xml"}
    )
    for entry in feed.entries:
        add_item(channel, feed.site, entry)
    return document(root)


def atom(feed: Feed) -> str:
    """Atom (RFC 4287) with full contents."""
    root = ElementTree.Element(f"{{{ATOM}}}feed", {"xml:lang": LANGUAGE})
    add(root, f"{{{ATOM}}}id", feed.address)
    add(root, f"{{{ATOM}}}title", feed.title)
    if feed.description:
        add(root, f"{{{ATOM}}}subtitle", feed.description)
    add(root, f"{{{ATOM}}}updated", wire_date(feed.updated))
    for rel, kind, address in (("self", "application/atom+xml", feed.address), ("alternate", "text/html", feed.site)):
        ElementTree.SubElement(root, f"{{{ATOM}}}link", {"rel": rel, "type": kind, "href": address})
    for entry in feed.entries:
        add_entry(root, feed.site, entry)
    return document(root)


def add_entry(root: ElementTree.Element, site: str, entry: FeedEntry) -> None:
    """One article of an Atom feed."""
    element = ElementTree.SubElement(root, f"{{{ATOM}}}entry")
    address = site + article_path(entry.type, entry.slug)
    add(element, f"{{{ATOM}}}id", address)
    add(element, f"{{{ATOM}}}title", entry.title)
    ElementTree.SubElement(element, f"{{{ATOM}}}link", {"rel": "alternate", "type": "text/html", "href": address})
    add(element, f"{{{ATOM}}}published", wire_date(entry.published_at))
    add(element, f"{{{ATOM}}}updated", wire_date(entry.updated_at))
    add(ElementTree.SubElement(element, f"{{{ATOM}}}author"), f"{{{ATOM}}}name", entry.author)
    for name in (entry.category, *entry.tags):
        ElementTree.SubElement(element, f"{{{ATOM}}}category", {"term": without_controls(name)})
    add(element, f"{{{ATOM}}}summary", entry.description)
    add(element, f"{{{ATOM}}}content", absolute_html(entry.content, address), {"type": "html"})


def document(root: ElementTree.Element) -> str:
    """The XML document of an element."""
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def add_item(channel: ElementTree.Element, site: str, entry: FeedEntry) -> None:
    """One article of the channel."""
    item = ElementTree.SubElement(channel, "item")
    address = site + article_path(entry.type, entry.slug)
    add(item, "title", entry.title)
    add(item, "link", address)
    add(item, "guid", address, {"isPermaLink": "true"})
    add(item, "pubDate", format_datetime(entry.published_at.astimezone(UTC)))
    add(item, f"{{{CREATOR}}}creator", entry.author)
    for name in (entry.category, *entry.tags):
        add(item, "category", name)
    add(item, "description", entry.description)
    add(item, f"{{{CONTENT}}}encoded", absolute_html(entry.content, address))


def add(parent: ElementTree.Element, name: str, text: str, attributes: dict[str, str] | None = None) -> None:
    """A child with text; characters XML cannot hold are left out."""
    child = ElementTree.SubElement(parent, name, attributes or {})
    child.text = without_controls(text)


def json_feed(feed: Feed) -> str:
    """JSON Feed 1.1 with full contents."""
    return encode(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title,
            "description": feed.description,
            "home_page_url": feed.site,
            "feed_url": feed.address,
            "language": LANGUAGE,
            "items": list(json_items(feed)),
        }
    ).decode()


def json_items(feed: Feed) -> Iterable[dict[str, object]]:
    """The entries as JSON Feed items."""
    for entry in feed.entries:
        address = feed.site + article_path(entry.type, entry.slug)
        item: dict[str, object] = {
            "id": address,
            "url": address,
            "title": entry.title,
            "summary": entry.description,
            "content_html": absolute_html(entry.content, address),
            "date_published": entry.published_at.astimezone(UTC),
            "date_modified": entry.updated_at.astimezone(UTC),
            "authors": [{"name": entry.author}],
            "tags": [entry.category, *entry.tags],
        }
        yield {**item, "image": absolute(entry.image_url, address)} if entry.image_url else item
