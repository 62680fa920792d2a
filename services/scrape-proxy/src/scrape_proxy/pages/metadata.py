"""What a page says about itself."""

import json
from typing import Any

from scrape_proxy.pages.fetching import FetchedPage

MAX_TEXT = 2_000
MAX_OPEN_GRAPH = 50
MAX_LINKED_DATA = 20


def metadata_of(page: FetchedPage, root: Any | None) -> dict[str, Any]:
    """title, description, language, the addresses, status and type of the answer, og:* as ogTitle, ogImage, …"""
    described = {"title": "", "description": "", "language": ""} if root is None else description_of(root)
    return {
        **described,
        "sourceURL": page.source_url,
        "url": page.url,
        "statusCode": page.status,
        "contentType": page.content_type,
        **({camel(name): value for name, value in open_graph_of(root).items()} if root is not None else {}),
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


def structured_of(root: Any, url: str) -> dict[str, Any]:
    """The `json` format: description, author, date, canonical address, open graph and JSON-LD as found."""
    meta = meta_of(root)
    canonical = root.xpath("string(//link[@rel='canonical']/@href)")
    return {
        **description_of(root),
        "author": meta.get("author") or meta.get("article:author") or None,
        "publishedDate": meta.get("article:published_time") or meta.get("date") or None,
        "canonical": str(canonical) or url,
        "openGraph": open_graph_of(root),
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


def open_graph_of(root: Any) -> dict[str, str]:
    """og:* by name without the prefix."""
    named = {name[3:]: value for name, value in meta_of(root).items() if name.startswith("og:") and name[3:]}
    return dict(list(named.items())[:MAX_OPEN_GRAPH])


def linked_data_of(root: Any) -> list[Any]:
    """JSON-LD objects; what does not parse is left out."""
    found = []
    for element in root.xpath("//script[@type='application/ld+json']")[:MAX_LINKED_DATA]:
        try:
            found.append(json.loads(element.text_content()))
        except (ValueError, RecursionError):
            continue
    return found


def camel(name: str) -> str:
    """`image:width` → ogImageWidth."""
    words = name.replace("_", ":").split(":")
    return "og" + "".join(word[:1].upper() + word[1:] for word in words)
