"""Scrapes that may be reused, in Redis: imported only where one is configured."""

import logging
from time import monotonic

import redis

from scrape_proxy.scrapes.cache import CachedScrape
from scrape_proxy.settings import Settings

log = logging.getLogger(__name__)
REDIS_SECONDS = 0.1
RETRY_SECONDS = 5.0


class RedisStore:
    """Entries all workers and hosts share; an unreachable Redis is a miss."""

    def __init__(self, client: redis.Redis, prefix: str) -> None:
        self._client = client
        self._prefix = prefix
        self._retry_at = 0.0

    def get(self, key: str) -> CachedScrape | None:
        """The entry, also when it is no longer fresh."""
        if monotonic() < self._retry_at:
            return None
        try:
            packed = self._client.get(self._prefix + key)
        except redis.RedisError as error:
            self._pause(error)
            return None
        if not isinstance(packed, bytes):
            return None
        made_at, lifetime, data = packed.split(b"\n", 2)
        return CachedScrape(data, float(made_at), int(lifetime))

    def put(self, key: str, entry: CachedScrape, keep_seconds: int) -> None:
        """Keep the entry."""
        if monotonic() < self._retry_at:
            return
        packed = f"{entry.made_at}\n{entry.lifetime}\n".encode() + entry.data
        try:
            self._client.setex(self._prefix + key, keep_seconds, packed)
        except redis.RedisError as error:
            self._pause(error)

    def _pause(self, error: redis.RedisError) -> None:
        self._retry_at = monotonic() + RETRY_SECONDS
        log.warning("scrape cache unreachable", extra={"error": type(error).__name__})


def connect_store(settings: Settings) -> RedisStore:
    """The store in the Redis that the settings name; it connects when it is first asked."""
    assert settings.redis_url
    password = settings.redis_password.reveal() if settings.redis_password else None
    client = redis.Redis.from_url(
        settings.redis_url,
        password=password,
        socket_timeout=REDIS_SECONDS,
        socket_connect_timeout=REDIS_SECONDS,
    )
    return RedisStore(client, f"{settings.redis_key_prefix}{settings.ID}:scrape:")
