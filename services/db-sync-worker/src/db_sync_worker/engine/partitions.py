"""Which ranges of time the source still has, and with how many rows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from db_sync_worker.engine.reader import Window
from db_sync_worker.engine.source_retry import RetryingSource
from db_sync_worker.source import queries
from db_sync_worker.source.client import moment_of
from db_sync_worker.streams.model import Stream


@dataclass(frozen=True)
class Partition:
    """[start, end) and the rows of all streams of the table in it."""

    start: datetime
    end: datetime
    rows: int


@dataclass(frozen=True)
class Partitions:
    """Partitions the source still has, oldest first, none of an empty source. An undivided one cannot drop any: its
    ranges are the days with rows."""

    ranges: tuple[Partition, ...]
    divided: bool = True

    def hold(self, window: Window) -> bool:
        """Whether the source has all of a window: a partition that was dropped must not erase history."""
        return self.held(window) == [(window.start, window.end)]

    def held(self, window: Window) -> list[tuple[datetime, datetime]]:
        """The parts of a window the source still has."""
        if not self.divided:
            return [(window.start, window.end)]
        parts: list[tuple[datetime, datetime]] = []
        for partition in self.ranges:
            start, end = max(partition.start, window.start), min(partition.end, window.end)
            if start < end and parts and parts[-1][1] == start:
                parts[-1] = parts[-1][0], end
            elif start < end:
                parts.append((start, end))
        return parts

    def count(self, start: datetime, end: datetime) -> int | None:
        """Rows of [start, end); None where its ends lie inside partitions."""
        inside = [part for part in self.ranges if part.start < end and part.end > start]
        if not inside or inside[0].start < start or inside[-1].end > end:
            return None
        return sum(part.rows for part in inside)

    def newest_first(self, start: datetime, end: datetime) -> Iterator[Partition]:
        """Partitions with a part in [start, end), cut to it."""
        for partition in reversed(self.ranges):
            if partition.start < end and partition.end > start:
                yield Partition(max(partition.start, start), min(partition.end, end), partition.rows)


def read_partitions(source: RetryingSource, stream: Stream) -> Partitions:
    """The partitions of the source's table; one that was split after late rows counts as one."""
    assert stream.table
    found = source.select(queries.show_partitions(stream.table))
    if any(row[1] == "NONE" for row in found):
        return Partitions(_ranges(("DAY", *day) for day in source.select(queries.count_days(stream))), divided=False)
    return Partitions(_ranges((str(row[1]), row[3], row[5]) for row in found))


def _ranges(found: Iterable[tuple[str, Any, Any]]) -> tuple[Partition, ...]:
    """From units, a moment in each partition and its rows."""
    counts: dict[tuple[datetime, datetime], int] = {}
    for unit, text, count in found:
        if moment := moment_of(text):
            span = _partition_range(unit, moment)
            counts[span] = counts.get(span, 0) + int(count)
    return tuple(Partition(start, end, counts[start, end]) for start, end in sorted(counts))


def _partition_range(unit: str, moment: datetime) -> tuple[datetime, datetime]:
    """The whole partition a moment lies in."""
    start = moment.replace(minute=0, second=0, microsecond=0)
    if unit == "HOUR":
        return start, start + timedelta(hours=1)
    start = start.replace(hour=0)
    if unit == "DAY":
        return _until(start, timedelta(days=1))
    if unit == "WEEK":
        return _until(start - timedelta(days=start.weekday()), timedelta(days=7))
    if unit == "MONTH":
        start = start.replace(day=1)
        following = _until(start, timedelta(days=32))[1]
        return start, following if following == LAST_MOMENT else following.replace(day=1)
    start = start.replace(month=1, day=1)
    return start, LAST_MOMENT if start.year == LAST_MOMENT.year else start.replace(year=start.year + 1)


def _until(start: datetime, length: timedelta) -> tuple[datetime, datetime]:
    """No time of Python lies behind the year 9999, where a row may."""
    return start, start + length if start < LAST_MOMENT - length else LAST_MOMENT


LAST_MOMENT = datetime.max.replace(tzinfo=UTC)
