"""/api/v1/search, /api/v1/suggest, /api/v1/reindex."""

from flask import Blueprint

from documentation_api.audit.callers import actor_of
from documentation_api.audit.entries import REINDEXED, SPEC
from documentation_api.audit.ledger import record
from documentation_api.markdown.folding import fold_text, words_of
from documentation_api.markdown.search_text import read_search
from documentation_api.service import DocumentationService
from documentation_api.specs.search.queries import lock_entries, select_hits, select_suggestions
from documentation_api.specs.search.replies import SpecReindexSchema, SpecSearchSchema, SpecSuggestionsSchema
from documentation_api.specs.search.schemas import SOURCES, SpecSearchQuery, SpecTitleQuery
from documentation_api.specs.store.entry_queries import delete_entries, insert_entries, select_counts
from documentation_api.specs.store.queries import select_json, select_versions
from documentation_api.specs.work import cut
from suite.http import ADMIN, OPEN, Call, Reply, endpoint, json_reply

MOST_WORDS = 16

spec_search = Blueprint("spec_search", __name__)


@spec_search.get("/search")
@endpoint(OPEN, "Search specs", query=SpecSearchQuery(), replies={200: ("Matches, the best first", SpecSearchSchema())})
def search_specs(call: Call[DocumentationService]) -> Reply:
    query = call.query
    filters = {name: query[name] for name in ("type", "source", "version") if name in query}
    with call.read() as connection:
        total, hits = select_hits(
            connection, read_search(query["q"]), filters, limit=query["limit"], offset=query["offset"]
        )
    return json_reply({
        "success": True, "query": query["q"], "total": total, "version": query.get("version"), "results": hits,
    })  # fmt: skip


@spec_search.get("/suggest")
@endpoint(
    OPEN, "Titles while typing", query=SpecTitleQuery(), replies={200: ("Titles, each once", SpecSuggestionsSchema())}
)
def suggest_titles(call: Call[DocumentationService]) -> Reply:
    words = tuple(words_of(fold_text(call.query["q"])))[:MOST_WORDS]
    found = []
    if words:
        with call.read() as connection:
            found = select_suggestions(connection, words, call.query["limit"])
    return json_reply({"success": True, "suggestions": found})


@spec_search.post("/reindex")
@endpoint(
    ADMIN,
    "Cut all versions into pieces again",
    limit=(6, 60),
    replies={200: ("How many pieces are searched", SpecReindexSchema())},
)
def reindex_specs(call: Call[DocumentationService]) -> Reply:
    with call.transaction() as connection:
        lock_entries(connection)
        for stored in select_versions(connection):
            delete_entries(connection, stored.id)
            insert_entries(connection, stored.id, cut(select_json(connection, stored.id)))
        counts = select_counts(connection)
        indexed = {source: counts.get(source, 0) for source in SOURCES}
        indexed["total"] = sum(counts.values())
        record(connection, actor_of(call), SPEC, "index", REINDEXED, new=indexed)
    return json_reply({"success": True, "status": "success", "indexed": indexed})
