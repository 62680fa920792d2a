"""One search over everything the portal holds."""

from typing import Any

from documentation_api.files.queries import FILES
from documentation_api.ideas.queries import IDEAS
from documentation_api.markdown.schemas import Filters
from documentation_api.markdown.search_queries import select_hits
from documentation_api.markdown.search_text import read_search
from documentation_api.specs.search.queries import select_hits as select_spec_hits
from documentation_api.stats.queries import select_records
from documentation_api.systems.queries import SYSTEMS
from suite.database import Connection

MOST_HITS = 10


def search_everything(connection: Connection, text: str) -> dict[str, Any]:
    """At most ten of each kind, best first; `total` counts all of them."""
    found: dict[str, list[dict[str, Any]]] = {}
    total = 0
    for name, source in (("systems", SYSTEMS), ("ideas", IDEAS), ("files", FILES)):
        count, found[name] = select_records(connection, source, text, MOST_HITS)
        total += count
    documents, found["docs"] = search_docs(connection, text)
    operations, found["operations"] = search_operations(connection, text)
    return {"query": text, "total": total + documents + operations, **found}


def search_docs(connection: Connection, text: str) -> tuple[int, list[dict[str, Any]]]:
    """Documents, by rank."""
    total, hits = select_hits(connection, read_search(text), Filters(), limit=MOST_HITS, offset=0)
    shown = [
        {"id": hit.id, "title": hit.title, "domain": hit.domain, "type": hit.type, "path": hit.path, "score": hit.score}
        for hit in hits
    ]
    return total, shown


def search_operations(connection: Connection, text: str) -> tuple[int, list[dict[str, Any]]]:
    """Operations of the specs, by rank."""
    return select_spec_hits(connection, read_search(text), {"type": "endpoint"}, limit=MOST_HITS, offset=0)
