"""Rate limits: declared with flask-limiter, counted through its storage from the one place every request passes."""

import logging
import math
from collections.abc import Iterable
from time import monotonic, time
from typing import TYPE_CHECKING, Any

from flask import Flask

from suite.settings import ServiceSettings

if TYPE_CHECKING:
    from limits.storage import Storage

log = logging.getLogger(__name__)
STORE_RETRY_SECONDS = 5.0
STORE_TIMEOUT_SECONDS = 0.1
COSTLY_TRIES = 2
COUNTED_CLIENTS = 100_000
PROBES = frozenset({"/healthz", "/readyz", "/health", "/metrics", "/metrics.json"})

HeaderList = list[tuple[str, str]]


class UnlimitedPaths:
    """What costs no more to answer than to refuse: neither limited nor traced. Folders end with a slash."""

    __slots__ = ("_folders", "_paths")

    def __init__(self, paths: Iterable[str] = (), folders: Iterable[str] = ()) -> None:
        self._paths = PROBES.union(paths)
        self._folders = tuple(folders)

    def has(self, path: str) -> bool:
        """Whether a path is among them, or below one of the folders."""
        return path in self._paths or path.startswith(self._folders)


class LimitStoreDown(Exception):
    """The shared counter cannot be reached."""


class LocalCounter:
    """Fixed windows of this process: key → end of the window (seconds since 1970) and requests in it."""

    def __init__(self) -> None:
        self._windows: dict[str, list[float]] = {}

    def incr(self, key: str, seconds: int) -> tuple[int, float]:
        """Count one: requests in the current window, and its end."""
        now = time()
        window = self._windows.get(key)
        if window is None or window[0] <= now:
            if len(self._windows) >= COUNTED_CLIENTS:
                self._forget(now)
            window = self._windows[key] = [now + seconds, 0]
        window[1] += 1
        return int(window[1]), window[0]

    def _forget(self, now: float) -> None:
        self._windows = {key: window for key, window in self._windows.items() if window[0] > now}
        for key in list(self._windows)[: len(self._windows) - COUNTED_CLIENTS // 2]:
            del self._windows[key]


class RateLimits:
    """Fixed windows per client. Redis counts for all workers; without it each worker has its share, rounded up.

    While Redis is down ordinary requests fall back to the worker's own share and costly ones are refused.
    """

    def __init__(self, settings: ServiceSettings) -> None:
        self.window_seconds = settings.rate_limit_ttl or math.ceil(settings.rate_limit_window_ms / 1000)
        self.limit = settings.rate_limit_max
        if settings.rate_limit_per_minute is not None:
            self.limit, self.window_seconds = settings.rate_limit_per_minute, 60
        self.enabled = settings.rate_limit_enabled and self.limit > 0
        self._shared = bool(settings.redis_url)
        self._share = math.ceil(self.limit / settings.workers)
        self._workers = settings.workers
        self._local = LocalCounter()
        self._prefix = f"{settings.redis_key_prefix}{settings.ID}:limit:"
        self._store_retry_at = 0.0
        self._store = self._open_store(settings) if self._shared else None

    def hit(self, client: str) -> tuple[bool, HeaderList, int]:
        """Count one request: whether it may pass, the headers to answer with, seconds until the window ends."""
        key = self._prefix + client
        used, reset, limit = self._count(key, self.limit, self._share, self.window_seconds)
        remaining = max(0, limit - used)
        headers = [
            ("RateLimit-Limit", str(limit)),
            ("RateLimit-Remaining", str(remaining)),
            ("RateLimit-Reset", str(reset)),
            ("RateLimit-Policy", f"{limit};w={self.window_seconds}"),
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
        if self._store is not None:
            counted = self._count_shared(self._store, key, window_seconds, must_share=must_share)
            if counted:
                return (*counted, limit)
            if must_share:
                raise LimitStoreDown
        used, end = self._local.incr(key, window_seconds)
        return used, seconds_until(end), share

    def _count_shared(
        self, store: "Storage", key: str, window_seconds: int, *, must_share: bool
    ) -> tuple[int, int] | None:
        """None when the store does not answer.

        A busy process misses the store's 100 ms now and then. Ordinary requests have another counter and leave the
        store alone for a while; a costly one would be refused, so it asks in any case, and once more.
        """
        if not must_share and monotonic() < self._store_retry_at:
            return None
        for _ in range(COSTLY_TRIES if must_share else 1):
            try:
                return store.incr(key, window_seconds), seconds_until(store.get_expiry(key))
            except Exception as error:
                self._store_retry_at = monotonic() + STORE_RETRY_SECONDS
                log.warning("rate limit store unreachable", extra={"error": type(error).__name__})
        return None

    def _open_store(self, settings: ServiceSettings) -> "Storage":
        # Only where a store is shared: 3 MB of a process.
        from flask_limiter import Limiter

        options: dict[str, Any] = {
            "socket_timeout": STORE_TIMEOUT_SECONDS,
            "socket_connect_timeout": STORE_TIMEOUT_SECONDS,
        }
        if settings.redis_password:
            options["password"] = settings.redis_password.reveal()
        # flask-limiter opens the store and checks its address; the hooks it puts on every request stay on an
        # application that serves none.
        limiter = Limiter(
            key_func=lambda: "",
            app=Flask("limits"),
            storage_uri=settings.redis_url,
            storage_options=options,
            strategy="fixed-window",
        )
        return limiter.storage


def seconds_until(moment: float) -> int:
    """Whole seconds until `moment`, at least 1."""
    return max(1, math.ceil(moment - time()))
