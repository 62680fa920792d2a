"""One run of one stream, from its lock to its record."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from threading import Event
from time import monotonic

import psycopg2

from db_sync_worker.engine.outcome import (
    BACKFILL,
    CANCELLED,
    FAILED,
    INCREMENTAL,
    LOCKED,
    OK,
    PAUSED,
    RECONCILE,
    RESET,
    STOPPED,
    Cancelled,
    Misconfigured,
    Order,
    RunOutcome,
    RunTally,
    Stopped,
    StreamFailed,
    TooManyRejected,
)
from db_sync_worker.engine.passes import Backfill, Forward, Reset
from db_sync_worker.engine.preparation import Preparation
from db_sync_worker.engine.reconciliation import Reconciler
from db_sync_worker.engine.records import Announce, Records, announce_nothing
from db_sync_worker.engine.retry import RetryPolicy, retry
from db_sync_worker.engine.window_copy import Report
from db_sync_worker.source.client import QuestDb
from db_sync_worker.source.errors import SourceError, SourceUnavailable
from db_sync_worker.streams.model import Stream
from db_sync_worker.target.control_queries import paused_by
from db_sync_worker.target.errors import FenceLost, StreamLocked, is_compressed, is_passing
from db_sync_worker.target.session import COMPARE, COPY, Connect, Session, locked_session
from db_sync_worker.values.repeats import KeyShared
from suite.tracing import trace

log = logging.getLogger(__name__)


def be_silent(_: RunTally) -> None:
    """No progress is shown."""


@dataclass
class Engine:
    """Runs streams: faults end in an outcome.

    `connect` opens a connection of the target, `clock` tells the time of retention and lookback.
    """

    connect: Connect
    source: QuestDb
    stop: Event = field(default_factory=Event)
    retry_policy: RetryPolicy = field(default_factory=RetryPolicy)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    announce: Announce = announce_nothing

    def beside(self) -> "Engine":
        """An engine for another thread: the same, with connections of its own to the source."""
        return replace(self, source=self.source.another())

    def run(self, stream: Stream, order: Order, report: Report = be_silent) -> RunOutcome:
        """Run a stream once. Failures are recorded and told in the outcome; nothing but bugs is raised."""
        outcome = RunOutcome(stream.name, FAILED)
        records = Records(stream, order, outcome, self.announce)
        purpose = COMPARE if order.mode == RECONCILE else COPY

        def attempt() -> None:
            with locked_session(self.connect, stream.name, purpose) as session:
                self._attempt(session, stream, order, report, outcome, records)

        def count() -> None:
            outcome.tally.target_retries += 1

        try:
            with trace("sync run", sync__stream=stream.name, sync__mode=order.mode):
                retry(attempt, self.retry_policy, self.stop, is_passing, count)
        except StreamLocked:
            outcome.status, outcome.error = LOCKED, "another run holds the lock of this stream"
            records.end_without_session(self.connect)
        except Stopped:
            outcome.status = STOPPED
        except FenceLost as error:
            outcome.error = str(type(error).__doc__)
        except psycopg2.Error as error:
            outcome.error = _reason(error)
            records.end_without_session(self.connect)
        except Exception as error:  # a fault of ours in one stream must not stop the others
            log.exception("unexpected error", extra={"stream": stream.name})
            outcome.error = f"unexpected: {type(error).__name__}"
            records.end_without_session(self.connect)
        if outcome.error:
            log.warning("stream not copied", extra={"stream": stream.name, "reason": outcome.error})
        return outcome

    def _attempt(
        self, session: Session, stream: Stream, order: Order, report: Report, outcome: RunOutcome, records: Records
    ) -> None:
        """Run and record; passing errors of the target are raised, to be tried again in a new session."""
        started = monotonic()
        by = paused_by(session.connection, stream.name) if order.trigger != "http" and order.run_id is None else None
        session.connection.commit()
        if by:
            outcome.status, outcome.error = PAUSED, f"paused by {by}"
            return
        preparation = Preparation(
            session=session,
            source=self.source,
            retry_policy=self.retry_policy,
            stop=self.stop,
            now=self.clock(),
            stream=stream,
            order=order,
            tally=outcome.tally,
            report=report,
            run_id=records.begin(session.connection),
        )
        try:
            carry_out(preparation, outcome)
            outcome.status, outcome.error = OK, None
        except Stopped:
            outcome.status = STOPPED
        except Cancelled as error:
            outcome.status, outcome.error = CANCELLED, str(error)
        except (SourceError, StreamFailed, TooManyRejected, KeyShared) as error:
            outcome.status, outcome.error = FAILED, str(error) or str(type(error).__doc__)
            outcome.rejected_too_many = isinstance(error, TooManyRejected)
            outcome.misconfigured = isinstance(error, Misconfigured)
            outcome.unreachable = type(error) is SourceUnavailable
        except psycopg2.Error as error:
            if is_passing(error):
                raise
            outcome.status, outcome.error = FAILED, _reason(error)
        records.end(session, monotonic() - started)


def carry_out(preparation: Preparation, outcome: RunOutcome) -> None:
    """Do what is ordered; a reconciliation leaves its report. StreamFailed also where the source withholds rows."""
    work, standing = preparation.prepare()
    order = preparation.order
    if order.mode == INCREMENTAL:
        Forward(work, standing).run()
    elif order.mode == BACKFILL:
        Backfill(work, order).run()
    elif order.mode == RESET:
        Reset(work, order).run()
    else:
        outcome.report = Reconciler(work, order).run(standing.watermark).as_json()
    if work.log.suspended:
        table = work.stream.table
        raise StreamFailed(
            f"the write-ahead log of {table} is suspended: the source takes rows that nobody can read;"
            f" resume it in QuestDB with: ALTER TABLE {table} RESUME WAL"
        )


def _reason(error: psycopg2.Error) -> str:
    reason = f"database: {(error.diag.message_primary or type(error).__name__).strip()}"
    if is_compressed(error):
        reason += "; TimescaleDB refuses to change so many rows of compressed chunks: raise"
        reason += " timescaledb.max_tuples_decompressed_per_dml_transaction for the role, or decompress the chunks"
    return reason
