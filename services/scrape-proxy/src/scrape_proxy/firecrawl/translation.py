"""What an error answer of Firecrawl means to our callers."""

from collections.abc import Mapping
from typing import Any

import orjson

from scrape_proxy.errors import FirecrawlAnswered

HIDDEN = "Internal server error"


def translate(status: int, headers: Mapping[str, str], body: bytes) -> FirecrawlAnswered:
    """The error to answer with."""
    content = parse(body)
    text = text_of(content) or body.decode("utf-8", "replace")[:2_000]
    passed = {"Retry-After": headers["Retry-After"]} if "Retry-After" in headers else {}
    if "not found" in text.lower():
        return FirecrawlAnswered(404, "NOT_FOUND", text, passed, content)
    if "Validation failed" in text:
        return FirecrawlAnswered(400, "VALIDATION", "Validation failed", passed, content)
    if status == 500:
        return FirecrawlAnswered(500, "INTERNAL", HIDDEN, passed, content)
    return FirecrawlAnswered(status, "UPSTREAM_ERROR", shown_text(status, body, content), passed, content)


def shown_text(status: int, body: bytes, content: Any) -> str:
    """`.error`, else `.message`, else a fixed text."""
    if not body:
        return f"Firecrawl request failed with status {status}"
    return text_of(content) or "Firecrawl API error"


def text_of(content: Any) -> str:
    """`.error` or `.message` of a body, empty when neither is text."""
    if not isinstance(content, dict):
        return ""
    texts = (content.get("error"), content.get("message"))
    return next((text for text in texts if isinstance(text, str) and text), "")


def parse(body: bytes) -> Any:
    """The JSON of a body, None when it is none."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
