"""What suggestions are made of, kept in the process from one question to the next."""

from collections.abc import Callable, Hashable, Iterable, Mapping, MutableMapping
from threading import Lock
from typing import Any, TypeVar

from cachetools import TTLCache

T = TypeVar("T")
# Films as they are compared and a few other things; a film takes 2.7 kB.
MOST_KEPT = 10_000


class Section:
    """What is kept of one state of the catalogue. It belongs to everybody and must not be changed."""

    def __init__(self, cached: MutableMapping[Hashable, Any], lock: Lock) -> None:
        self._cached, self._lock = cached, lock

    def get(self, key: Hashable, read: Callable[[], T]) -> T:
        """What is kept under a key, read when nothing is; None is read again."""
        with self._lock:
            found: T | None = self._cached.get(key)
        if found is None:
            found = read()
            self._keep({key: found} if found is not None else {})
        return found

    def get_many(self, keys: Iterable[str], read: Callable[[list[str]], Mapping[str, T]]) -> list[T]:
        """What is kept under several keys, the rest read at once; keys of nothing are left out."""
        with self._lock:
            found: dict[str, T | None] = {key: self._cached.get(key) for key in keys}
        missing = [key for key, value in found.items() if value is None]
        if missing:
            read_now = read(missing)
            self._keep(read_now)
            found |= read_now
        return [value for value in found.values() if value is not None]

    def _keep(self, values: Mapping[Any, Any]) -> None:
        with self._lock:
            self._cached.update(values)


class SuggestionShelf:
    """The section of the latest state, for `seconds` at most; with 0 nothing is kept."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = Lock()
        self._stamp = ""
        self._section = self._empty()

    def at(self, stamp: str | None) -> Section:
        """The section of a state (Cache.stamp); an empty one of its own when the state is unknown."""
        if stamp is None or self._seconds <= 0:
            return Section({}, Lock())
        with self._lock:
            if stamp != self._stamp:
                self._stamp, self._section = stamp, self._empty()
            return self._section

    def _empty(self) -> Section:
        return Section(TTLCache(MOST_KEPT, self._seconds), Lock())
