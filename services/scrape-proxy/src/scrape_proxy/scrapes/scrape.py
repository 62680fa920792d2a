"""One scrape: cache, shared flight, engine, and what becomes of failures."""

import re
from dataclasses import dataclass, replace
from hashlib import sha256
from math import inf
from time import perf_counter, time
from typing import Any
from urllib.parse import urlsplit

import orjson

from scrape_proxy.browser.browser import RenderedPage
from scrape_proxy.changes.verdicts import ChangeTracking
from scrape_proxy.deadlines import Deadline
from scrape_proxy.errors import (
    FirecrawlFailed,
    FirecrawlTimedOut,
    FirecrawlUnavailable,
    TargetTimedOut,
)
from scrape_proxy.gateway import EMBEDDED, FIRECRAWL, Gateway
from scrape_proxy.inputs import Given
from scrape_proxy.pages.lanes import process
from scrape_proxy.scrapes.cache import CachedScrape, Store
from scrape_proxy.scrapes.freshness import lifetime_of
from scrape_proxy.scrapes.outcomes import counted, is_replaceable
from scrape_proxy.scrapes.schemas import PageOptions, page_options
from suite.auth.identity import user_uuid
from suite.bounded import ClientLeft
from suite.bounded.clients import client_left
from suite.cache.flights import Flights, WaitedTooLong
from suite.errors import AppError
from suite.http.replies import encode

MAX_AGE = re.compile(r"(?:^|[\s,])max-age=(\d{1,9})(?:$|[\s,;])")
HIT, MISS, COALESCED, STALE, BYPASS = "HIT", "MISS", "COALESCED", "STALE", "BYPASS"


