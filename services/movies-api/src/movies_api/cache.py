"""What every page needs and editors seldom change, kept in the process: sentiments, intentions, platforms."""

from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Any, TypeVar, cast

from suite.database import Database
from suite.http import Call

T = TypeVar("T")
CHECK_SECONDS = 0.5
# One number pair a table: every insert and update gives a row a new xmin, a deletion changes the count. It needs no
# help from whoever writes, be it an editor, an importer or a person with psql.
_TABLES = ("main_sentiments", "sub_sentiments", "emotional_intentions", "emotional_intention_journey_steps")
_FINGERPRINT = "SELECT " + ", ".join(
    f"(SELECT (count(*), sum(xmin::text::bigint))::text FROM {table})" for table in (*_TABLES, "streaming_platforms")
)


class ReferenceCache:
    """Values by key for `ttl` seconds, dropped within CHECK_SECONDS of a change; `ttl` 0 keeps nothing."""

    def __init__(self, database: Database, ttl: float, clock: Callable[[], float] = monotonic) -> None:
        self._database = database
        self._ttl = ttl
        self._clock = clock
        self._lock = Lock()
        self._values: dict[object, tuple[float, Any]] = {}
        self._fingerprint: object = None
        self._check_at = float("-inf")

    def get(self, key: object, load: Callable[[], T]) -> T:
        """The value of a key, made by `load` when it is not known or may have changed."""
        if not self._ttl:
            return load()
        self._check()
        known = self._values.get(key)
        if known is not None and known[0] > self._clock():
            return cast(T, known[1])
        seen = self._fingerprint
        value = load()
        with self._lock:
            # What was read before a change that has been noticed since is answered once, but not kept.
            if seen == self._fingerprint:
                self._values[key] = (self._clock() + self._ttl, value)
        return value

    def _check(self) -> None:
        if self._clock() < self._check_at:
            return
        self._check_at = self._clock() + CHECK_SECONDS
        with self._database.read() as connection:
            fingerprint = connection.row(_FINGERPRINT)
        with self._lock:
            if fingerprint != self._fingerprint:
                self._fingerprint = fingerprint
                self._values.clear()


def cached(call: Call, key: object, load: Callable[[], T]) -> T:
    """A value from the cache of the service that answers this call."""
    cache: ReferenceCache = call.service.extensions["reference_cache"]
    return cache.get(key, load)
