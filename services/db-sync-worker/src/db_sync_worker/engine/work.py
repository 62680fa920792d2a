"""Everything one run of one stream works with."""

from dataclasses import dataclass
from datetime import datetime
from threading import Event

from db_sync_worker.engine.comparison import DeepComparison, QuickComparison
from db_sync_worker.engine.outcome import Cancelled, Order, RunTally, check_stop
from db_sync_worker.engine.reader import Reader, WriteAheadLog
from db_sync_worker.engine.source_retry import RetryingSource
from db_sync_worker.engine.window_copy import Copier
from db_sync_worker.source.columns import SourceColumn
from db_sync_worker.streams.model import Stream
from db_sync_worker.target.run_queries import select_cancelled_by
from db_sync_worker.target.session import Session


@dataclass
class Work:
    """`columns` are all of the source."""

    session: Session
    stream: Stream
    source: RetryingSource
    reader: Reader
    copier: Copier
    quick: QuickComparison
    deep: DeepComparison
    columns: list[SourceColumn]
    tally: RunTally
    order: Order
    stop: Event
    now: datetime
    # Rows from this moment on are kept aside; rows before `began` are none of the stream's business.
    ceiling: datetime
    began: datetime
    log: WriteAheadLog
    run_id: str | None

    def check_cancelled(self) -> None:
        """Raise Cancelled when somebody wants the run to end, Stopped when the process shall."""
        check_stop(self.stop)
        if self.run_id:
            by = select_cancelled_by(self.session.connection, self.run_id)
            self.session.connection.commit()
            if by:
                raise Cancelled(f"cancelled by {by}")