@dataclass(frozen=True, slots=True)
class Scrape:
    """A scrape's `data` as JSON, the engine that made it, how the cache took part, and its age in seconds.

    `failed` says that the target answered with an error of its own, 500 or above.
    """

    data: bytes
    engine: str
    cache: str
    age: int = 0
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an engine made; `lifetime` 0 means it must not be stored, `failed` that the target has an error."""

    data: bytes
    engine: str
    lifetime: int
    failed: bool = False


class Scraping:
    """The scrapes of one process."""

    def __init__(self, gateway: Gateway, store: Store, changes: ChangeTracking) -> None:
        self._gateway, self._changes = gateway, changes
        self._store = store
        self._flights: Flights[Fetched] = Flights()

    def scrape(self, given: Given, scope: str, cache_control: str) -> Scrape:
        """The page the body names. `scope` is the caller, `cache_control` the request's header."""
        engine = self._gateway.engine()
        key = key_of(given, engine)
        reads, writes = self._may_use_cache(given, cache_control)
        cached = self._store.get(key) if reads or writes else None
        if reads and cached and cached.fresh and cached.age <= longest_age(cache_control):
            self._gateway.guard.check_form(str(given.fields["url"]))
            return Scrape(cached.data, engine, HIT, cached.age)
        stale = Scrape(cached.data, engine, STALE, cached.age) if cached and reads else None
        try:
            made = self._scrape_now(given, engine, f"{scope}:{key}", shared=reads, writes=writes)
        except AppError as error:
            if stale and is_replaceable(error):
                return stale
            raise
        if made.engine == EMBEDDED and "tracking" in given.fields:
            judged = self._changes.judge(orjson.loads(made.data), given.fields, user_uuid(scope))
            return replace(made, data=orjson.dumps(judged))
        return stale if stale and made.failed else made

    def _scrape_now(self, given: Given, engine: str, key: str, *, shared: bool, writes: bool) -> Scrape:
        deadline = Deadline.after(self._seconds(given, engine))

        def work() -> Fetched:
            return self._fetch(given, engine, writes)

        if not shared:
            fetched, followed = work(), False
        else:
            try:
                fetched, followed = self._flights.share(key, deadline.remaining, work)
            except WaitedTooLong:
                raise (FirecrawlTimedOut() if engine == FIRECRAWL else TargetTimedOut()) from None
            except ClientLeft:
                if client_left() or deadline.passed:
                    raise
                # Whoever led this flight has left, and its work ended with him; the others still wait for it.
                return self._scrape_now(given, engine, key, shared=shared, writes=writes)
        word = COALESCED if followed else MISS if writes else BYPASS
        return Scrape(fetched.data, fetched.engine, word, failed=fetched.failed)

    def _fetch(self, given: Given, engine: str, writes: bool) -> Fetched:
        if engine == FIRECRAWL:
            # The embedded engine checks what it dials, and resolves each name only then.
            self._gateway.check(str(given.fields["url"]), engine)
        fetched = self._measured(given, engine)
        if writes and fetched.lifetime:
            entry = CachedScrape(fetched.data, time(), fetched.lifetime)
            keep = fetched.lifetime + self._gateway.settings.stale_if_error_s
            self._store.put(key_of(given, fetched.engine), entry, keep)
        return fetched

    def _measured(self, given: Given, engine: str) -> Fetched:
        started = perf_counter()
        succeeded = False
        try:
            fetched = self._by_engine(given, engine)
            succeeded = True
            return fetched
        finally:
            self._gateway.metrics.count_scrape(succeeded, perf_counter() - started)

    def _by_engine(self, given: Given, engine: str) -> Fetched:
        if engine == EMBEDDED:
            return counted(self._gateway, EMBEDDED, lambda: self._embedded(given))
        try:
            return counted(self._gateway, FIRECRAWL, lambda: self._through_firecrawl(given))
        except FirecrawlUnavailable:
            if not self._gateway.falls_back:
                raise
            return counted(self._gateway, EMBEDDED, lambda: self._embedded(given))

    def _through_firecrawl(self, given: Given) -> Fetched:
        firecrawl = self._gateway.firecrawl
        timeout = given.whole("timeout", 0) or None
        path, body = given.upstream or ("/v1/scrape", given.fields)
        answer = firecrawl.post(path, body, firecrawl.seconds_for(timeout))
        data = unwrap(answer)
        about = data.get("metadata")
        about = about if isinstance(about, dict) else {}
        for name in ("url", "sourceURL"):
            self._gateway.check_answer(about.get(name), str(given.fields["url"]))
        status = about.get("statusCode", 200)
        lifetime = self._gateway.settings.cache_ttl_s if status == 200 else 0
        return Fetched(encode(data), FIRECRAWL, lifetime, isinstance(status, int) and status >= 500)

    def _embedded(self, given: Given) -> Fetched:
        options = page_options(given)
        deadline = Deadline.after(self._seconds(given, EMBEDDED))
        url = str(given.fields["url"])
        self._gateway.browser.require_for(options.visit(url))
        self._gateway.require_models(options)
        page = self._gateway.fetcher.fetch(url, deadline, headers=options.headers, pdf=options.pdf)
        shown = self._gateway.browser.read(page, deadline, options.visit(url), client_left)
        data = self._encoded(shown, replace(options, rendered=shown.by_browser))
        ttl = self._gateway.settings.cache_ttl_s
        lifetime = lifetime_of(page.headers, ttl) if page.status == 200 else 0
        return Fetched(data, EMBEDDED, lifetime, page.status >= 500)

    def _encoded(self, shown: RenderedPage, options: PageOptions) -> bytes:
        made_options = replace(options, formats=options.made_formats, wish=None)
        data: bytes = process("encode_page", shown.page, made_options)
        if options.wish is None:
            return data[:-1] + b"," + encode(shown.members)[1:] if shown.members else data
        made: dict[str, Any] = {**orjson.loads(data), **shown.members}
        made |= self._gateway.extraction.members(str(made.get("markdown", "")), options.wish)
        if "markdown" not in options.formats:
            made.pop("markdown", None)
        return encode(made)

    def _seconds(self, given: Given, engine: str) -> float:
        timeout = given.whole("timeout", 0) or None
        if engine == FIRECRAWL:
            return self._gateway.firecrawl.seconds_for(timeout)
        return (timeout or self._gateway.settings.firecrawl_timeout_ms) / 1000

    def _may_use_cache(self, given: Given, cache_control: str) -> tuple[bool, bool]:
        """Whether an answer may come from others, and whether this one may serve others."""
        control = cache_control.lower()
        private = "@" in urlsplit(str(given.fields["url"])).netloc or bool(given.fields.get("headers"))
        # Whether a page has changed is asked of the page.
        private = private or "tracking" in given.fields
        if self._gateway.settings.cache_ttl_s == 0 or "no-store" in control or private:
            return False, False
        return "no-cache" not in control, True


def longest_age(cache_control: str) -> float:
    """The seconds a copy may have by the request's own word, at most what the cache allows anyway."""
    stated = MAX_AGE.search(cache_control.lower())
    return int(stated[1]) if stated else inf


def key_of(given: Given, engine: str) -> str:
    """The same for bodies that mean the same page in the same formats."""
    meant = given.fields if given.upstream is None or engine == EMBEDDED else list(given.upstream)
    canonical = orjson.dumps(meant, option=orjson.OPT_SORT_KEYS)
    return sha256(canonical + engine.encode()).hexdigest()


def unwrap(answer: dict[str, Any]) -> dict[str, Any]:
    """`.data` of an answer, unwrapped once more when it is nested again."""
    data = answer.get("data")
    if isinstance(data, dict) and isinstance(data.get("data"), dict):
        data = data["data"]
    if not isinstance(data, dict):
        raise FirecrawlFailed()
    return data
