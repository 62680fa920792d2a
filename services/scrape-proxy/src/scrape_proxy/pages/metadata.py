"""What a page says about itself."""

import json
from math import isfinite
from typing import Any

from scrape_proxy.pages.addresses import resolve_any
from scrape_proxy.pages.fetcher import FetchedPage
from scrape_proxy.pages.media import media_type

MAX_TEXT = 2_000
MAX_OPEN_GRAPH = 50
MAX_LINKED_DATA = 20
MAX_DIGITS = 18
OPEN_GRAPH_ADDRESSES = frozenset(
    {"url", "image", "image:url", "image:secure_url", "video", "video:url", "video:secure_url", "audio", "audio:url"}
)


def metadata_of(page: FetchedPage, root: Any | None) -> dict[str, Any]:
    """title, description, language, the addresses, status and type of the answer, og:* as ogTitle, ogImage, …"""
    described = {"title": "", "description": "", "language": ""} if root is None else description_of(root)
    return {
        **described,
        "sourceURL": page.source_url,
        "url": page.url,
        "statusCode": page.status,
        "contentType": page.content_type,
        **({camel(name): value for name, value in open_graph_of(root, page.url).items()} if root is not None else {}),
    }


def description_of(root: Any) -> dict[str, str]:
    """title, description and language."""
    meta = meta_of(root)
    title = root.findtext(".//title") or meta.get("og:title", "")
    return {
        "title": " ".join(title.split())[:MAX_TEXT],
        "description": meta.get("description") or meta.get("og:description", ""),
        "language": root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "",
    }


def structured_of(root: Any, base: str) -> dict[str, Any]:
    """The `json` format: description, author, date, canonical address, open graph and JSON-LD as found."""
    meta = meta_of(root)
    return {
        **description_of(root),
        "author": meta.get("author") or meta.get("article:author") or None,
        "publishedDate": meta.get("article:published_time") or meta.get("date") or None,
        "canonical": canonical_of(root, base),
        "openGraph": open_graph_of(root, base),
        "jsonLd": linked_data_of(root),
    }


def meta_of(root: Any) -> dict[str, str]:
    """Content of meta elements by lower-case name or property; the first of a name counts."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("name") or element.get("property") or "").strip().lower()
        content = element.get("content")
        if name and content is not None:
            found.setdefault(name, content.strip()[:MAX_TEXT])
    return found


def canonical_of(root: Any, base: str) -> str:
    """The address a page wants to be known by; its own when it names none."""
    for element in root.iter("link"):
        if "canonical" in (element.get("rel") or "").lower().split():
            return resolve_any(base, element.get("href")) or base
    return base


def open_graph_of(root: Any, base: str) -> dict[str, str]:
    """og:* by name without the prefix; addresses are absolute."""
    named = {name[3:]: value for name, value in meta_of(root).items() if name.startswith("og:") and name[3:]}
    return {
        name: (resolve_any(base, value) or value) if name in OPEN_GRAPH_ADDRESSES and value else value
        for name, value in list(named.items())[:MAX_OPEN_GRAPH]
    }


def linked_data_of(root: Any) -> list[Any]:
    """JSON-LD objects; what does not parse is left out."""
    found = []
    for element in root.iter("script"):
        if media_type(element.get("type") or "") != "application/ld+json":
            continue
        try:
            found.append(json.loads("".join(element.itertext()), **NUMBERS))
        except (ValueError, RecursionError):
            continue
        if len(found) == MAX_LINKED_DATA:
            break
    return found


def whole_number(text: str) -> int | str:
    """An integer; as it is written when it has more digits than any column keeps."""
    return int(text) if len(text) <= MAX_DIGITS else text


def decimal_number(text: str) -> float | str:
    """A number; as it is written when it lies beyond all of them."""
    number = float(text)
    return number if isfinite(number) else text


NUMBERS: dict[str, Any] = {"parse_int": whole_number, "parse_float": decimal_number, "parse_constant": str}


def camel(name: str) -> str:
    """`image:width` → ogImageWidth."""
    words = name.replace("_", ":").split(":")
    return "og" + "".join(word[:1].upper() + word[1:] for word in words)
