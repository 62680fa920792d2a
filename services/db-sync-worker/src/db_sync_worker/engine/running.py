"""One run of one stream, from its lock to its record."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event
from time import monotonic

import psycopg2
from psycopg2.extensions import connection as Connection

from db_sync_worker.engine.asking import PatientSource
from db_sync_worker.engine.checking import check_source, check_target, compare_columns, refuse_drift
from db_sync_worker.engine.copying import Copier, Report
from db_sync_worker.engine.fetching import Fetcher
from db_sync_worker.engine.fingerprints import DeepComparison, QuickComparison
from db_sync_worker.engine.forward import Backfill, Forward, first_moment
from db_sync_worker.engine.outcomes import (
    BACKFILL,
    FAILED,
    INCREMENTAL,
    LOCKED,
    OK,
    RECONCILE,
    STOPPED,
    Misconfigured,
    Order,
    Outcome,
    Stopped,
    StreamFailed,
    Tally,
    TooManyRejected,
    check_stop,
)
from db_sync_worker.engine.reading import MAX_WINDOW_ROWS, Reader, needed_columns
from db_sync_worker.engine.reconciling import Reconciler
from db_sync_worker.engine.retries import Patience, persist
from db_sync_worker.engine.work import Work
from db_sync_worker.source.client import QuestDb
from db_sync_worker.source.columns import SourceColumn
from db_sync_worker.source.errors import SourceError
from db_sync_worker.source.rows import probe_dialect
from db_sync_worker.streams.model import Stream
from db_sync_worker.target import run_queries
from db_sync_worker.target.control_queries import (
    Standing,
    add_counts,
    raise_fence,
    record_failure,
    record_success,
    remember_columns,
    select_standing,
)
from db_sync_worker.target.errors import FenceLost, StreamLocked, is_passing
from db_sync_worker.target.loading import Loader
from db_sync_worker.target.session import Connect, Session, locked_session
from db_sync_worker.target.table_queries import select_table
from db_sync_worker.values.conversion import Converter

log = logging.getLogger(__name__)
FAILURES_BEFORE_EVENT = 3


def be_silent(_: Tally) -> None:
    """No progress is shown."""


@dataclass
class Engine:
    """Runs streams; `connect` opens a connection of the target, `clock` tells the time of retention and lookback."""

    connect: Connect
    source: QuestDb
    stop: Event = field(default_factory=Event)
    patience: Patience = field(default_factory=Patience)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    announce: Callable[[Connection, str, str, str, int], None] = lambda *_: None

    def run(self, stream: Stream, order: Order, report: Report = be_silent) -> Outcome:
        """Run a stream once. Failures are recorded and told in the outcome; nothing but bugs is raised."""
        outcome = Outcome(stream.name, FAILED)

        def attempt() -> None:
            with locked_session(self.connect, stream.name) as session:
                _Run(self, stream, order, outcome, report).carry_out(session)

        def count() -> None:
            outcome.tally.target_retries += 1

        try:
            persist(attempt, self.patience, self.stop, is_passing, count)
        except StreamLocked:
            outcome.status, outcome.error = LOCKED, "another run holds the lock of this stream"
            self._record_unrun(stream, order, outcome)
        except Stopped:
            outcome.status = STOPPED
        except FenceLost as error:
            outcome.error = str(type(error).__doc__)
        except psycopg2.Error as error:
            outcome.error = f"database: {(error.diag.message_primary or type(error).__name__).strip()}"
            self._record_unrun(stream, order, outcome)
        if outcome.error:
            log.warning("stream not copied", extra={"stream": stream.name, "reason": outcome.error})
        return outcome

    def _record_unrun(self, stream: Stream, order: Order, outcome: Outcome) -> None:
        """Note a run that never had a session; without a database there is nowhere to note it."""
        if order.dry_run:
            return
        try:
            connection = self.connect()
        except psycopg2.Error:
            return
        try:
            with connection:
                counts = outcome.tally.counts()
                if order.run_id and outcome.status == LOCKED:
                    run_queries.requeue_run(connection, order.run_id)
                else:
                    run_id = order.run_id or outcome.run_id or _insert_run(connection, stream, order)
                    outcome.run_id = run_id
                    run_queries.finish_run(connection, run_id, outcome.status, counts, error=outcome.error)
                if outcome.status == FAILED:
                    failures = record_failure(connection, stream.name, str(outcome.error))
                    if failures == FAILURES_BEFORE_EVENT:
                        self.announce(connection, stream.name, str(outcome.run_id), str(outcome.error), failures)
                add_counts(connection, stream.name, {("runs", f"{order.mode},{outcome.status}"): 1})
        except psycopg2.Error as error:
            log.warning("run cannot be recorded", extra={"stream": stream.name, "error": type(error).__name__})
        finally:
            connection.close()


class _Run:
    """The part of a run that has a session."""

    def __init__(self, engine: Engine, stream: Stream, order: Order, outcome: Outcome, report: Report) -> None:
        self._engine, self._stream, self._order = engine, stream, order
        self._outcome, self._report = outcome, report
        self._run_id: str | None = None

    def carry_out(self, session: Session) -> None:
        """Run and record; passing errors of the target are raised, to be tried again in a new session."""
        started = monotonic()
        connection = session.connection
        if not self._order.dry_run or self._order.run_id:
            known = self._order.run_id or self._outcome.run_id
            self._run_id = known or _insert_run(connection, self._stream, self._order)
            self._outcome.run_id = self._run_id
            run_queries.abandon_runs(connection, self._stream.name, self._run_id)
            connection.commit()
        outcome = self._outcome
        try:
            self._work(session)
            outcome.status, outcome.error = OK, None
        except Stopped:
            outcome.status = STOPPED
        except TooManyRejected as error:
            outcome.status, outcome.error, outcome.rejected_too_many = FAILED, str(error), True
        except Misconfigured as error:
            outcome.status, outcome.error, outcome.misconfigured = FAILED, str(error), True
        except (SourceError, StreamFailed) as error:
            outcome.status, outcome.error = FAILED, str(error) or str(type(error).__doc__)
        except psycopg2.Error as error:
            if is_passing(error):
                raise
            outcome.status = FAILED
            outcome.error = f"database: {error.diag.message_primary or type(error).__name__}"
        self._record(session, monotonic() - started)

    def _work(self, session: Session) -> None:
        work, standing = self._prepare(session)
        order = self._order
        if order.mode == INCREMENTAL:
            Forward(work, standing).run()
        elif order.mode == BACKFILL:
            Backfill(work, order).run()
        else:
            report = Reconciler(work, order).run(standing.watermark)
            self._outcome.report = report.as_json()

    def _prepare(self, session: Session) -> tuple[Work, Standing]:
        engine, stream, order, tally = self._engine, self._stream, self._order, self._outcome.tally
        connection = session.connection
        table = select_table(connection, stream.target)
        problems = list(check_target(stream, table))
        if problems:
            raise Misconfigured("; ".join(problems))
        standing = select_standing(connection, stream.name)
        connection.commit()

        def count_retry() -> None:
            tally.source_retries += 1

        source = PatientSource(engine.source, engine.patience, engine.stop, count_retry)
        reader = Reader(source, stream, source.insist(lambda: probe_dialect(engine.source)), MAX_WINDOW_ROWS)
        columns = reader.describe()
        check_source(stream, columns)
        now = engine.clock()
        if standing is None:
            least = reader.extent()[1] if stream.table and stream.start == "min" else None
            standing = Standing(first_moment(stream, least, now), None, None)
        self._note_columns(session, standing, columns)
        needed = needed_columns(stream, columns)
        try:
            converter = Converter(stream, needed)
        except ValueError as error:
            raise Misconfigured(str(error).replace("\n", "; ")) from error
        copier = Copier(
            session,
            reader,
            Fetcher(source, reader, converter),
            stream,
            Loader(connection, stream, table, dry_run=order.dry_run),
            tally,
            stop=engine.stop,
            report=self._report,
            run_id=self._run_id,
            expiry=stream.expiry(now),
            moves_position=order.mode == INCREMENTAL and stream.table is not None,
            dry_run=order.dry_run,
        )
        work = Work(
            session=session,
            stream=stream,
            source=source,
            reader=reader,
            copier=copier,
            quick=QuickComparison(source, stream, columns),
            deep=DeepComparison(reader, stream, converter, engine.stop),
            columns=columns,
            needed=needed,
            tally=tally,
            order=order,
            stop=engine.stop,
            now=now,
            run_id=self._run_id,
        )
        check_stop(engine.stop)
        return work, standing

    def _note_columns(self, session: Session, standing: Standing, columns: list[SourceColumn]) -> None:
        stream = self._stream
        drift = compare_columns(stream, standing.columns, columns)
        for sentence in drift.notes:
            log.warning("schema drift", extra={"stream": stream.name, "change": sentence})
        if self._order.dry_run:
            if not self._order.accept_drift:
                refuse_drift(drift)
            return
        raise_fence(session, stream.name, standing.watermark)
        keeps = drift.stops and not self._order.accept_drift
        recorded = standing.columns if keeps and standing.columns else {c.name: c.type for c in columns}
        if drift.notes or standing.columns is None:
            remember_columns(session, stream.name, recorded, drift.notes)
        session.connection.commit()
        if keeps:
            refuse_drift(drift)

    def _record(self, session: Session, seconds: float) -> None:
        """The record of the run, in one transaction."""
        if self._run_id is None:
            return
        outcome, stream, connection = self._outcome, self._stream, session.connection
        connection.rollback()
        run_queries.finish_run(
            connection, self._run_id, outcome.status, outcome.tally.counts(), error=outcome.error, report=outcome.report
        )
        if self._order.dry_run:
            connection.commit()
            return
        add_counts(connection, stream.name, _counted(self._order.mode, outcome, seconds))
        if outcome.status == OK:
            record_success(session, stream.name, reconciled=self._order.mode == RECONCILE)
        elif outcome.status == FAILED:
            failures = record_failure(connection, stream.name, str(outcome.error))
            if failures == FAILURES_BEFORE_EVENT:
                self._engine.announce(connection, stream.name, str(self._run_id), str(outcome.error), failures)
        connection.commit()


def _insert_run(connection: Connection, stream: Stream, order: Order) -> str:
    chosen = {"from": order.start, "to": order.end}
    params = {name: moment.isoformat() for name, moment in chosen.items() if moment}
    return run_queries.insert_run(connection, stream.name, order.mode, order.trigger, order.requested_by, params)


def _counted(mode: str, outcome: Outcome, seconds: float) -> dict[tuple[str, str], float]:
    tally = outcome.tally
    counts: dict[tuple[str, str], float] = {
        ("rows", name): getattr(tally, name) for name in ("inserted", "updated", "unchanged", "rejected", "expired")
    }
    counts["bytes", ""] = tally.bytes
    counts["rounded", ""] = tally.rounded
    counts["runs", f"{mode},{outcome.status}"] = 1
    counts["run_seconds", mode] = seconds
    counts["retries", "source"] = tally.source_retries
    counts["retries", "target"] = tally.target_retries
    if outcome.report:
        counts["mismatches", ""] = outcome.report["windows"] - outcome.report["equal"]
    return counts
