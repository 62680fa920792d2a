"""TMDB over HTTP: one session, time limits, answers kept for a while, one error a kind of failure."""

import json
from threading import Lock
from time import monotonic
from typing import Any

import requests
from cachetools import TTLCache

from movies_api.settings import Settings
from suite.errors import AppError, UpstreamTimeout
from suite.text.storable import storable_json

CONNECT_SECONDS, READ_SECONDS = 3.0, 8.0
KEPT_SECONDS, KEPT_ANSWERS = 600, 500
LARGEST_ANSWER = 2 * 1024 * 1024
CHUNK_BYTES = 65_536
LANGUAGE = "pt-BR"


class TmdbNotConfigured(AppError):
    """Serviço TMDB não configurado"""

    status = 503
    code = "TMDB_NOT_CONFIGURED"


class TmdbFailed(AppError):
    """O serviço TMDB não respondeu como esperado"""

    status = 502
    code = "TMDB_UNAVAILABLE"


class TmdbTimeout(UpstreamTimeout):
    """O serviço TMDB não respondeu a tempo"""

    code = "TMDB_TIMEOUT"


class TmdbClient:
    """Reads TMDB with the key or token of the settings; neither ever leaves this object."""

    def __init__(self, settings: Settings) -> None:
        self._base = settings.tmdb_base_url.rstrip("/")
        self._key = settings.tmdb_api_key
        self._token = settings.tmdb_access_token
        self._session = requests.Session()
        self._kept: TTLCache[tuple[Any, ...], dict[str, Any]] = TTLCache(KEPT_ANSWERS, KEPT_SECONDS)
        self._lock = Lock()

    def get(self, path: str, **parameters: Any) -> dict[str, Any]:
        """The object that was answered; TmdbNotConfigured, TmdbFailed or TmdbTimeout."""
        if not self._key and not self._token:
            raise TmdbNotConfigured()
        name = (path, *sorted(parameters.items()))
        with self._lock:
            if name in self._kept:
                kept: dict[str, Any] = self._kept[name]
                return kept
        answer = self._fetch(path, {"language": LANGUAGE, **parameters})
        if not isinstance(answer, dict):
            raise TmdbFailed()
        with self._lock:
            self._kept[name] = answer
        return answer

    def _fetch(self, path: str, parameters: dict[str, Any]) -> Any:
        headers = {"Accept": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token.reveal()}"
        elif self._key:
            parameters = {**parameters, "api_key": self._key.reveal()}
        try:
            with self._session.get(
                f"{self._base}{path}",
                params=parameters,
                headers=headers,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                stream=True,
            ) as response:
                if response.status_code != 200:
                    raise TmdbFailed()
                return _parse(response)
        # The driver's messages hold the address with the key: nothing of them may go on.
        except requests.Timeout:
            raise TmdbTimeout() from None
        except (requests.RequestException, ValueError, RecursionError):
            raise TmdbFailed() from None


def _parse(response: requests.Response) -> Any:
    """The JSON of an answer of bounded size that arrives in bounded time."""
    deadline = monotonic() + READ_SECONDS
    body = bytearray()
    for chunk in response.iter_content(CHUNK_BYTES):
        body += chunk
        if len(body) > LARGEST_ANSWER:
            raise TmdbFailed()
        if monotonic() > deadline:
            raise TmdbTimeout()
    return storable_json(json.loads(bytes(body)))
