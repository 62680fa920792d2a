"""Scrapes that may be reused: in Redis when there is one, else in this process."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from time import monotonic, time
from typing import Protocol

MAX_ENTRY_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class CachedScrape:
    """JSON of a scrape's `data`, when it was made (seconds since 1970) and how many seconds it is fresh."""

    data: bytes
    made_at: float
    lifetime: int

    @property
    def age(self) -> int:
        """Whole seconds since it was made."""
        return max(0, int(time() - self.made_at))

    @property
    def fresh(self) -> bool:
        """Whether it may be answered without asking the target."""
        return time() < self.made_at + self.lifetime


class Store(Protocol):
    """Where entries are. A store that is down has nothing."""

    def get(self, key: str) -> CachedScrape | None: ...

    def put(self, key: str, entry: CachedScrape, keep_seconds: int) -> None: ...


class LocalStore:
    """Entries of this process, at most `max_bytes`; the least recently used go first."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._lock = Lock()
        self._entries: OrderedDict[str, tuple[CachedScrape, float]] = OrderedDict()

    def get(self, key: str) -> CachedScrape | None:
        """The entry, also when it is no longer fresh."""
        with self._lock:
            found = self._entries.get(key)
            if found is None:
                return None
            if found[1] < monotonic():
                self._drop(key)
                return None
            self._entries.move_to_end(key)
            return found[0]

    def put(self, key: str, entry: CachedScrape, keep_seconds: int) -> None:
        """Keep the entry; one that would push out most others is not kept."""
        if len(entry.data) > self._max_bytes * MAX_ENTRY_SHARE:
            return
        with self._lock:
            self._drop(key)
            self._entries[key] = (entry, monotonic() + keep_seconds)
            self._bytes += len(entry.data)
            while self._bytes > self._max_bytes:
                self._drop(next(iter(self._entries)))

    def _drop(self, key: str) -> None:
        found = self._entries.pop(key, None)
        if found:
            self._bytes -= len(found[0].data)
