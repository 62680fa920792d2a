"""/api/admin/curation-runs: films that wait for an editor."""

from typing import Any

from flask import Blueprint

from movies_api.curation.queue import decisions, queries
from movies_api.curation.queue.replies import AuditEntryReplySchema, CurationRunReplySchema
from movies_api.curation.run import (
    APPROVED,
    FAILED,
    FINISHED,
    REFUSED,
    REJECTED,
    REVIEW,
    RUNNING,
    WAITING,
)
from movies_api.editing.desk import DESK
from movies_api.parameters import PublicQuery, page_limit, row_id
from movies_api.service import MovieCall
from suite.editing.desk import MOST_ROWS, MOST_SKIPPED, PRIVATE
from suite.editing.errors import RowNotFound
from suite.http import EDITOR, READER, Reply, endpoint, json_reply
from suite.http.etags import strong
from suite.http.fields import QueryChoice, QueryWhole
from suite.http.pages import unchanged_reply
from suite.ids import uuid_or_none

DECIDED: dict[int, Any] = {
    200: ("The run", CurationRunReplySchema()),
    404: "Unknown id",
    409: "The run waits for no decision",
    412: "Another editor was faster",
    422: "The run cannot be carried out any more",
    428: "If-Match is missing",
}
runs = Blueprint("admin-curation-runs", __name__)


class QueueQuery(PublicQuery):
    """Which runs; without a status those that wait for a decision."""

    status = QueryChoice((WAITING, REVIEW, RUNNING, FINISHED, FAILED, REJECTED, APPROVED, REFUSED))
    limit = page_limit(MOST_ROWS)
    offset = QueryWhole(0, MOST_SKIPPED)


class ApprovalQuery(PublicQuery):
    """The main sentiment new sub-sentiments belong to; without it, the one the run names."""

    sentimentId = row_id()


@runs.get("")
@endpoint(
    READER,
    "Films that wait for a decision, the least sure first",
    query=QueueQuery(),
    replies={200: ("An array", CurationRunReplySchema(many=True))},
    headers=("X-Total-Count",),
)
def list_runs(call: MovieCall) -> Reply:
    query = call.query
    with call.read() as connection:
        text, total = queries.select_queue(
            connection, query.get("status"), query.get("limit", 50), query.get("offset", 0)
        )
    return json_reply(text, headers={**PRIVATE, "X-Total-Count": str(total)})


@runs.get("/<run_id>")
@endpoint(
    READER,
    "One run of the curation",
    replies={200: ("The run", CurationRunReplySchema()), 304: "Unchanged", 404: "Unknown id"},
)
def show_run(call: MovieCall, run_id: str) -> Reply:
    with call.read() as connection:
        row = DESK.require(queries.select_queued(connection, parse_id(run_id)))
    tag = strong(row["version"])
    return unchanged_reply(call, tag, PRIVATE) or json_reply(row, etag=tag, headers=PRIVATE)


@runs.get("/<run_id>/audit")
@endpoint(
    READER,
    "What editors decided about a run",
    replies={200: ("An array", AuditEntryReplySchema(many=True)), 404: "Unknown id"},
)
def show_history(call: MovieCall, run_id: str) -> Reply:
    with call.read() as connection:
        DESK.require(queries.select_queued(connection, parse_id(run_id)))
        history = queries.select_history(connection, run_id)
    return json_reply(history, headers=PRIVATE)


@runs.post("/<run_id>/approve")
@endpoint(EDITOR, "Approve a run; If-Match names the version that was read", query=ApprovalQuery(), replies=DECIDED)
def approve_run(call: MovieCall, run_id: str) -> Reply:
    row = decisions.approve(call, parse_id(run_id), call.query.get("sentimentId"))
    return json_reply(row, etag=strong(row["version"]))


@runs.post("/<run_id>/reject")
@endpoint(EDITOR, "Reject a run and take back what it wrote; If-Match as above", replies=DECIDED)
def reject_run(call: MovieCall, run_id: str) -> Reply:
    row = decisions.reject(call, parse_id(run_id))
    return json_reply(row, etag=strong(row["version"]))


def parse_id(text: str) -> str:
    """The id of a path; what cannot be one names no run."""
    found = uuid_or_none(text)
    if found is None:
        raise RowNotFound()
    return str(found)
