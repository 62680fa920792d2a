"""What of the answers about documents is cached, and what ends it."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypeVar

from documentation_api.markdown.schemas import DocumentSearch, FacetsRequest
from documentation_api.settings import Settings
from suite.cache import touch
from suite.database import Connection
from suite.http import Service

DOCUMENTS = "documents"
Found = TypeVar("Found")


def cached_facets(
    service: Service[Settings], query: FacetsRequest, count: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """The counts for this question: cached ones, or else what `count` finds."""
    return _cached(service, "facets", asdict(query), count)


def cached_total(service: Service[Settings], query: DocumentSearch, count: Callable[[], int]) -> int:
    """How many documents a broad search finds, on whichever of its pages: cached, or else what `count` finds."""
    whole = {name: value for name, value in asdict(query).items() if name not in ("limit", "offset")}
    return _cached(service, "total", whole, count)


def documents_change(connection: Connection) -> None:
    """From the commit of this transaction on, everything cached is out of date."""
    touch(connection, DOCUMENTS)


def _cached(service: Service[Settings], kind: str, query: dict[str, Any], count: Callable[[], Found]) -> Found:
    """A run that changes the index ends what is cached."""
    if not (ttl := service.settings.cache_ttl_seconds):
        return count()
    key = f"{kind}:{json.dumps(query, sort_keys=True, default=str)}"
    return service.cache.get_or_make(key, count, ttl=ttl, groups=(DOCUMENTS,))
