"""Which ranges of time the source still has, and with how many rows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from db_sync_worker.engine.reader import Window
from db_sync_worker.engine.source_retry import RetryingSource
from db_sync_worker.source import queries
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
    ranges are the days with rows. `counted` are those, or the days of the rows that pass the stream's filter."""

    ranges: tuple[Partition, ...]
    counted: tuple[Partition, ...]
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
        """Rows of the stream in [start, end); None where its ends lie inside partitions."""
        inside = [part for part in self.counted if part.start < end and part.end > start]
        if inside and (inside[0].start < start or inside[-1].end > end):
            return None
        return sum(part.rows for part in inside)

    def newest_first(self, start: datetime, end: datetime) -> Iterator[Partition]:
        """Partitions with a part in [start, end), cut to it."""
        for partition in reversed(self.ranges):
            if partition.start < end and partition.end > start:
                yield Partition(max(partition.start, start), min(partition.end, end), partition.rows)


def read_partitions(source: RetryingSource, stream: Stream) -> Partitions:
    """The partitions of the source's table; one that was split after late rows counts as one, one that was detached
    as gone. Of those that are Parquet the server tells no times, so it is the names that count."""
    assert stream.table
    found = source.select(queries.show_partitions(stream.table))
    divided = not any(unit == "NONE" for unit, *_ in found)
    ranges = counted = _ranges((unit, name, count) for unit, name, count, attached in found if attached and divided)
    if stream.where or not divided:
        days = source.select(queries.count_days(stream))
        counted = _ranges(("DAY", str(day), count) for day, count in days)
    return Partitions(ranges if divided else counted, counted, divided)


def _ranges(found: Iterable[tuple[str, str, Any]]) -> tuple[Partition, ...]:
    """From units, names and rows."""
    counts: dict[tuple[datetime, datetime], int] = {}
    for unit, name, count in found:
        span = _partition_range(unit, name)
        counts[span] = counts.get(span, 0) + int(count)
    return tuple(Partition(start, end, counts[start, end]) for start, end in sorted(counts))


def _partition_range(unit: str, name: str) -> tuple[datetime, datetime]:
    """The whole partition of this name, whatever follows the part that names it."""
    if unit == "WEEK":
        return _until(_utc(f"{name[:8]}-1"), timedelta(days=7))
    if unit in ("HOUR", "DAY"):
        return _until(_utc(name[:13] if unit == "HOUR" else name[:10]), timedelta(**{f"{unit.lower()}s": 1}))
    start = _utc(f"{name[:7]}-01" if unit == "MONTH" else f"{name[:4]}-01-01")
    following = _until(start, timedelta(days=32 if unit == "MONTH" else 367))[1]
    if following == LAST_MOMENT:
        return start, following
    return start, following.replace(day=1) if unit == "MONTH" else following.replace(month=1, day=1)


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _until(start: datetime, length: timedelta) -> tuple[datetime, datetime]:
    """No time of Python lies behind the year 9999, where a row may."""
    return start, start + length if start < LAST_MOMENT - length else LAST_MOMENT


LAST_MOMENT = datetime.max.replace(tzinfo=UTC)
