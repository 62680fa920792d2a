"""Requests of the last five minutes over all workers, for /metrics.json.

Each worker maps one small file of counters: 31 ten-second slots, each with a request count, an error count, the
questions to the cache and a logarithmic histogram of latencies. Any worker can add up the files of all of them.
"""

import math
import os
from dataclasses import dataclass
from pathlib import Path
from time import time

from suite.metrics.reserved import open_reserved

WINDOW_SECONDS = 300
SLOT_SECONDS = 10
SLOTS = WINDOW_SECONDS // SLOT_SECONDS + 1
GROWTH = 1.15  # bucket bounds grow by 15 %: the middle of a bucket is within 7.5 % of every value in it
SHORTEST_SECONDS = 0.00005
BUCKETS = 101  # up to 60 s
_LOG_GROWTH = math.log(GROWTH)
_HEADER = 5  # epoch of the slot, requests, errors, cache hits, cache misses
_SLOT_WORDS = _HEADER + BUCKETS
_PREFIX = "window_"


@dataclass(frozen=True)
class WindowSummary:
    """What happened in the window; percentiles are milliseconds, None without requests."""

    requests: int
    errors: int
    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None
    cache_hits: int = 0
    cache_misses: int = 0

    @property
    def hit_rate(self) -> float | None:
        """Share of questions the cache could answer, None without questions."""
        lookups = self.cache_hits + self.cache_misses
        return round(self.cache_hits / lookups, 4) if lookups else None


class LatencyWindow:
    """The counters of this process; `folder` is shared by the workers of one service (None: this process only)."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        size = SLOTS * _SLOT_WORDS * 8
        if folder is None:
            self._words = memoryview(bytearray(size)).cast("Q")
            return
        self._words = open_words(folder, size)

    def observe(self, seconds: float, *, failed: bool) -> None:
        """Count one request."""
        words, start = self._words, self._slot()
        words[start + 1] += 1
        if failed:
            words[start + 2] += 1
        words[start + _HEADER + bucket_of(seconds)] += 1

    def observe_cache(self, *, hit: bool) -> None:
        """Count one question to the cache."""
        self._words[self._slot() + (3 if hit else 4)] += 1

    def summary(self) -> WindowSummary:
        """The last five minutes, over all processes that share the folder."""
        oldest = int(time()) // SLOT_SECONDS - SLOTS + 1
        requests = errors = hits = misses = 0
        counts = [0] * BUCKETS
        for words in self._all_words():
            for start in range(0, SLOTS * _SLOT_WORDS, _SLOT_WORDS):
                if words[start] < oldest:
                    continue
                requests += words[start + 1]
                errors += words[start + 2]
                hits += words[start + 3]
                misses += words[start + 4]
                for bucket in range(BUCKETS):
                    counts[bucket] += words[start + _HEADER + bucket]
        p50, p95, p99 = (percentile(counts, fraction) for fraction in (0.50, 0.95, 0.99))
        return WindowSummary(requests, errors, p50, p95, p99, hits, misses)

    def reopen(self) -> None:
        """In a process forked from the one that made this: count in a file of its own from now on."""
        if self._folder is not None:
            self._words = open_words(self._folder, len(self._words) * 8)

    def _slot(self) -> int:
        """Where the present ten seconds begin; emptied when they are new."""
        epoch = int(time()) // SLOT_SECONDS
        start = (epoch % SLOTS) * _SLOT_WORDS
        words = self._words
        if words[start] != epoch:
            for index in range(start, start + _SLOT_WORDS):
                words[index] = 0
            words[start] = epoch
        return start

    def _all_words(self) -> list[memoryview]:
        if self._folder is None:
            return [self._words]
        found = []
        for path in self._folder.glob(f"{_PREFIX}*"):
            try:
                content = path.read_bytes()
            except FileNotFoundError:
                continue
            if len(content) == SLOTS * _SLOT_WORDS * 8:
                found.append(memoryview(content).cast("Q"))
        return found


def window_file(folder: Path, pid: int) -> Path:
    """Where a process counts."""
    return folder / f"{_PREFIX}{pid}"


def open_words(folder: Path, size: int) -> memoryview:
    """The counters of this process, `size` bytes in a file of its own; in memory where the disk has no room for it."""
    try:
        return memoryview(open_reserved(window_file(folder, os.getpid()), size)).cast("Q")
    except OSError:
        return memoryview(bytearray(size)).cast("Q")


def prune_windows(folder: Path) -> None:
    """Drop the files of processes that have counted nothing within the window."""
    for path in folder.glob(f"{_PREFIX}*"):
        if not is_running(int(path.name.removeprefix(_PREFIX))) and path.stat().st_mtime < time() - WINDOW_SECONDS:
            path.unlink(missing_ok=True)


def is_running(pid: int) -> bool:
    """Whether a process has this number now."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def bucket_of(seconds: float) -> int:
    """Index of the logarithmic bucket that holds a latency."""
    if seconds <= SHORTEST_SECONDS:
        return 0
    return min(BUCKETS - 1, int(math.log(seconds / SHORTEST_SECONDS) / _LOG_GROWTH))


def percentile(counts: list[int], fraction: float) -> float | None:
    """Milliseconds below which `fraction` of the counted requests lie, within 10 %."""
    total = sum(counts)
    if not total:
        return None
    wanted = fraction * total
    seen = 0
    for bucket, count in enumerate(counts):
        seen += count
        if seen >= wanted:
            return round(SHORTEST_SECONDS * math.pow(GROWTH, bucket + 0.5) * 1000, 3)
    return None
