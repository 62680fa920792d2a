"""Which ranges of time the source still has."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from db_sync_worker.engine.reader import Window
from db_sync_worker.engine.source_retry import RetryingSource
from db_sync_worker.source import queries
from db_sync_worker.source.client import moment_of
from db_sync_worker.streams.model import Stream


@dataclass(frozen=True)
class Partitions:
    """Ranges of time the source still has; None where it keeps everything in one."""

    ranges: tuple[tuple[datetime, datetime], ...] | None

    def hold(self, window: Window) -> bool:
        """Whether the source has all of a window: a partition that was dropped must not erase history."""
        if self.ranges is None:
            return True
        reached = window.start
        for start, end in self.ranges:
            if start <= reached < end:
                reached = end
        return reached >= window.end


def read_partitions(source: RetryingSource, stream: Stream) -> Partitions:
    """The partitions of the source's table."""
    assert stream.table
    found = source.select(queries.show_partitions(stream.table))
    if any(row[1] == "NONE" for row in found):
        return Partitions(None)
    ranges = {_partition_range(str(row[1]), moment) for row in found if (moment := moment_of(row[3]))}
    return Partitions(tuple(sorted(ranges)))


def _partition_range(unit: str, moment: datetime) -> tuple[datetime, datetime]:
    """The whole partition a moment lies in: one that was split after late rows counts as one."""
    start = moment.replace(minute=0, second=0, microsecond=0)
    if unit == "HOUR":
        return start, start + timedelta(hours=1)
    start = start.replace(hour=0)
    if unit == "DAY":
        return start, start + timedelta(days=1)
    if unit == "WEEK":
        start -= timedelta(days=start.weekday())
        return start, start + timedelta(days=7)
    if unit == "MONTH":
        start = start.replace(day=1)
        return start, (start + timedelta(days=32)).replace(day=1)
    start = start.replace(month=1, day=1)
    return start, start.replace(year=start.year + 1)
