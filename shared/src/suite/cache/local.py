"""The layer in the process: bounded, short-lived, and emptied by news of changes."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Any

MAX_ENTRY_SHARE = 0.25


@dataclass(slots=True)
class CachedValue:
    """A value, its bytes as JSON, and until when it may be used (monotonic seconds)."""

    value: Any
    size: int
    expires_at: float


class LocalLayer:
    """Values by key; the least recently used go first beyond `max_bytes`."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._lock = Lock()
        self._entries: OrderedDict[Hashable, CachedValue] = OrderedDict()
        self._drops = 0

    @property
    def drops(self) -> int:
        """How often something was dropped; what was read before the last time must not be stored."""
        return self._drops

    def get(self, key: Hashable) -> Any:
        """The value, None when there is none or it is too old."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        if entry.expires_at <= monotonic():
            with self._lock:
                self._forget(key)
            return None
        try:
            self._entries.move_to_end(key)
        except KeyError:
            return None
        return entry.value

    def put(self, key: Hashable, value: Any, size: int, expires_at: float, seen_drops: int) -> None:
        """Keep a value, unless something was dropped since it was read or it would push out most others."""
        if size > self._max_bytes * MAX_ENTRY_SHARE or expires_at <= monotonic():
            return
        with self._lock:
            if seen_drops != self._drops:
                return
            self._forget(key)
            self._entries[key] = CachedValue(value, size, expires_at)
            self._bytes += size
            while self._bytes > self._max_bytes:
                self._forget(next(iter(self._entries)))

    def drop(self, key: Hashable) -> None:
        """Forget a key."""
        with self._lock:
            self._drops += 1
            self._forget(key)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._drops += 1
            self._entries.clear()
            self._bytes = 0

    def __len__(self) -> int:
        return len(self._entries)

    def _forget(self, key: Hashable) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._bytes -= entry.size
