"""Calls to Firecrawl: one session, one deadline a call, one place where failures get their names."""

import time
from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import orjson
import requests
from urllib3.exceptions import NewConnectionError

from scrape_proxy.deadlines import Deadline
from scrape_proxy.errors import (
    FirecrawlAnswered,
    FirecrawlFailed,
    FirecrawlRefused,
    FirecrawlTimedOut,
    FirecrawlUnavailable,
    ResponseTooLarge,
)
from scrape_proxy.firecrawl.breaker import Breaker, BreakerOpen
from scrape_proxy.firecrawl.probe import Probe, asking
from scrape_proxy.firecrawl.translation import translate
from scrape_proxy.pages.bodies import BodyBroken, BodyTooLarge, BodyTooSlow, read_capped
from scrape_proxy.retries import RETRIED_STATUSES, wait_before_retry
from scrape_proxy.settings import Settings
from suite.logs import request_context
from suite.tracing.outbound import TracedAdapter

POOLED_CONNECTIONS = 100
RETRIED = frozenset({"GET"})
FAILURES = (FirecrawlRefused, FirecrawlTimedOut, FirecrawlFailed)


class Firecrawl:
    """The Firecrawl of one process. Calls return the JSON object of a 2xx answer and raise our errors otherwise."""

    def __init__(self, settings: Settings, breaker: Breaker | None = None) -> None:
        self.breaker = breaker or Breaker()
        self._base = settings.firecrawl_url.rstrip("/")
        self._seconds = settings.firecrawl_timeout_ms / 1000
        self._limit = settings.max_upstream_bytes
        self._session = plain_session(settings)
        self.probe = Probe(asking(plain_session(settings), self._base, {}))

    def seconds_for(self, timeout_ms: int | None) -> float:
        """How long a call may take; the caller's own timeout stretches it, plus time to answer."""
        return self._seconds if timeout_ms is None else (timeout_ms + 5_000) / 1000

    def post(self, path: str, body: Mapping[str, Any], seconds: float | None = None) -> dict[str, Any]:
        """POST, never repeated."""
        return self._call("POST", path, Deadline.after(seconds or self._seconds), orjson.dumps(body))

    def get(self, path: str) -> dict[str, Any]:
        """GET, repeated within its time."""
        return self._call("GET", path, Deadline.after(self._seconds))

    def delete(self, path: str) -> dict[str, Any]:
        """DELETE, never repeated."""
        return self._call("DELETE", path, Deadline.after(self._seconds))

    def _call(self, method: str, path: str, deadline: Deadline, body: bytes | None = None) -> dict[str, Any]:
        attempt = 0
        while True:
            try:
                return self._attempt(method, path, deadline, body)
            except (FirecrawlRefused, FirecrawlAnswered) as error:
                retried = not isinstance(error, FirecrawlAnswered) or error.status in RETRIED_STATUSES
                headers = error.headers if isinstance(error, FirecrawlAnswered) else {}
                wait = wait_before_retry(attempt, deadline, headers) if method in RETRIED and retried else None
                if wait is None:
                    raise
            time.sleep(wait)
            attempt += 1

    def _attempt(self, method: str, path: str, deadline: Deadline, body: bytes | None) -> dict[str, Any]:
        try:
            self.breaker.enter()
        except BreakerOpen as error:
            raise FirecrawlUnavailable(retry_after=max(1, round(error.seconds))) from None
        good = True
        try:
            status, headers, content = self._exchange(method, path, deadline, body)
            good = status < 500
        except FAILURES:
            good = False
            raise
        finally:
            self.breaker.report(good)
        if status >= 400:
            raise translate(status, headers, content)
        return object_of(content, status)

    def _exchange(
        self, method: str, path: str, deadline: Deadline, body: bytes | None
    ) -> tuple[int, Mapping[str, str], bytes]:
        try:
            response = self._session.request(
                method,
                self._base + path,
                data=body,
                headers=outgoing_headers(body),
                timeout=deadline.remaining,
                stream=True,
                allow_redirects=False,
            )
            content = read_capped(response, self._limit, deadline)
        except BodyTooLarge:
            raise ResponseTooLarge(self._limit) from None
        except (requests.exceptions.Timeout, BodyTooSlow):
            raise FirecrawlTimedOut() from None
        except requests.exceptions.ConnectionError as error:
            self.probe.forget()
            raise (FirecrawlRefused() if was_never_sent(error) else FirecrawlFailed()) from None
        except (requests.RequestException, BodyBroken):
            raise FirecrawlFailed() from None
        return response.status_code, response.headers, content


def plain_session(settings: Settings) -> requests.Session:
    """A session to Firecrawl: no proxy or credentials of the environment, no cookies."""
    session = requests.Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers.clear()
    session.headers.update({"Accept": "application/json", "Accept-Encoding": "gzip, deflate"})
    if settings.firecrawl_key:
        session.headers["Authorization"] = f"Bearer {settings.firecrawl_key.reveal()}"
    for scheme in ("http://", "https://"):
        session.mount(scheme, TracedAdapter(pool_maxsize=POOLED_CONNECTIONS, max_retries=0))
    return session


def outgoing_headers(body: bytes | None) -> dict[str, str]:
    """Headers of one call: the type of its body and the id of the request it serves."""
    headers = {} if body is None else {"Content-Type": "application/json"}
    request_id = (request_context.get() or {}).get("request_id")
    return {**headers, "X-Request-ID": request_id} if request_id else headers


def was_never_sent(error: requests.exceptions.ConnectionError) -> bool:
    """Whether no connection came about: refused, or the name is unknown."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(reason, NewConnectionError)


def object_of(content: bytes, status: int) -> dict[str, Any]:
    """The JSON object of a good answer; FirecrawlFailed when it is none or says that it failed."""
    try:
        found = orjson.loads(content)
    except orjson.JSONDecodeError:
        raise FirecrawlFailed() from None
    if not isinstance(found, dict) or status >= 300:
        raise FirecrawlFailed()
    if found.get("success") is False:
        raise translate(502, {}, content)
    return found
