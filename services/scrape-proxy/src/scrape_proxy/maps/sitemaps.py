"""Addresses listed in the sitemaps of a site."""

import zlib
from collections import deque
from collections.abc import Iterator

from lxml import etree

from scrape_proxy.deadlines import Deadline
from scrape_proxy.pages.fetching import PageFetcher
from suite.errors import AppError

MAX_LEVELS = 3
MAX_FILES = 50
GZIP_MAGIC = b"\x1f\x8b"


def listed_urls(fetcher: PageFetcher, sitemaps: list[str], deadline: Deadline, limit: int) -> list[str]:
    """Page addresses in the order they are listed, at most `limit`; a sitemap that cannot be read lists none."""
    waiting = deque((url, 1) for url in sitemaps)
    seen = set(sitemaps)
    found: dict[str, None] = {}
    files = 0
    while waiting and files < MAX_FILES and len(found) < limit and not deadline.passed:
        url, level = waiting.popleft()
        files += 1
        for kind, address in entries(read_sitemap(fetcher, url, deadline), fetcher.max_bytes):
            if kind == "url":
                found[address] = None
            elif level < MAX_LEVELS and address not in seen:
                seen.add(address)
                waiting.append((address, level + 1))
    return list(found)[:limit]


def read_sitemap(fetcher: PageFetcher, url: str, deadline: Deadline) -> bytes:
    """The bytes of a sitemap, empty when there is none."""
    try:
        page = fetcher.fetch(url, deadline, any_media=True)
    except AppError:
        return b""
    return page.body if page.status == 200 else b""


def entries(body: bytes, limit: int) -> Iterator[tuple[str, str]]:
    """(`url` or `sitemap`, address) pairs of a sitemap, an index, or a list of lines."""
    text = inflate(body, limit) if body.startswith(GZIP_MAGIC) else body
    if not text.lstrip().startswith(b"<"):
        yield from (("url", line.strip()) for line in text.decode("utf-8", "replace").splitlines() if is_web(line))
        return
    # No entities, no external files: a sitemap is somebody else's XML.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(text, parser)
    except etree.XMLSyntaxError:
        return
    if root is None:
        return
    for element in root.iter("{*}loc"):
        parent = element.getparent()
        kind = etree.QName(parent).localname if parent is not None and isinstance(parent.tag, str) else ""
        if kind in ("url", "sitemap") and is_web(element.text or ""):
            yield kind, (element.text or "").strip()


def inflate(body: bytes, limit: int) -> bytes:
    """The first `limit` bytes of a gzip file."""
    try:
        return zlib.decompressobj(wbits=31).decompress(body, limit)
    except zlib.error:
        return b""


def is_web(line: str) -> bool:
    """Whether a line is an http or https address."""
    return line.strip().startswith(("http://", "https://"))
