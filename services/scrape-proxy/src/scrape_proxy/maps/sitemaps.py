"""Addresses listed in the sitemaps of a site: XML, indexes of them, feeds, or lines of text."""

from collections import deque

from scrape_proxy.deadlines import Deadline
from scrape_proxy.pages.fetcher import PageFetcher
from scrape_proxy.pages.lanes import process
from suite.errors import AppError

MAX_LEVELS = 3
MAX_FILES = 50


def listed_urls(fetcher: PageFetcher, sitemaps: list[str], deadline: Deadline, limit: int) -> list[str]:
    """Page addresses in the order they are listed, at most `limit`; a sitemap that cannot be read lists none."""
    waiting = deque((url, 1) for url in sitemaps)
    seen = set(sitemaps)
    found: dict[str, None] = {}
    files = 0
    while waiting and files < MAX_FILES and len(found) < limit and not deadline.passed:
        url, level = waiting.popleft()
        files += 1
        for kind, address in read_sitemap(fetcher, url, deadline):
            if kind == "url":
                found[address] = None
            elif level < MAX_LEVELS and address not in seen:
                seen.add(address)
                waiting.append((address, level + 1))
    return list(found)[:limit]


def read_sitemap(fetcher: PageFetcher, url: str, deadline: Deadline) -> list[tuple[str, str]]:
    """The entries of a sitemap, none when there is none."""
    try:
        page = fetcher.fetch(url, deadline, any_media=True)
        entries: list[tuple[str, str]] = process("list_entries", page, fetcher.max_bytes) if page.status == 200 else []
    except AppError:
        return []
    return entries
