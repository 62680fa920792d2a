"""The layer in Redis: never waited for longer than a moment, never a reason to fail."""

import logging
from collections.abc import Callable
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any, TypeVar

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from suite.cache.entry import CacheEntry, RedisDown
from suite.settings import ServiceSettings

log = logging.getLogger(__name__)
T = TypeVar("T")
REDIS_SECONDS = 0.1
RECONNECT_SECONDS = 0.25
MAX_CONNECTIONS = 50
MAX_OWED = 10_000
FAILURES = (redis.RedisError, OSError, ValueError)


def redis_client(settings: ServiceSettings, seconds: float = REDIS_SECONDS) -> redis.Redis:
    """A client that gives up after `seconds`; it connects when it is first used."""
    assert settings.redis_url
    return redis.Redis.from_url(
        settings.redis_url,
        password=settings.redis_password.reveal() if settings.redis_password else None,
        socket_timeout=seconds,
        socket_connect_timeout=seconds,
        max_connections=MAX_CONNECTIONS,
        retry=Retry(NoBackoff(), 0),
    )


class RedisLayer:
    """Bytes by key. Calls raise RedisDown; after one failure only a background thread asks until Redis answers again.

    A key that could not be deleted is deleted before Redis is used again.
    """

    def __init__(self, client: redis.Redis, prefix: str) -> None:
        self.prefix = prefix
        self._client = client
        self._down = False
        self._stopped = Event()
        self._lock = Lock()
        self._owed: set[str] = set()

    def get(self, key: str) -> CacheEntry | None:
        """What is kept under a key."""
        return self.get_many([key])[0]

    def get_many(self, keys: list[str]) -> list[CacheEntry | None]:
        """What is kept under several keys, in one round trip."""

        def question(client: redis.Redis) -> list[Any]:
            pipeline = client.pipeline(transaction=False)
            for key in keys:
                pipeline.get(self.prefix + key)
                pipeline.pttl(self.prefix + key)
            return pipeline.execute()

        asked_at = monotonic()
        answers = self._ask(question)
        pairs = zip(answers[::2], answers[1::2], strict=True)
        return [
            CacheEntry(content, asked_at + left / 1000) if content and left > 0 else None for content, left in pairs
        ]

    def put(self, key: str, content: bytes, seconds: float) -> bool:
        """Store bytes for a time; True."""
        return bool(self._ask(lambda client: client.set(self.prefix + key, content, px=max(1, int(seconds * 1000)))))

    def delete(self, key: str) -> bool:
        """Forget a key, now or, when Redis is away, before it is used again; True."""
        try:
            self._ask(lambda client: client.delete(self.prefix + key))
        except RedisDown:
            self.owe(key)
            raise
        return True

    def owe(self, key: str) -> None:
        """What Redis holds under a key is wrong: forget it before Redis is used again."""
        if len(self._owed) < MAX_OWED:
            self._owed.add(key)

    def exists(self, key: str) -> bool:
        """Whether a key is there."""
        return bool(self._ask(lambda client: client.exists(self.prefix + key)))

    def expire(self, key: str, seconds: float) -> bool:
        """Give a key another life; False when there is none."""
        return bool(self._ask(lambda client: client.pexpire(self.prefix + key, max(1, int(seconds * 1000)))))

    def lease(self, key: str, seconds: float) -> bool:
        """Whether this caller is the one to do the work of a key; the lease ends by itself."""
        return bool(
            self._ask(lambda client: client.set(f"{self.prefix}lease:{key}", b"1", nx=True, px=int(seconds * 1000)))
        )

    def end_lease(self, key: str) -> None:
        """The work is done."""
        self._ask(lambda client: client.delete(f"{self.prefix}lease:{key}"))

    def publish(self, channel: str, message: str) -> None:
        """Tell all who listen."""
        self._ask(lambda client: client.publish(channel, message))

    def ping(self) -> bool:
        """Whether Redis answers."""
        try:
            return bool(self._ask(lambda client: client.ping()))
        except RedisDown:
            return False

    def stop(self) -> None:
        """End reconnecting and close the connections."""
        self._stopped.set()
        self._client.close()

    def _ask(self, question: Callable[[redis.Redis], T]) -> T:
        if self._down:
            raise RedisDown
        try:
            return question(self._client)
        except FAILURES as error:
            self._go_down(error)
            raise RedisDown from error

    def _go_down(self, error: Exception) -> None:
        with self._lock:
            if self._down or self._stopped.is_set():
                return
            self._down = True
        log.warning("cache without redis", extra={"error": type(error).__name__})
        Thread(target=self._reconnect, daemon=True, name="cache-reconnect").start()

    def _reconnect(self) -> None:
        while not self._stopped.wait(RECONNECT_SECONDS):
            try:
                self._client.ping()
                self._settle()
            except FAILURES:
                continue
            self._down = False
            log.warning("cache with redis again")
            return

    def _settle(self) -> None:
        while self._owed:
            owed, self._owed = self._owed, set()
            try:
                self._client.delete(*(self.prefix + key for key in owed))
            except FAILURES:
                self._owed |= owed
                raise
