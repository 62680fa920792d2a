"""What comes before the first row: source and target fit the stream, the fence is raised, the tools are laid out."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Event

from db_sync_worker.engine.comparison import DeepComparison, QuickComparison
from db_sync_worker.engine.drift import check_source, check_target, compare_columns, refuse_drift
from db_sync_worker.engine.evolution import follow_source
from db_sync_worker.engine.fetcher import Fetcher
from db_sync_worker.engine.outcome import INCREMENTAL, Misconfigured, Order, RunTally, check_stop
from db_sync_worker.engine.passes import first_moment, responsible_from
from db_sync_worker.engine.reader import MAX_WINDOW_ROWS, Reader, WriteAheadLog, needed_columns
from db_sync_worker.engine.retry import RetryPolicy
from db_sync_worker.engine.source_retry import RetryingSource
from db_sync_worker.engine.window_copy import Copier, Report, end_of
from db_sync_worker.engine.work import Work
from db_sync_worker.source.client import QuestDb
from db_sync_worker.source.columns import SourceColumn
from db_sync_worker.source.rows import probe_dialect
from db_sync_worker.streams.model import EPOCH, Stream
from db_sync_worker.target.batch import Loader
from db_sync_worker.target.control_queries import Standing, note_source, raise_fence, remember_columns, select_standing
from db_sync_worker.target.session import Session
from db_sync_worker.target.table_queries import Table, select_oldest, select_table
from db_sync_worker.values.conversion import Converter

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Preparation:
    """Of one run in one session; `now` is the time of retention and lookback."""

    session: Session
    source: QuestDb
    retry_policy: RetryPolicy
    stop: Event
    now: datetime
    stream: Stream
    order: Order
    tally: RunTally
    report: Report
    run_id: str | None

    def prepare(self) -> tuple[Work, Standing]:
        """Everything the run works with, and where the stream stands; Misconfigured, StreamFailed, SourceError."""
        stream = self.stream
        table, standing = self._look_at_target()
        source = RetryingSource(self.source, self.retry_policy, self.stop, self._count_retry)
        reader = Reader(source, stream, source.retrying(lambda: probe_dialect(self.source)), MAX_WINDOW_ROWS)
        columns = reader.describe()
        if stream.evolve and stream.table and not self.order.dry_run:
            followed = follow_source(self.session.connection, stream, table, columns)
            if followed is not stream:
                return replace(self, stream=followed).prepare()
        check_source(stream, columns)
        ceiling = end_of(self.now + stream.max_future)
        if standing is None:
            least = reader.extent(ceiling)[1] if stream.table and stream.start == "min" else None
            start = first_moment(stream, least, self.now)
            standing = Standing(start, None, None, began=responsible_from(stream, start))
        began = standing.began or self._began(standing)
        log_state = reader.write_ahead_log()
        self._note_source(standing, began, log_state, columns)
        needed = needed_columns(stream, columns)
        try:
            converter = Converter(stream, needed)
        except ValueError as error:
            raise Misconfigured(str(error).replace("\n", "; ")) from error
        check_stop(self.stop)
        return self._lay_out(source, reader, table, converter, columns, ceiling, began, log_state), standing

    def _began(self, standing: Standing) -> datetime:
        """Where a stream began that was copied before its beginning was recorded: at its oldest row, or as it says."""
        stream = self.stream
        if stream.start == "min":
            return EPOCH
        oldest = select_oldest(self.session.connection, stream)
        self.session.connection.commit()
        return stream.floor(oldest) if oldest else standing.watermark

    def _look_at_target(self) -> tuple[Table, Standing | None]:
        connection = self.session.connection
        table = select_table(connection, self.stream.target)
        problems = list(check_target(self.stream, table))
        if problems:
            raise Misconfigured("; ".join(problems))
        standing = select_standing(connection, self.stream.name)
        connection.commit()
        return table, standing

    def _count_retry(self) -> None:
        self.tally.source_retries += 1

    def _note_source(
        self, standing: Standing, began: datetime, log_state: WriteAheadLog, columns: list[SourceColumn]
    ) -> None:
        stream, session = self.stream, self.session
        drift = compare_columns(stream, standing.columns, columns)
        for sentence in drift.notes:
            log.warning("schema drift", extra={"stream": stream.name, "change": sentence})
        if self.order.dry_run:
            if not self.order.accept_drift:
                refuse_drift(drift)
            return
        raise_fence(session, stream.name, standing.watermark)
        note_source(session, stream.name, standing.watermark, began, suspended=log_state.suspended)
        keeps = drift.stops and not self.order.accept_drift
        recorded = standing.columns if keeps and standing.columns else {c.name: c.type for c in columns}
        if drift.notes or standing.columns is None or recorded != dict(standing.columns):
            remember_columns(session, stream.name, recorded, drift.notes)
            self._warn_of_nanoseconds(columns)
        session.connection.commit()
        if keeps:
            refuse_drift(drift)

    def _warn_of_nanoseconds(self, columns: list[SourceColumn]) -> None:
        """Once a stream: the columns are recorded with the first run and when they change."""
        cut = [column.name for column in needed_columns(self.stream, columns) if column.type == "TIMESTAMP_NS"]
        if cut:
            log.warning("nanoseconds are cut to microseconds", extra={"stream": self.stream.name, "columns": cut})

    def _lay_out(
        self,
        source: RetryingSource,
        reader: Reader,
        table: Table,
        converter: Converter,
        columns: list[SourceColumn],
        ceiling: datetime,
        began: datetime,
        log_state: WriteAheadLog,
    ) -> Work:
        stream, order, session = self.stream, self.order, self.session
        copier = Copier(
            session,
            reader,
            Fetcher(source, stream, reader, converter),
            stream,
            Loader(session.connection, stream, table, dry_run=order.dry_run),
            self.tally,
            stop=self.stop,
            report=self.report,
            run_id=self.run_id,
            expiry=stream.expiry(self.now),
            moves_position=order.mode == INCREMENTAL and stream.table is not None,
            dry_run=order.dry_run,
        )
        return Work(
            session=session,
            stream=stream,
            source=source,
            reader=reader,
            copier=copier,
            quick=QuickComparison(source, stream, columns),
            deep=DeepComparison(reader, stream, converter, self.stop),
            columns=columns,
            tally=self.tally,
            order=order,
            stop=self.stop,
            now=self.now,
            ceiling=ceiling,
            began=began,
            log=log_state,
            run_id=self.run_id,
        )
