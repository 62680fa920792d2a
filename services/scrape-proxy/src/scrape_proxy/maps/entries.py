"""What a document lists: the entries of sitemaps and feeds, the links of a page. Computed in a child process."""

import zlib
from collections.abc import Iterator
from typing import Any

from lxml import etree

from scrape_proxy.pages.addresses import resolve
from scrape_proxy.pages.bounds import bounded_markup
from scrape_proxy.pages.charsets import decode_page
from scrape_proxy.pages.fetcher import FetchedPage
from scrape_proxy.pages.links import links_of
from scrape_proxy.pages.parsed import parse_page

# A full sitemap has 50 000 addresses with ten tags each.
MAX_TAGS = 600_000
GZIP_MAGIC = b"\x1f\x8b"
# Elements an address stands in, by what it is the address of.
KINDS = {"url": "url", "sitemap": "sitemap", "item": "url", "entry": "url"}


def list_links(page: FetchedPage) -> list[str]:
    """Links of a page."""
    return links_of(parse_page(page).root, page.url)


def list_entries(page: FetchedPage, limit: int) -> list[tuple[str, str]]:
    """(`url` or `sitemap`, address) pairs of a sitemap, an index, a feed, or a list of lines."""
    body = inflate(page.body, limit) if page.body.startswith(GZIP_MAGIC) else page.body
    text = decode_page(body, page.content_type)[0].lstrip("\ufeff \t\r\n")
    pairs = xml_entries(text) if text.startswith("<") else (("url", line) for line in text.splitlines())
    resolved = ((kind, resolve(page.url, address.strip())) for kind, address in pairs if is_web(address, text))
    return [(kind, address) for kind, address in resolved if address]


def xml_entries(text: str) -> Iterator[tuple[str, str]]:
    """The pairs of an XML document."""
    # No entities, no external files: a sitemap is somebody else's XML.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, encoding="utf-8", huge_tree=True
    )
    markup = bounded_markup(text, max_tags=MAX_TAGS).text
    try:
        root = etree.fromstring(markup.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return
    if root is None:
        return
    for element in root.iter("{*}loc", "{*}link"):
        parent = element.getparent()
        kind = KINDS.get(local_name(parent)) if parent is not None else None
        address = element.get("href") or element.text
        if kind and address and element.get("rel", "alternate") == "alternate":
            yield kind, address


def local_name(element: Any) -> str:
    """The name of an element without its namespace."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def inflate(body: bytes, limit: int) -> bytes:
    """The first `limit` bytes of a gzip file."""
    try:
        return zlib.decompressobj(wbits=31).decompress(body, limit)
    except zlib.error:
        return b""


def is_web(address: str, text: str) -> bool:
    """Whether an entry is an address of the web: relative ones count in XML only, a line of prose is none."""
    return text.startswith("<") or address.strip().lower().startswith(("http://", "https://"))
