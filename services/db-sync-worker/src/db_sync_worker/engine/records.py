"""What is written down about runs: their beginning, their end, and those that never had a session."""

import logging
from collections.abc import Callable

import psycopg2
from psycopg2.extensions import connection as Connection

from db_sync_worker.engine.outcome import FAILED, LOCKED, OK, RECONCILE, Order, RunOutcome
from db_sync_worker.engine.report import DIFFERS, EXTRA, REPAIRED
from db_sync_worker.streams.model import Stream
from db_sync_worker.target import run_queries
from db_sync_worker.target.control_queries import add_counts, record_failure, record_success
from db_sync_worker.target.session import Connect, Session

log = logging.getLogger(__name__)
FAILURES_BEFORE_EVENT = 3
COUNTED_ROWS = ("inserted", "updated", "unchanged", "rejected", "expired", "collapsed")
Announce = Callable[[Connection, str, str, str, int], None]


def announce_nothing(*_: object) -> None:
    """Failures in a row are told to nobody."""


class Records:
    """The records of one run of one stream; `announce` is told about several failures in a row."""

    def __init__(self, stream: Stream, order: Order, outcome: RunOutcome, announce: Announce) -> None:
        self._stream, self._order, self._outcome, self._announce = stream, order, outcome, announce

    def begin(self, connection: Connection) -> str | None:
        """The id of the run, None of a dry run nobody asked for; other runs of the stream are over."""
        if self._order.dry_run and not self._order.run_id:
            return None
        run_id = self._run_id(connection)
        comparing = self._order.mode == RECONCILE
        run_queries.abandon_runs(connection, self._stream.name, run_id, comparing=comparing)
        connection.commit()
        return run_id

    def end(self, session: Session, seconds: float) -> None:
        """How the run ended, in one transaction."""
        outcome, connection = self._outcome, session.connection
        if outcome.run_id is None:
            return
        connection.rollback()
        run_queries.finish_run(
            connection,
            outcome.run_id,
            outcome.status,
            outcome.tally.counts(),
            error=outcome.error,
            report=outcome.report,
        )
        if not self._order.dry_run:
            add_counts(connection, self._stream.name, _counted(self._order.mode, outcome, seconds))
            if outcome.status == OK:
                record_success(session, self._stream.name, reconciled=self._order.mode == RECONCILE)
            self._note_failure(connection)
        connection.commit()

    def end_without_session(self, connect: Connect) -> None:
        """Note a run that never had a session, or lost it; without a database there is nowhere to note it."""
        if self._order.dry_run:
            return
        try:
            connection = connect()
        except psycopg2.Error:
            return
        try:
            with connection:
                self._note_unrun(connection)
        except psycopg2.Error as error:
            log.warning("run cannot be recorded", extra={"stream": self._stream.name, "error": type(error).__name__})
        finally:
            connection.close()

    def _note_unrun(self, connection: Connection) -> None:
        outcome, order = self._outcome, self._order
        if order.run_id and outcome.status == LOCKED:
            run_queries.requeue_run(connection, order.run_id)
        else:
            counts = outcome.tally.counts()
            run_queries.finish_run(connection, self._run_id(connection), outcome.status, counts, error=outcome.error)
        self._note_failure(connection)
        add_counts(connection, self._stream.name, {("runs", f"{order.mode},{outcome.status}"): 1})

    def _note_failure(self, connection: Connection) -> None:
        outcome, name = self._outcome, self._stream.name
        if outcome.status == FAILED:
            error = str(outcome.error)
            failures, reached = record_failure(connection, name, error, reached=not outcome.unreachable)
            # A stream whose source nobody has reached yet waits for it: that is no news.
            if reached and failures == FAILURES_BEFORE_EVENT:
                self._announce(connection, name, str(outcome.run_id), str(outcome.error), failures)

    def _run_id(self, connection: Connection) -> str:
        """The id of the request, or of the attempt before this one, or a new one."""
        outcome, order = self._outcome, self._order
        outcome.run_id = order.run_id or outcome.run_id or _insert_run(connection, self._stream, order)
        return outcome.run_id


def _insert_run(connection: Connection, stream: Stream, order: Order) -> str:
    chosen = {"from": order.start, "to": order.end}
    params = {name: moment.isoformat() for name, moment in chosen.items() if moment}
    return run_queries.insert_run(connection, stream.name, order.mode, order.trigger, order.requested_by, params)


def _counted(mode: str, outcome: RunOutcome, seconds: float) -> dict[tuple[str, str], float]:
    tally = outcome.tally
    counts: dict[tuple[str, str], float] = {("rows", name): getattr(tally, name) for name in COUNTED_ROWS}
    counts["bytes", ""] = tally.bytes
    counts["rounded", ""] = tally.rounded
    counts["runs", f"{mode},{outcome.status}"] = 1
    counts["run_seconds", mode] = seconds
    counts["retries", "source"] = tally.source_retries
    counts["retries", "target"] = tally.target_retries
    if outcome.report:
        counts["mismatches", ""] = sum(outcome.report[name] for name in (REPAIRED, DIFFERS, EXTRA))
    return counts
