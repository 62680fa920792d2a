"""The upkeep of an audit log with one partition a day.

Each step is a transaction of its own, so an early end leaves none half done.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from suite.audit.partition_queries import PartitionedLog
from suite.database import Connection, Database, LockTimeout

DAYS_AHEAD = 30
HISTORY_KEPT = timedelta(days=365)
ATTEMPTS = 6
# What is pruned, by its name: the statement that deletes rows before a moment, and how long they are kept.
Prunes = Mapping[str, tuple[Callable[[Connection, datetime], int], timedelta]]


class UpkeepRunning(Exception):
    """Another maintenance run is at work"""


@dataclass
class UpkeepReport:
    """What a run did: partitions made, entries moved into them, days dropped, rows pruned by their name."""

    partitions_added: int = 0
    entries_moved: int = 0
    partitions_dropped: int = 0
    pruned: dict[str, int] = field(default_factory=dict)


def run_upkeep(log: PartitionedLog, prunes: Prunes, database: Database, now: datetime) -> UpkeepReport:
    """Do what is due at `now`; UpkeepRunning: somebody else does it, LockTimeout: the log stays in use."""
    report = UpkeepReport()
    with sole_runner(database, log):
        add_partitions(database, log, now, report)
        drop_expired_partitions(database, log, now, report)
        for name, (delete, lifetime) in prunes.items():
            with database.transaction() as connection:
                report.pruned[name] = delete(connection, now - lifetime)
    return report


@contextmanager
def sole_runner(database: Database, log: PartitionedLog) -> Iterator[None]:
    """Hold the lock of the upkeep on a connection of its own; UpkeepRunning: somebody else does it."""
    with database.read() as holder:
        if not log.try_lock(holder):
            raise UpkeepRunning
        try:
            yield
        finally:
            log.unlock(holder)


def add_partitions(database: Database, log: PartitionedLog, now: datetime, report: UpkeepReport) -> None:
    """Partitions for the days to come, and for the days of entries that lie in the default partition."""
    today = now.astimezone(UTC).date()
    coming = [today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD + 1)]
    with database.read() as connection:
        missing = {*coming, *log.select_default_days(connection)} - set(log.select_days(connection))
    for day in sorted(missing):
        report.entries_moved += add_partition(database, log, day)
        report.partitions_added += 1


def add_partition(database: Database, log: PartitionedLog, day: date) -> int:
    """How many entries the new partition took over."""
    for attempt in patient():
        with attempt, database.transaction() as connection:
            moved = log.add_day(connection, day)
    return moved


def drop_expired_partitions(database: Database, log: PartitionedLog, now: datetime, report: UpkeepReport) -> None:
    """Drop whole days that are past retention, oldest first."""
    last = (now.astimezone(UTC) - HISTORY_KEPT).date() - timedelta(days=1)
    with database.read() as connection:
        expired = list(takewhile(lambda day: day <= last, log.select_days(connection)))
        groups = droppable_groups(connection, log, expired)
    for days in groups:
        for attempt in patient():
            with attempt, database.transaction() as connection:
                for day in days:
                    log.drop_day(connection, day)
        report.partitions_dropped += len(days)


def droppable_groups(connection: Connection, log: PartitionedLog, expired: list[date]) -> list[list[date]]:
    """Days that have to go in one transaction, because a chain is interleaved over midnight.

    A group that reaches into a day which is still kept is left for the next run.
    """
    groups: list[list[date]] = []
    open_group: list[date] = []
    for day in expired:
        open_group.append(day)
        if not log.is_interleaved(connection, day):
            groups.append(open_group)
            open_group = []
    return groups


def patient() -> Retrying:
    """Try again when a lock is not granted soon: waiting longer would hold up every writer behind us."""
    return Retrying(
        retry=retry_if_exception_type(LockTimeout),
        stop=stop_after_attempt(ATTEMPTS),
        wait=wait_random_exponential(multiplier=0.5, max=10),
        reraise=True,
    )
