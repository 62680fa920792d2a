"""What of the answers about documents is kept, and what ends it."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from documentation_api.markdown.schemas import FacetsRequest
from documentation_api.settings import Settings
from suite.cache import touch
from suite.database import Connection
from suite.http import Service

DOCUMENTS = "documents"


def kept_facets(
    service: Service[Settings], query: FacetsRequest, count: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """The counts for this question: kept ones, or else what `count` finds. A run that changes the index ends them."""
    if not (ttl := service.settings.cache_ttl_seconds):
        return count()
    key = "facets:" + json.dumps(asdict(query), sort_keys=True, default=str)
    return service.cache.get_or_make(key, count, ttl=ttl, groups=(DOCUMENTS,))


def documents_change(connection: Connection) -> None:
    """From the commit of this transaction on, everything kept is out of date."""
    touch(connection, DOCUMENTS)
