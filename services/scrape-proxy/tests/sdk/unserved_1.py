"""Calls of version 1 that are not served, as all of its clients have them."""

from collections.abc import Callable
from typing import Any


def unserved(client: Any) -> list[Callable[[], Any]]:
    """Each as a call."""
    return [
        lambda: client.get_extract_status("x"),
        lambda: client.deep_research("words"),
        lambda: client.async_deep_research("words"),
        lambda: client.check_deep_research_status("x"),
        lambda: client.check_generate_llms_text_status("x"),
    ]


def site_texts(client: Any) -> list[Callable[[], Any]]:
    """Of which the synchronous client of 2.16 shows its own mistake instead of the words."""
    return [
        lambda: client.generate_llms_text("https://example.com/"),
        lambda: client.async_generate_llms_text("https://example.com/"),
    ]
