"""/api/v1/docs/reindex and /stats."""

from flask import Blueprint

from documentation_api.audit.callers import actor_of
from documentation_api.markdown.errors import ReindexFailed, StatsFailed
from documentation_api.markdown.failures import failing_as
from documentation_api.markdown.index_queries import select_counts, select_state
from documentation_api.markdown.query_log_queries import MISSES, QUERIES, select_top
from documentation_api.markdown.replies import IndexStateSchema, ReindexSchema
from documentation_api.service import DocumentationService
from suite.http import ADMIN, OPEN, Call, Reply, endpoint, json_reply

MOST_ERRORS = 10

markdown_index = Blueprint("markdown_index", __name__)


@markdown_index.post("/reindex")
@endpoint(
    ADMIN,
    "Bring the index up to date now",
    replies={
        200: ("What was done", ReindexSchema()),
        409: "A run is under way",
        429: "The last manual run was less than a minute ago",
    },
)
def reindex(call: Call[DocumentationService]) -> Reply:
    with failing_as(ReindexFailed):
        outcome = call.service.index.run(manual=True, actor=actor_of(call))
    counts = outcome.counts
    indexed = {
        "files": counts.files,
        "domains": counts.domains,
        "types": counts.types,
        "tags": counts.tags,
        "statuses": counts.statuses,
        "added": outcome.added,
        "changed": outcome.changed,
        "removed": outcome.removed,
        "duration_ms": outcome.duration_ms,
        "errors": outcome.errors[:MOST_ERRORS],
    }
    if outcome.hidden:
        indexed["hidden"] = outcome.hidden[:MOST_ERRORS]
    if outcome.meaningless:
        indexed["fields_without_meaning"] = outcome.meaningless
    return json_reply({"success": True, "indexed": indexed})


@markdown_index.get("/stats")
@endpoint(OPEN, "Size of the index and what is searched for", replies={200: ("Counts and queries", IndexStateSchema())})
def show_stats(call: Call[DocumentationService]) -> Reply:
    call.service.index.query_log.flush(call.service.database)
    with failing_as(StatsFailed), call.read() as connection:
        counts, state = select_counts(connection), select_state(connection)
        misses, queries = select_top(connection, MISSES), select_top(connection, QUERIES)
    stats = {
        "totalFiles": counts.files,
        "totalDomains": counts.domains,
        "totalTypes": counts.types,
        "totalTags": counts.tags,
        "totalStatuses": counts.statuses,
        "lastReindexTime": round(state.last_run.timestamp() * 1000) if state.last_run else None,
        "cacheValid": True,
        "totalErrors": len(state.errors),
        "zeroResultQueries": misses,
        "popularQueries": queries,
    }
    return json_reply({"success": True, "stats": stats})
