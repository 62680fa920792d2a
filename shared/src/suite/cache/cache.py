"""The cache of one service: values by key, in the process and in Redis.

Two kinds of keys. Plain ones are written with `set` and `delete`, which other processes hear of. Those in groups are
made from rows of the service's schema; a transaction that changes such rows calls `touch`, and from its commit on
no process serves what was made before. Either way a value is at most a second out of date.
"""

from collections.abc import Callable, Iterable, Mapping
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, TypeVar

import orjson

from suite.cache.entry import CacheEntry, RedisDown
from suite.cache.flights import Flights, WaitedTooLong
from suite.cache.keys import key_name
from suite.cache.local import LocalLayer
from suite.cache.meter import CacheMeter
from suite.cache.versions import Versions
from suite.database.replica import primary_only
from suite.errors import DatabaseUnavailable
from suite.tracing.spans import span

if TYPE_CHECKING:
    from suite.cache.channel import RedisChannel
    from suite.cache.remote import RedisLayer

T = TypeVar("T")
WAIT_SECONDS = 10.0
LEASE_SECONDS = 2.0
LEASE_LOOK_SECONDS = 0.02


class Cache:
    """JSON values by key. What cannot be had from the cache is a miss; no call raises because of it.

    A value that is handed out belongs to everybody: it must not be changed.
    """

    def __init__(
        self,
        versions: Versions,
        local: LocalLayer,
        meter: CacheMeter,
        *,
        remote: "RedisLayer | None" = None,
        channel: "RedisChannel | None" = None,
        local_seconds: float = 5.0,
        default_seconds: float = 3_600.0,
    ) -> None:
        self._versions, self._local, self._meter = versions, local, meter
        self._remote, self._channel = remote, channel
        self._local_seconds, self._default_seconds = local_seconds, default_seconds
        self._flights: Flights[Any] = Flights()

    def get(self, key: str) -> Any:
        """The value, None when there is none."""
        name = key_name(key)
        value = self._look(name, "get")
        self._meter.count("get", "miss" if value is None else "hit")
        return value

    def mget(self, keys: Iterable[str]) -> list[Any]:
        """The values of several keys, None where there is none; one question to Redis."""
        names = [key_name(key) for key in keys]
        found = {name: self._look_here(name) for name in names}
        missing = [name for name, value in found.items() if value is None]
        if missing and self._remote:
            drops = self._local.drops
            answers = self._ask(lambda remote: remote.get_many(missing), "mget") or []
            for name, cached in zip(missing, answers, strict=False):
                found[name] = self._keep_here(name, cached, drops, self._trusted())
        for value in found.values():
            self._meter.count("mget", "miss" if value is None else "hit")
        return [found[name] for name in names]

    def set(self, key: str, value: Any, ttl: float | None = None) -> None:
        """Store a value for `ttl` seconds (REDIS_TTL_SECONDS when not given) in place of whatever is known anywhere."""
        name, seconds, now = key_name(key), self._default_seconds if ttl is None else ttl, monotonic()
        content = orjson.dumps(value)
        done = self._remote is None or self._ask(lambda remote: remote.put(name, content, seconds), "set")
        if not done and self._remote:
            self._remote.owe(name)
        self._local.drop(name)
        self._local.put(name, value, len(content), self._here_until(now, now + seconds), self._local.drops)
        self._tell(name)
        if done:
            self._meter.count("set", "ok")

    def delete(self, key: str) -> None:
        """Forget a key everywhere."""
        name = key_name(key)
        if self._remote is None or self._ask(lambda remote: remote.delete(name), "delete"):
            self._meter.count("delete", "ok")
        self._local.drop(name)
        self._tell(name)

    def exists(self, key: str) -> bool:
        """Whether there is a value."""
        name = key_name(key)
        if self._look_here(name) is not None:
            return True
        return self._remote is not None and bool(self._ask(lambda remote: remote.exists(name), "exists"))

    def expire(self, key: str, ttl: float) -> bool:
        """Let a value live for `ttl` seconds from now; False when there is none."""
        name, now = key_name(key), monotonic()
        value = self._look_here(name)
        found = value is not None
        if self._remote is not None:
            found = bool(self._ask(lambda remote: remote.expire(name, ttl), "expire"))
        self._local.drop(name)
        if found and value is not None:
            until = self._here_until(now, now + ttl)
            self._local.put(name, value, len(orjson.dumps(value)), until, self._local.drops)
        self._tell(name)
        return found

    def get_or_make(
        self, key: str, make: Callable[[], T], *, ttl: float | None = None, groups: tuple[str, ...] = ()
    ) -> T:
        """The value of a key, made when there is none: by one caller at a time in a process and, with Redis, over all.

        Its life begins before it is made, from the primary's rows: a replica that lags would have it kept for longer
        than the change it does not show yet. With `groups`, a change to any of them ends it. What `make` raises is
        raised, and nothing is kept.
        """
        stamp = self.stamp(groups) if groups else ""
        name = key_name(key if stamp == "" else f"{stamp}:{key}")
        trusted = stamp is not None
        value = self._local.get(name) if trusted and (groups or self._trusted()) else None
        if value is not None:
            self._meter.count("get", "hit")
            return value  # type: ignore[no-any-return]

        def work() -> Any:
            return self._make(name, make, ttl, shared=trusted, local=trusted and bool(groups or self._trusted()))

        try:
            made, _ = self._flights.share(name, WAIT_SECONDS, work)
        except WaitedTooLong:
            made = work()
        return made  # type: ignore[no-any-return]

    def stamp(self, groups: tuple[str, ...]) -> str | None:
        """A short text that differs after any change to these groups; None when nothing certain is known."""
        return self._versions.stamp(groups)

    def ping(self) -> bool:
        """Whether Redis answers; without REDIS_URL there is nobody who could."""
        return self._remote is not None and self._remote.ping()

    def stats(self) -> Mapping[str, Any]:
        """What this process has counted: hits, misses, sets, errors, hit_rate (None before the first question)."""
        return self._meter.stats()

    def stop(self) -> None:
        """End the threads and close the connections of the cache."""
        self._versions.stop()
        if self._channel:
            self._channel.stop()
        if self._remote:
            self._remote.stop()

    def _make(self, name: str, make: Callable[[], Any], ttl: float | None, *, shared: bool, local: bool) -> Any:
        with span("cache make", cache__shared=shared) as begun:
            value, found = self._find_or_make(name, make, ttl, shared=shared, local=local)
            if begun is not None:
                begun.attributes["cache.hit"] = found
        return value

    def _find_or_make(
        self, name: str, make: Callable[[], Any], ttl: float | None, *, shared: bool, local: bool
    ) -> tuple[Any, bool]:
        """The value, and whether it was there already."""
        drops = self._local.drops
        value = self._look_there(name, drops, local) if shared else None
        leased = value is None and shared and self._remote is not None and self._wait_for_lease(name)
        if value is None and shared and self._remote is not None and not leased:
            value = self._look_there(name, drops, local)
        self._meter.count("get", "miss" if value is None else "hit")
        if value is not None:
            return value, True
        try:
            begun_at = monotonic()
            with primary_only():
                value = make()
            if shared and value is not None:
                expires_at = begun_at + (self._default_seconds if ttl is None else ttl)
                self._store(name, value, begun_at, expires_at, drops, local)
            return value, False
        finally:
            if leased:
                self._ask(lambda remote: remote.end_lease(name), "lease")

    def _store(self, name: str, value: Any, begun_at: float, expires_at: float, drops: int, local: bool) -> None:
        content, seconds = orjson.dumps(value), expires_at - monotonic()
        if seconds <= 0:
            return
        stored = self._remote is None or self._ask(lambda remote: remote.put(name, content, seconds), "set")
        if local:
            self._local.put(name, value, len(content), self._here_until(begun_at, expires_at), drops)
        if stored:
            self._meter.count("set", "ok")

    def _wait_for_lease(self, name: str) -> bool:
        """True for whoever is to make the value; False once another process has made it, or took too long."""
        give_up_at = monotonic() + LEASE_SECONDS
        while monotonic() < give_up_at:
            granted = self._ask(lambda remote: remote.lease(name, LEASE_SECONDS), "lease")
            if granted is None or granted:
                return bool(granted)
            sleep(LEASE_LOOK_SECONDS)
            if self._ask(lambda remote: remote.exists(name), "lease") is not False:
                return False
        return False

    def _look(self, name: str, operation: str) -> Any:
        value = self._look_here(name)
        if value is not None or self._remote is None:
            return value
        drops = self._local.drops
        cached = self._ask(lambda remote: remote.get(name), operation)
        return self._keep_here(name, cached, drops, self._trusted())

    def _look_here(self, name: str) -> Any:
        return self._local.get(name) if self._trusted() else None

    def _look_there(self, name: str, drops: int, local: bool) -> Any:
        cached = self._ask(lambda remote: remote.get(name), "get") if self._remote else None
        return self._keep_here(name, cached, drops, local)

    def _keep_here(self, name: str, cached: CacheEntry | None, drops: int, local: bool) -> Any:
        if cached is None:
            return None
        value = orjson.loads(cached.content)
        if local:
            self._local.put(name, value, len(cached.content), self._here_until(monotonic(), cached.expires_at), drops)
        return value

    def _here_until(self, begun_at: float, expires_at: float) -> float:
        """Until when a value may be kept in the process."""
        return min(expires_at, begun_at + self._local_seconds)

    def _trusted(self) -> bool:
        """Whether this process hears of every change to a plain key."""
        return self._channel.trusted if self._channel else self._versions.trusted

    def _tell(self, name: str) -> None:
        try:
            if self._channel and self._remote:
                self._remote.publish(self._channel.channel, name)
            elif self._remote is None:
                self._versions.send(name)
        except (RedisDown, DatabaseUnavailable):
            # Nobody hears anything now, so nobody trusts what is in the process either.
            self._meter.count("publish", "error")

    def _ask(self, question: "Callable[[RedisLayer], T]", operation: str) -> T | None:
        assert self._remote is not None
        try:
            return question(self._remote)
        except RedisDown:
            self._meter.count(operation, "error")
            return None
