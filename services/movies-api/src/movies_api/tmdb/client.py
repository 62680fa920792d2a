"""TMDB for the routes: answers kept for a while, one error a kind of failure."""

from threading import Lock
from typing import Any

from cachetools import TTLCache

from movies_api.settings import Settings
from movies_api.tmdb.exchange import TmdbExchange, has_credentials
from suite.errors import AppError, UpstreamTimeout
from suite.outbound.exchange import ExchangeFailed, ExchangeTimeout

READ_SECONDS = 8.0
KEPT_SECONDS, KEPT_ANSWERS = 600, 500
LARGEST_ANSWER = 2 * 1024 * 1024
LANGUAGE = "pt-BR"


class TmdbNotConfigured(AppError):
    """TMDB is not configured"""

    status = 503
    code = "TMDB_NOT_CONFIGURED"


class TmdbFailed(AppError):
    """TMDB did not answer as expected"""

    status = 502
    code = "TMDB_UNAVAILABLE"


class TmdbTimeout(UpstreamTimeout):
    """TMDB did not answer in time"""

    code = "TMDB_TIMEOUT"


class TmdbClient:
    """Reads TMDB once for all who ask the same within ten minutes."""

    def __init__(self, settings: Settings) -> None:
        self._usable = has_credentials(settings)
        self._exchange = TmdbExchange(settings, READ_SECONDS, attempts=1, largest=LARGEST_ANSWER)
        self._cached: TTLCache[tuple[Any, ...], dict[str, Any]] = TTLCache(KEPT_ANSWERS, KEPT_SECONDS)
        self._lock = Lock()

    def get(self, path: str, **parameters: Any) -> dict[str, Any]:
        """The object that was answered; TmdbNotConfigured, TmdbFailed or TmdbTimeout."""
        if not self._usable:
            raise TmdbNotConfigured()
        name = (path, *sorted(parameters.items()))
        with self._lock:
            if name in self._cached:
                cached: dict[str, Any] = self._cached[name]
                return cached
        answer = self._fetch(path, {"language": LANGUAGE, **parameters})
        if not isinstance(answer, dict):
            raise TmdbFailed()
        with self._lock:
            self._cached[name] = answer
        return answer

    def _fetch(self, path: str, parameters: dict[str, Any]) -> Any:
        try:
            return self._exchange.get(path, parameters)
        except ExchangeTimeout:
            raise TmdbTimeout() from None
        except ExchangeFailed:
            raise TmdbFailed() from None
