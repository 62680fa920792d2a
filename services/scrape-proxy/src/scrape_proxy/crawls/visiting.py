"""One page of a crawl: may it be fetched, what came back, where does it lead."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from scrape_proxy.crawls.addresses import Scope, normalise
from scrape_proxy.crawls.lease_queries import ClaimedPage
from scrape_proxy.crawls.pacing import HostPacer
from scrape_proxy.crawls.schemas import CrawlOptions
from scrape_proxy.deadlines import Deadline
from scrape_proxy.gateway import Gateway
from scrape_proxy.pages.charsets import decode_page
from scrape_proxy.pages.document import parse_document
from scrape_proxy.pages.fetching import MAX_REDIRECTS, FetchedPage
from scrape_proxy.pages.links import links_of
from scrape_proxy.pages.media import HTML, kind_of
from scrape_proxy.pages.rendering import render_page
from suite.errors import AppError
from suite.http.replies import encode
from suite.offloading import run_aside
from suite.outbound import AddressGuard, BlockedTarget

PAGE_SECONDS = 30.0
DONE, FAILED, BLOCKED, ROBOTS, MOVED, STOPPED = "done", "failed", "blocked", "robots", "moved", "stopped"


@dataclass(frozen=True, slots=True)
class Visit:
    """What became of a page. `result` is JSON text; `links` are normalised; `blocked` are links not to follow.

    `moved` pages have the one link they redirect to; `stopped` ones were not fetched.
    """

    page: ClaimedPage
    state: str
    status_code: int | None = None
    error: str | None = None
    result: str | None = None
    links: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    bytes: int = 0


class Visitor:
    """Visits pages of one crawl; safe to use from several threads."""

    def __init__(self, gateway: Gateway, options: CrawlOptions, pacer: HostPacer) -> None:
        self._gateway = gateway
        self._options = options
        self._pacer = pacer

    def visit(self, page: ClaimedPage, scope: Scope) -> Visit:
        """The page, fetched if it may be."""
        try:
            return self._visit(page, scope)
        except BlockedTarget as error:
            return Visit(page, BLOCKED, error=error.message)
        except AppError as error:
            return Visit(page, FAILED, error=error.message)

    def _visit(self, page: ClaimedPage, scope: Scope) -> Visit:
        robots = self._gateway.robots.of(page.url)
        if not robots.allows(page.url):
            return Visit(page, ROBOTS)
        if not self._pacer.wait(page.url, robots.delay_seconds):
            return Visit(page, STOPPED)
        seconds = (self._options.page.timeout_ms or PAGE_SECONDS * 1000) / 1000
        fetched = self._gateway.fetcher.fetch(page.url, Deadline.after(seconds), follow=False)
        if fetched.location:
            return self._moved(page, fetched, scope)
        if fetched.status >= 400:
            error = f"HTTP {fetched.status}"
            return Visit(page, FAILED, fetched.status, error=error, bytes=len(fetched.body))
        return run_aside(lambda: self._read(page, fetched, scope))

    def _moved(self, page: ClaimedPage, fetched: FetchedPage, scope: Scope) -> Visit:
        target = normalised(fetched.location or "")
        self._gateway.guard.check_form(fetched.location or "")
        if page.hops >= MAX_REDIRECTS:
            return Visit(page, FAILED, fetched.status, error="Target unreachable: too many redirects")
        # The start page may lead anywhere public: example.com to www.example.com is the usual case.
        followed = target and (page.depth == 0 or scope.holds(target))
        return Visit(page, MOVED, fetched.status, links=(target,) if target and followed else ())

    def _read(self, page: ClaimedPage, fetched: FetchedPage, scope: Scope) -> Visit:
        # Only the start page can be outside of includePaths: it is read for its links, not shown.
        result = self._render(fetched) if scope.shows(page.url) else None
        links, blocked = self._links(fetched, scope) if page.depth < self._options.max_depth else ((), ())
        return Visit(
            page,
            DONE,
            fetched.status,
            result=result,
            links=links,
            blocked=blocked,
            bytes=len(fetched.body),
        )

    def _render(self, fetched: FetchedPage) -> str:
        data: dict[str, Any] = render_page(fetched, self._options.page)
        # PostgreSQL keeps no U+0000.
        return encode(data).decode().replace("\\u0000", "")

    def _links(self, fetched: FetchedPage, scope: Scope) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if kind_of(fetched.content_type) != HTML:
            return (), ()
        root = parse_document(decode_page(fetched.body, fetched.content_type))
        found = dict.fromkeys(filter(None, map(normalised, links_of(root, fetched.url))))
        blocked = tuple(url for url in found if not is_well_formed(self._gateway.guard, url))
        refused = frozenset(blocked)
        return tuple(url for url in found if url not in refused and scope.holds(url)), blocked


def normalised(url: str) -> str | None:
    """The URL in its one spelling, None for what is none."""
    try:
        return normalise(url) if urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


def is_well_formed(guard: AddressGuard, url: str) -> bool:
    """Whether the guard has nothing against the URL itself; names are judged when they are fetched."""
    try:
        guard.check_form(url)
    except BlockedTarget:
        return False
    return True
