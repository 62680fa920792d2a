"""The links of a page."""

from typing import Any

from scrape_proxy.pages.addresses import base_of, resolve

LINKED = ("a", "area")
MAX_LINKS = 20_000


def links_of(root: Any, url: str) -> list[str]:
    """Absolute http and https URLs, each once, in document order, without fragments."""
    base = base_of(root, url)
    found: dict[str, None] = {}
    for element in root.iter(*LINKED):
        link = resolve(base, element.get("href"))
        if link:
            found[link] = None
            if len(found) >= MAX_LINKS:
                break
    return list(found)
