"""Questions to SearXNG or Brave: the operator's own endpoint, so no guard stands before it."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import requests

from scrape_proxy.deadlines import Deadline
from scrape_proxy.errors import SearchEngineFailed, SearchNotConfigured
from scrape_proxy.pages.addresses import resolve_any
from scrape_proxy.pages.bodies import BodyBroken, BodyTooLarge, BodyTooSlow, read_capped
from scrape_proxy.settings import Settings
from suite.text.storable import storable_json
from suite.tracing.outbound import traced_session

BRAVE = "brave"
SECONDS = 15.0
MAX_BYTES = 4_194_304
MAX_TEXT = 2_000
BRAVE_MOST = 20


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One result."""

    url: str
    title: str
    description: str


class SearchEngine:
    """The engine the settings name. SearchNotConfigured without one, SearchEngineFailed when it does not answer."""

    def __init__(self, settings: Settings) -> None:
        self._base = (settings.search_url or "").rstrip("/")
        self._kind, self._key = settings.search_kind, settings.search_key
        self._session = traced_session()
        self._session.trust_env = False

    def search(self, query: str, limit: int, language: str | None = None) -> list[SearchResult]:
        """At most `limit` results, each address once, best first."""
        if not self._base:
            raise SearchNotConfigured()
        listed = results_of(self._ask(query, limit, language), self._kind)
        found: dict[str, SearchResult] = {}
        for result in listed:
            address = resolve_any("http://nowhere.example/", text_of(result, "url"))
            if address and not address.startswith("http://nowhere.example/"):
                about = text_of(result, "content") or text_of(result, "description")
                found.setdefault(address, SearchResult(address, text_of(result, "title"), about))
        return list(found.values())[:limit]

    def _ask(self, query: str, limit: int, language: str | None) -> Any:
        path, parameters, headers = self._request(query, limit, language)
        deadline = Deadline.after(SECONDS)
        try:
            response = self._session.get(
                f"{self._base}{path}?{urlencode(parameters)}",
                headers=headers,
                timeout=SECONDS,
                stream=True,
                allow_redirects=False,
            )
            body = read_capped(response, MAX_BYTES, deadline)
            if response.status_code != requests.codes.ok:
                raise SearchEngineFailed(f"status {response.status_code}")
            return storable_json(json.loads(body))
        except (requests.RequestException, BodyBroken, BodyTooLarge, BodyTooSlow, ValueError, RecursionError) as error:
            raise SearchEngineFailed(type(error).__name__) from None

    def _request(self, query: str, limit: int, language: str | None) -> tuple[str, dict[str, str], dict[str, str]]:
        if self._kind == BRAVE:
            key = self._key.reveal() if self._key else ""
            parameters = {"q": query, "count": str(min(limit, BRAVE_MOST))}
            return "/res/v1/web/search", parameters, {"X-Subscription-Token": key, "Accept": "application/json"}
        spoken = {"language": language} if language else {}
        return "/search", {"q": query, "format": "json", **spoken}, {"Accept": "application/json"}


def results_of(answer: Any, kind: str) -> list[dict[str, Any]]:
    """The results in an answer; none when it has another form."""
    holder = answer.get("web") if kind == BRAVE and isinstance(answer, dict) else answer
    listed = holder.get("results") if isinstance(holder, dict) else None
    return [result for result in listed if isinstance(result, dict)] if isinstance(listed, list) else []


def text_of(result: dict[str, Any], name: str) -> str:
    """A text of a result, empty when there is none."""
    value = result.get(name)
    return value[:MAX_TEXT] if isinstance(value, str) else ""
