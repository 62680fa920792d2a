"""The links of a page."""

from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

LINKED = ("a", "area")
MAX_LINKS = 20_000
MAX_LENGTH = 2_048


def links_of(root: Any, url: str) -> list[str]:
    """Absolute http and https URLs, each once, in document order, without fragments."""
    base = base_of(root, url)
    found: dict[str, None] = {}
    for element in root.iter(*LINKED):
        link = absolute(base, element.get("href"))
        if link:
            found[link] = None
            if len(found) >= MAX_LINKS:
                break
    return list(found)


def base_of(root: Any, url: str) -> str:
    """What relative links are relative to."""
    base = root.find(".//base[@href]")
    return absolute(url, base.get("href")) or url if base is not None else url


def absolute(base: str, href: str | None) -> str | None:
    """The http or https URL an href means, None for anything else."""
    if not href:
        return None
    try:
        link = urldefrag(urljoin(base, href.strip())).url
        parts = urlsplit(link)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and len(link) <= MAX_LENGTH
    except ValueError:
        return None
    return link if usable and link.isprintable() and " " not in link else None
