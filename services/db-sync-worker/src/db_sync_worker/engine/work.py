"""Everything one run of one stream works with."""

from dataclasses import dataclass
from datetime import datetime
from threading import Event

from db_sync_worker.engine.asking import PatientSource
from db_sync_worker.engine.copying import Copier
from db_sync_worker.engine.fingerprints import DeepComparison, QuickComparison
from db_sync_worker.engine.outcomes import Order, Tally
from db_sync_worker.engine.reading import Reader
from db_sync_worker.source.columns import SourceColumn
from db_sync_worker.streams.model import Stream
from db_sync_worker.target.session import Session


@dataclass
class Work:
    """`columns` are all of the source."""

    session: Session
    stream: Stream
    source: PatientSource
    reader: Reader
    copier: Copier
    quick: QuickComparison
    deep: DeepComparison
    columns: list[SourceColumn]
    tally: Tally
    order: Order
    stop: Event
    now: datetime
    run_id: str | None
