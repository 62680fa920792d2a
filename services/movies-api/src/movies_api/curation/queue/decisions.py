"""What editors decide about runs: each decision one transaction, with its entry in the audit log."""

from collections.abc import Callable
from typing import Any

from movies_api.curation import plan_queries, run_queries
from movies_api.curation.errors import CurationFailed
from movies_api.curation.plan import CurationPlan, plan_of
from movies_api.curation.queue import queries
from movies_api.curation.run import APPROVED, REFUSED, REVIEW, WAITING, Run
from movies_api.curation.stored_plan import require_film, write_plan
from movies_api.editing.audit import record
from movies_api.editing.desk import DESK
from movies_api.editing.queries import ensure_user
from movies_api.editing.suggestions import write_ranks
from movies_api.rules import entry_type
from movies_api.service import MovieCall
from suite.database import Connection
from suite.editing.errors import RowNotFound, judged_by_database
from suite.errors import Conflict, Unprocessable

Row = dict[str, Any]


class NotQueued(Conflict):
    """The run waits for no decision"""

    code = "NOT_QUEUED"


class CannotApprove(Unprocessable):
    """The run cannot be carried out any more"""

    code = "CANNOT_APPROVE"


class SentimentUnknown(Unprocessable):
    """There is no such main sentiment"""

    code = "SENTIMENT_UNKNOWN"


def approve(call: MovieCall, run_id: str, sentiment_id: int | None) -> Row:
    """Write what waits, its new names below `sentiment_id`; what is only under review is left as it is."""

    def carry_out(connection: Connection, run: Run) -> None:
        if run.status == WAITING:
            plan = placed(connection, plan_of(run.payload["plan"]), sentiment_id)
            try:
                written = write_plan(connection, plan, call.identity.user_id)
            except CurationFailed as failure:
                raise CannotApprove(str(failure)) from failure
            run.movie_id, run.step = written.film.id, "write"
            run.payload["added"] = list(written.added)
            run.payload["plan"] = plan.to_json()
        run.status = APPROVED

    return decide(call, run_id, carry_out)


def reject(call: MovieCall, run_id: str) -> Row:
    """Forget what waits; take back what is under review, but for what editors have changed since."""

    def take_back(connection: Connection, run: Run) -> None:
        if run.status == REVIEW and run.movie_id:
            plan, added = plan_of(run.payload["plan"]), run.payload.get("added", [])
            plan_queries.lock_film(connection, run.movie_id)
            plan_queries.retract_curation(connection, run.movie_id, added, list(plan.reasons))
            feelings = [(one.name, one.relevance) for one in require_film(connection, run.movie_id).feelings]
            kind = entry_type(feelings) if feelings else None
            plan_queries.update_entry_types(connection, {run.movie_id: kind})
            write_ranks(connection, run.movie_id)
        run.status = REFUSED

    return decide(call, run_id, take_back)


def decide(call: MovieCall, run_id: str, carry_out: Callable[[Connection, Run], None]) -> Row:
    """One decision about the version the caller has read."""
    with call.transaction() as connection, judged_by_database():
        ensure_user(connection, call.identity)
        old = DESK.require_version(call, queries.select_queued(connection, run_id, lock=True))
        run = run_queries.select_run(connection, run_id)
        if run is None:
            raise RowNotFound()
        if run.status not in queries.QUEUED:
            raise NotQueued()
        carry_out(connection, run)
        run_queries.update_run(connection, run, call.identity.user_id)
        new = queries.select_queued(connection, run_id)
        assert new is not None
        record(connection, call, "curation_runs", old, new)
    return new


def placed(connection: Connection, plan: CurationPlan, sentiment_id: int | None) -> CurationPlan:
    """The plan with its new names where the editor wants them."""
    if sentiment_id is not None:
        if not queries.sentiment_exists(connection, sentiment_id):
            raise SentimentUnknown()
        plan.sentiment_id = sentiment_id
    return plan
