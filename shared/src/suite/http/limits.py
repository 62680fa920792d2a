"""Rate limits: declared with flask-limiter, counted through its storage from the one place every request passes."""

import logging
import math
from time import monotonic, time

from flask import Flask
from flask_limiter import Limiter
from limits.storage import MemoryStorage, Storage

from suite.settings import ServiceSettings

log = logging.getLogger(__name__)
STORE_RETRY_SECONDS = 5.0
STORE_TIMEOUT_SECONDS = 0.1

HeaderList = list[tuple[str, str]]


class LimitStoreDown(Exception):
    """The shared counter cannot be reached."""


class RateLimits:
    """Fixed windows per client. Redis counts for all workers; without it each worker has its share, rounded up.

    While Redis is down ordinary requests fall back to the worker's own share and costly ones are refused.
    """

    def __init__(self, app: Flask, settings: ServiceSettings) -> None:
        self.window_seconds = settings.rate_limit_ttl or math.ceil(settings.rate_limit_window_ms / 1000)
        self.limit = settings.rate_limit_max
        if settings.rate_limit_per_minute is not None:
            self.limit, self.window_seconds = settings.rate_limit_per_minute, 60
        self.enabled = settings.rate_limit_enabled and self.limit > 0
        self._shared = bool(settings.redis_url)
        self._share = math.ceil(self.limit / settings.workers)
        self._workers = settings.workers
        self._local: Storage = MemoryStorage()
        self._prefix = f"{settings.redis_key_prefix}{settings.ID}:limit:"
        self._store_retry_at = 0.0
        self._policy = f"{self.limit};w={self.window_seconds}"
        self._store = self._open_store(app, settings) if self._shared else self._local

    def hit(self, client: str) -> tuple[bool, HeaderList, int]:
        """Count one request: whether it may pass, the headers to answer with, seconds until the window ends."""
        key = self._prefix + client
        used, reset, limit = self._count(key, self.limit, self._share, self.window_seconds)
        remaining = max(0, limit - used)
        headers = [
            ("RateLimit-Limit", str(limit)),
            ("RateLimit-Remaining", str(remaining)),
            ("RateLimit-Reset", str(reset)),
            ("RateLimit-Policy", self._policy),
            ("RateLimit", f"limit={limit}, remaining={remaining}, reset={reset}"),
        ]
        return used <= limit, headers, reset

    def hit_costly(self, name: str, client: str, limit: int, window_seconds: int) -> int | None:
        """Count one request of a costly route; seconds to wait when refused, None when it may pass.

        Raises LimitStoreDown when a shared store is configured and cannot be reached.
        """
        if not self.enabled:
            return None
        share = math.ceil(limit / self._workers)
        key = f"{self._prefix}{name}:{client}"
        used, reset, allowed = self._count(key, limit, share, window_seconds, must_share=True)
        return reset if used > allowed else None

    def _count(
        self, key: str, limit: int, share: int, window_seconds: int, *, must_share: bool = False
    ) -> tuple[int, int, int]:
        if self._shared:
            counted = self._count_shared(key, window_seconds)
            if counted:
                return (*counted, limit)
            if must_share:
                raise LimitStoreDown
        used = self._local.incr(key, window_seconds)
        return used, self._seconds_left(self._local, key), share

    def _count_shared(self, key: str, window_seconds: int) -> tuple[int, int] | None:
        if monotonic() < self._store_retry_at:
            return None
        try:
            return self._store.incr(key, window_seconds), self._seconds_left(self._store, key)
        except Exception as error:
            self._store_retry_at = monotonic() + STORE_RETRY_SECONDS
            log.warning("rate limit store unreachable", extra={"error": type(error).__name__})
            return None

    def _seconds_left(self, storage: Storage, key: str) -> int:
        return max(1, math.ceil(storage.get_expiry(key) - time()))

    def _open_store(self, app: Flask, settings: ServiceSettings) -> Storage:
        options: dict[str, object] = {
            "socket_timeout": STORE_TIMEOUT_SECONDS,
            "socket_connect_timeout": STORE_TIMEOUT_SECONDS,
        }
        if settings.redis_password:
            options["password"] = settings.redis_password.reveal()
        limiter = Limiter(
            key_func=lambda: "",
            storage_uri=settings.redis_url,
            storage_options=options,  # type: ignore[arg-type]
            strategy="fixed-window",
            auto_check=False,
        )
        limiter.init_app(app)
        return limiter.storage
