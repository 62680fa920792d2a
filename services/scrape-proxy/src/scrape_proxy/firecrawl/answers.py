"""Answers of Firecrawl about crawls, brought into the form our clients rely on."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

STATUSES = frozenset({"scraping", "completed", "failed", "cancelled"})


def status_of(answer: Mapping[str, Any]) -> str:
    """One of our four words; clients poll while they see `scraping`."""
    word = answer.get("status")
    if isinstance(word, str) and word in STATUSES:
        return word
    return "failed" if word == "error" else "scraping"


def count_of(answer: Mapping[str, Any], name: str) -> int:
    """A number, 0 where Firecrawl gives none."""
    value = answer.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0


def shape_status(answer: Mapping[str, Any], crawl_id: str) -> dict[str, Any]:
    """The whole answer with our status words, numbers for counts, and `next` leading to us."""
    shaped = {
        "success": True,
        **answer,
        "status": status_of(answer),
        "total": count_of(answer, "total"),
        "completed": count_of(answer, "completed"),
        "data": answer["data"] if isinstance(answer.get("data"), list) else [],
    }
    following = shaped.pop("next", None)
    if isinstance(following, str) and following:
        # Only the query: the rest need not be an address at all.
        skip = parse_qs(following.partition("#")[0].partition("?")[2]).get("skip", ["0"])[0]
        shaped["next"] = f"/api/v1/crawl/{crawl_id}?skip={skip if skip.isascii() and skip.isdecimal() else 0}"
    return shaped
