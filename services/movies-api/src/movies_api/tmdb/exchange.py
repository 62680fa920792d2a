"""TMDB over HTTP, with the token or the key of the settings; neither ever leaves this object."""

from collections.abc import Mapping
from typing import Any

from movies_api.settings import Settings
from suite.outbound.exchange import Exchange


class TmdbExchange:
    """Reads TMDB; `limits` are those of an Exchange."""

    def __init__(self, settings: Settings, read_seconds: float, **limits: int) -> None:
        token, key = settings.tmdb_access_token, settings.tmdb_api_key
        headers = {"Authorization": f"Bearer {token.reveal()}"} if token else None
        self._exchange = Exchange(read_seconds, headers, **limits)
        self._key = {"api_key": key.reveal()} if key and not token else {}
        self._base = settings.tmdb_base_url.rstrip("/")

    def get(self, path: str, parameters: Mapping[str, Any]) -> Any:
        """The parsed answer; ExchangeFailed."""
        return self._exchange.get(f"{self._base}{path}", {**parameters, **self._key})


def has_credentials(settings: Settings) -> bool:
    """Whether TMDB can be asked."""
    return bool(settings.tmdb_api_key or settings.tmdb_access_token)
