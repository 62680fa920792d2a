"""One page of a crawl: may it be fetched, what came back, where does it lead."""

import logging
from dataclasses import dataclass, field, replace

from scrape_proxy.changes.queries import PageCopy
from scrape_proxy.crawls.additions import PageAdditions
from scrape_proxy.crawls.addresses import Scope, hash_of
from scrape_proxy.crawls.discovery import Hashes, Visited, normalised
from scrape_proxy.crawls.lease_queries import ClaimedPage
from scrape_proxy.crawls.pacing import HostPacer
from scrape_proxy.crawls.reasons import OUTSIDE
from scrape_proxy.crawls.schemas import ONLY_SITEMAP, CrawlOptions
from scrape_proxy.deadlines import Deadline
from scrape_proxy.gateway import Gateway
from scrape_proxy.pages.fetcher import MAX_REDIRECTS, FetchedPage
from scrape_proxy.pages.lanes import process
from suite.bounded import ClientLeft, QueueFull
from suite.errors import AppError
from suite.outbound import BlockedTarget
from suite.tracing import trace

log = logging.getLogger(__name__)
PAGE_SECONDS = 30.0
DONE, FAILED, BLOCKED, ROBOTS = "done", "failed", "blocked", "robots"
MOVED, STOPPED, POSTPONED, BROKEN = "moved", "stopped", "postponed", "broken"


@dataclass(frozen=True, slots=True)
class Visit:
    """What became of a page. `result` is JSON text; `links` are normalised; `blocked` are links not to follow;
    `skipped` hashes of links that were left out, by reason.

    `moved` pages have the one link they redirect to. `stopped` ones were not read, nor `postponed` ones, whose turn
    comes again. On `broken` ones the program failed: they are tried again a few times. `copy` is stored with the page.
    """

    page: ClaimedPage
    state: str
    status_code: int | None = None
    error: str | None = None
    result: str | None = None
    links: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    skipped: Hashes = field(default_factory=dict)
    bytes: int = 0
    copy: PageCopy | None = None


class Visitor:
    """Visits pages of one crawl; safe to use from several threads."""

    def __init__(self, gateway: Gateway, options: CrawlOptions, pacer: HostPacer, additions: PageAdditions) -> None:
        self._gateway = gateway
        self._options = options
        self._pacer = pacer
        self._additions = additions

    def visit(self, page: ClaimedPage, scope: Scope) -> Visit:
        """The page, fetched if it may be."""
        with trace("crawl page") as begun:
            visit = self._visited(page, scope)
            if begun is not None:
                begun.attributes["crawl.page.state"] = visit.state
        return visit

    def _visited(self, page: ClaimedPage, scope: Scope) -> Visit:
        try:
            return self._visit(page, scope)
        except BlockedTarget as error:
            return Visit(page, BLOCKED, error=error.message)
        except ClientLeft:
            return Visit(page, STOPPED)
        except QueueFull as error:
            return Visit(page, POSTPONED, error=error.message)
        except AppError as error:
            return Visit(page, FAILED, error=error.message)
        except Exception as error:
            # One page that nobody foresaw must not end the crawl of all others.
            log.exception("page of a crawl failed", extra={"error": type(error).__name__})
            return Visit(page, BROKEN, error=f"Internal error: {type(error).__name__}")

    def _visit(self, page: ClaimedPage, scope: Scope) -> Visit:
        if self._options.is_batch:
            return self._scrape(page, scope)
        robots = self._gateway.robots.of(page.url)
        if not robots.allows(page.url):
            return Visit(page, ROBOTS)
        if not self._pacer.wait(page.url, robots.delay_seconds):
            return Visit(page, STOPPED)
        seconds = (self._options.page.timeout_ms or PAGE_SECONDS * 1000) / 1000
        fetched = self._gateway.fetcher.fetch(
            page.url,
            Deadline.after(seconds),
            follow=False,
            headers=self._options.page.headers,
            pdf=self._options.page.pdf,
        )
        if fetched.location:
            return self._moved(page, fetched, scope)
        if fetched.status >= 400:
            error = f"HTTP {fetched.status}"
            return Visit(page, FAILED, fetched.status, error=error, bytes=len(fetched.body))
        return self._read(page, self._rendered(fetched, seconds), scope)

    def _scrape(self, page: ClaimedPage, scope: Scope) -> Visit:
        """A page of a batch: as a single scrape, what the target answers is the result, whatever its status."""
        if not self._pacer.wait(page.url, 0.0):
            return Visit(page, STOPPED)
        options = self._options.page
        deadline = Deadline.after((options.timeout_ms or PAGE_SECONDS * 1000) / 1000)
        fetched = self._gateway.fetcher.fetch(page.url, deadline, headers=options.headers, pdf=options.pdf)
        return self._read(page, self._rendered(fetched, deadline.remaining), scope)

    def _rendered(self, fetched: FetchedPage, seconds: float) -> FetchedPage:
        visit = self._options.page.visit(fetched.url)
        return self._gateway.browser.read(fetched, Deadline.after(seconds), visit, self._pacer.stopped).page

    def _moved(self, page: ClaimedPage, fetched: FetchedPage, scope: Scope) -> Visit:
        target = normalised(fetched.location or "")
        self._gateway.guard.check_form(fetched.location or "")
        if page.hops >= MAX_REDIRECTS:
            return Visit(page, FAILED, fetched.status, error="Target unreachable: too many redirects")
        # The start page may lead anywhere public: example.com to www.example.com is the usual case.
        followed = target and (page.depth == 0 or scope.holds(target))
        if target and not followed:
            return Visit(page, MOVED, fetched.status, skipped={OUTSIDE: (hash_of(target),)})
        return Visit(page, MOVED, fetched.status, links=(target,) if target else ())

    def _read(self, page: ClaimedPage, fetched: FetchedPage, scope: Scope) -> Visit:
        follows = self._options.sitemap != ONLY_SITEMAP and not self._options.is_batch
        room = self._options.frontier if page.depth < self._options.max_depth else 0
        visited: Visited = process(
            "read_visited",
            fetched,
            replace(self._options.page, formats=self._options.page.made_formats, wish=None),
            scope,
            page.url,
            room if follows else None,
            self._gateway.exempt,
            left=self._pacer.stopped,
        )
        result, copy = self._additions.added(visited.result, page.url) if visited.result else (None, None)
        return Visit(
            page,
            DONE,
            fetched.status,
            result=result,
            copy=copy,
            links=visited.links,
            blocked=visited.blocked,
            skipped=visited.skipped,
            bytes=len(fetched.body),
        )
