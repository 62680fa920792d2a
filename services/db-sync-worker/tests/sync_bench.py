"""An engine, a source and a target, and both sides as a test looks at them."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from threading import Event
from typing import Any

import psycopg2

from db_sync_worker.engine.outcome import BACKFILL, RECONCILE, Order, RunOutcome
from db_sync_worker.engine.retry import RetryPolicy
from db_sync_worker.engine.run import Engine
from db_sync_worker.events import announce_failure
from db_sync_worker.retention import Expired, Retention
from db_sync_worker.settings import Settings
from db_sync_worker.source.client import QuestDb
from db_sync_worker.streams.file import load_streams
from db_sync_worker.streams.model import Column, ColumnType, Stream
from db_sync_worker.target.session import connector
from suite_testing.databases import TestDatabase

DAY = datetime(2026, 3, 10, tzinfo=UTC)
RETRY_AT_ONCE = RetryPolicy(attempts=3, first_s=0.0, longest_s=0.0)


def signals(**changes: Any) -> Stream:
    """The stream of the streams file, from the beginning of the source."""
    settings = Settings.__new__(Settings)
    object.__setattr__(settings, "streams_file", None)
    object.__setattr__(settings, "questdb_query", None)
    (stream,) = load_streams(settings)
    return replace(stream, **{"start": "min", "retention": None, **changes})


def column(name: str, origin: str | tuple[str, ...], kind: str, **options: Any) -> Column:
    """A mapped column."""
    origins = (origin,) if isinstance(origin, str) else origin
    return Column(name, origins, ColumnType.parse(kind), **options)


@dataclass
class Bench:
    """Runs orders and reads the target as its administrator."""

    database: TestDatabase
    settings: Settings
    stop: Event = field(default_factory=Event)
    clock: Callable[[], datetime] = lambda: DAY + timedelta(days=1)

    def engine(self, retry_policy: RetryPolicy = RETRY_AT_ONCE, **options: Any) -> Engine:
        """A fresh engine; options go to the driver's connect()."""
        source = QuestDb.from_settings(self.settings)
        connect = connector(self.settings, **options)
        return Engine(connect, source, self.stop, retry_policy, self.clock, announce_failure)

    def run(self, stream: Stream, **order: Any) -> RunOutcome:
        """An incremental run, or what `order` says."""
        return self.engine().run(stream, Order(**order))

    def backfill(self, stream: Stream, start: datetime, end: datetime, **order: Any) -> RunOutcome:
        """A range copied again."""
        return self.run(stream, mode=BACKFILL, start=start, end=end, **order)

    def reconcile(self, stream: Stream, **order: Any) -> dict[str, Any]:
        """The report of a comparison."""
        outcome = self.run(stream, mode=RECONCILE, **order)
        assert outcome.report is not None, outcome
        return outcome.report

    def keep_up(self, stream: Stream, now: datetime, *, zone: str = "UTC", confirmed: bool = False) -> list[Expired]:
        """The partitions of a stream kept up, in a session of this time zone."""
        with closing(connector(self.settings)()) as connection:
            with connection, connection.cursor() as cursor:
                cursor.execute("SET TimeZone = %s", (zone,))
            return Retention(connection, now, QuestDb.from_settings(self.settings), confirmed).keep([stream])

    def dropped(self, stream: Stream, now: datetime) -> list[date]:
        """The days whose partitions are dropped by that."""
        return [day for found in self.keep_up(stream, now) if found.dropped for day in found.days]

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of the target database, seen by its administrator in schema sync."""
        with closing(
            psycopg2.connect(self.database.dsn(), options="-c search_path=sync -c TimeZone=UTC")
        ) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement, values or None)
                return cursor.fetchall() if cursor.description else []

    def value(self, statement: str, *values: Any) -> Any:
        """The first value of the first row."""
        return self.rows(statement, *values)[0][0]

    def signals(self) -> list[tuple[Any, ...]]:
        """What is in the target: id, symbol, direction, confidence, payload, time."""
        return self.rows(
            "SELECT signal_id, symbol, direction, confidence, payload, created_at FROM market.trading_signals"
            " ORDER BY created_at, signal_id"
        )
