"""What lies before the lookback: partitions whose rows changed in number, and windows whose rows are to be compared.

One question to the source tells the rows of all its partitions; what differs from what was seen then has late rows.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from db_sync_worker.engine.partitions import Partition, Partitions
from db_sync_worker.engine.reader import Window
from db_sync_worker.engine.work import Work
from db_sync_worker.streams.model import EPOCH, MICROSECOND
from db_sync_worker.target.fingerprint_queries import (
    count_due,
    count_windows,
    select_fresh_windows,
    select_partitions_seen,
    upsert_partition,
)

# Of partitions never seen before so many are compared a pass, the newest first.
NEW_PARTITIONS = 100
FEWEST_WINDOWS = 24
# More than the share a pass must take, so that a pass that is missed now and then is made up for.
SLACK = 1.5
# A pass by hand on a stream without a rhythm.
USUAL_EVERY = timedelta(hours=1)


class History:
    """Of one pass whose lookback is [start, end); `begin` is the first moment anybody compares."""

    def __init__(self, work: Work, partitions: Partitions, start: datetime, end: datetime) -> None:
        self._work, self._partitions, self._start, self._end = work, partitions, start, end
        expiry = work.stream.expiry(work.now)
        self.begin = max(work.began, expiry) if expiry else work.began

    def changed_partitions(self) -> Iterator[Partition]:
        """Partitions before the lookback whose rows are more or fewer than were seen, the newest first."""
        seen = select_partitions_seen(self._work.session.connection, self._work.stream.name)
        self._work.session.connection.commit()
        unseen = 0
        for partition in self._partitions.newest_first(self.begin, self._start):
            if partition.start not in seen:
                unseen += 1
                if unseen > NEW_PARTITIONS:
                    continue
            elif seen[partition.start] == partition.rows:
                continue
            yield partition

    def remember(self, partition: Partition, *, dry_run: bool) -> None:
        """Its windows have been compared."""
        if not dry_run:
            connection = self._work.session.connection
            upsert_partition(connection, self._work.stream.name, partition.start, partition.rows)
            connection.commit()

    def remember_recent(self, *, dry_run: bool) -> None:
        """Partitions the lookback covers whole have been compared, too."""
        for partition in self._partitions.newest_first(self._start, self._end):
            if partition in self._partitions.ranges:
                self.remember(partition, dry_run=dry_run)

    def due_windows(self, everything: bool) -> Iterator[Window]:
        """Windows whose rows nobody compared for `deep_every`, the newest first: as many as a pass must take."""
        left = self._share()
        since = self._work.now - self._work.stream.deep_every
        for start, end in self._spans():
            self._work.check_cancelled()
            for window in self._due_of(start, end, since):
                if not everything and left <= 0:
                    return
                left -= 1
                yield window

    def _spans(self) -> Iterator[tuple[datetime, datetime]]:
        """The range in pieces of a day, or of a longer window, wherever the source has rows; the newest first."""
        length = max(timedelta(days=1), self._work.stream.window)
        reached = self._end
        for partition in self._partitions.newest_first(self.begin, self._end):
            if partition.end - partition.start > length and self._is_fresh(partition):
                reached = partition.start
            while reached > partition.start:
                last = min(reached, partition.end) - MICROSECOND
                start = max(EPOCH + (last - EPOCH) // length * length, self.begin)
                yield start, min(start + length, reached)
                reached = start

    def _is_fresh(self, partition: Partition) -> bool:
        """Whether the rows of all its windows were compared lately."""
        since = self._work.now - self._work.stream.deep_every
        return sum(self._fresh(partition.start, partition.end, since).values()) == partition.rows

    def _fresh(self, start: datetime, end: datetime, since: datetime) -> dict[datetime, int]:
        connection = self._work.session.connection
        found = select_fresh_windows(connection, self._work.stream.name, start, end, since)
        connection.commit()
        return found

    def _due_of(self, start: datetime, end: datetime, since: datetime) -> list[Window]:
        """The newest first; also windows only the target has rows in."""
        stream, fresh = self._work.stream, self._fresh(start, end, since)
        if sum(fresh.values()) == self._partitions.count(start, end):
            return []
        held = {floor: extent.count for floor, extent in self._work.quick.extents(start, end).items()}
        written = count_windows(self._work.session.connection, stream, start, end)
        self._work.session.connection.commit()
        windows = []
        for floor in sorted(held.keys() | written.keys(), reverse=True):
            window = Window(max(floor, start), min(floor + stream.window, end), 0)
            compared = [count for moment, count in fresh.items() if window.start <= moment < window.end]
            if not compared or sum(compared) != held.get(floor, 0):
                windows.append(window)
        return windows

    def count_due(self) -> int:
        """Known windows whose rows are still to be compared."""
        connection = self._work.session.connection
        due = count_due(connection, self._work.stream.name, self._work.now - self._work.stream.deep_every)
        connection.commit()
        return due

    def _share(self) -> int:
        stream = self._work.stream
        span = sum(
            (part.end - part.start for part in self._partitions.newest_first(self.begin, self._end)), timedelta()
        )
        share = (stream.reconcile_every or USUAL_EVERY) / stream.deep_every
        return max(FEWEST_WINDOWS, int(span / stream.window * share * SLACK))
