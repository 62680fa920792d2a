"""SQL of the editors' view of runs."""

from collections.abc import Mapping
from typing import Any

from movies_api.curation.run import REVIEW, WAITING
from movies_api.wire import array_of, object_of, timestamps
from suite.database import Connection
from suite.dates import sql_date

QUEUED = (WAITING, REVIEW)
_PLAN = "r.payload -> 'plan'"
# What a payload keeps under other keys than the wire shows.
MATCH = {"subId": "sub_id", "name": "name", "relevance": "relevance", "explanation": "explanation"}
CALL = {
    "provider": "provider",
    "model": "model",
    "seconds": "seconds",
    "promptTokens": "prompt_tokens",
    "completionTokens": "completion_tokens",
    "costUsd": "cost_usd",
    "outcome": "outcome",
}


def shown(array: str, keys: Mapping[str, str]) -> str:
    """A JSON array of objects with the keys of the wire; `keys` maps them to those stored."""
    members = {key: f"one -> '{stored}'" for key, stored in keys.items()}
    elements = f"jsonb_array_elements(coalesce({array}, '[]')) WITH ORDINALITY AS stored (one, place)"
    return array_of(object_of(members), elements, "place")


ROW = object_of(
    {
        "id": "r.id",
        "status": "r.status",
        "step": "r.step",
        "movieId": "r.movie_id",
        "tmdbId": "r.tmdb_id",
        "journeyOptionFlowId": "r.option_id",
        "title": "r.payload ->> 'title'",
        "year": "r.payload -> 'year'",
        "provider": "r.provider",
        "confidence": "trim_scale(r.confidence)",
        "error": "r.error",
        "matches": shown(f"{_PLAN} -> 'judgement' -> 'matches'", MATCH),
        "newSubSentiments": f"coalesce({_PLAN} -> 'judgement' -> 'new', '[]')",
        "sentimentId": f"{_PLAN} -> 'sentiment_id'",
        "reasons": f"coalesce({_PLAN} -> 'reasons', '{{}}')",
        "oscars": f"coalesce({_PLAN} -> 'oscars', '[]')",
        "calls": shown("r.payload -> 'calls'", CALL),
        "version": "r.version",
        **timestamps("r"),
        "createdBy": "r.created_by",
        "updatedBy": "r.updated_by",
    }
)
ENTRY = object_of(
    {
        "id": "a.id",
        "action": "a.action",
        "actor": "a.actor",
        "createdAt": sql_date("a.created_at"),
        "requestId": "a.request_id",
        "changedFields": "a.changed_fields",
        "oldValues": "a.old_values",
        "newValues": "a.new_values",
        "version": "a.version",
        "hash": "a.hash",
    }
)


def select_queue(connection: Connection, status: str | None, limit: int, offset: int) -> tuple[str, int]:
    """A page as a JSON array, what is least sure first, and the number of all; without a status, what waits."""
    wanted = {"statuses": [status] if status else list(QUEUED), "limit": limit, "offset": offset}
    row = connection.row(
        f"SELECT (SELECT coalesce(json_agg({ROW} ORDER BY r.confidence NULLS FIRST, r.id), '[]')::text FROM ("
        "   SELECT * FROM curation_runs WHERE status = ANY(%(statuses)s) ORDER BY confidence NULLS FIRST, id"
        "    LIMIT %(limit)s OFFSET %(offset)s) AS r),"
        " (SELECT count(*) FROM curation_runs WHERE status = ANY(%(statuses)s))",
        wanted,
    )
    assert row is not None
    return row[0], row[1]


def select_queued(connection: Connection, run_id: str, *, lock: bool = False) -> dict[str, Any] | None:
    """One run as editors see it."""
    if lock:
        connection.run("SELECT id FROM curation_runs WHERE id = %s FOR UPDATE", (run_id,))
    found = connection.value(f"SELECT {ROW} FROM curation_runs AS r WHERE r.id = %s", (run_id,))
    return None if found is None else dict(found)


def select_history(connection: Connection, run_id: str) -> str:
    """What editors decided about a run, oldest first, as a JSON array."""
    history: str = connection.value(
        f"SELECT coalesce(json_agg({ENTRY} ORDER BY a.created_at, a.id), '[]')::text FROM audit_log AS a"
        " WHERE a.entity = 'curation_runs' AND a.entity_id = %s",
        (run_id,),
    )
    return history


def sentiment_exists(connection: Connection, sentiment_id: int) -> bool:
    """Whether there is such a main sentiment."""
    found: bool = connection.value("SELECT EXISTS (SELECT FROM main_sentiments WHERE id = %s)", (sentiment_id,))
    return found
