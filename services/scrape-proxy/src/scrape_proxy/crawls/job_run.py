"""One claimed job from where it stands to its end, or to the moment somebody else has it."""

import logging
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from threading import Event
from time import monotonic

from scrape_proxy.changes.queries import store_copy
from scrape_proxy.changes.verdicts import ChangeTracking
from scrape_proxy.crawls import lease_queries as queries
from scrape_proxy.crawls.additions import PageAdditions
from scrape_proxy.crawls.addresses import hash_of
from scrape_proxy.crawls.conclusion import end_job
from scrape_proxy.crawls.discovery import Hashes
from scrape_proxy.crawls.lease_queries import CRAWLER, ClaimedJob, ClaimedPage, PageCounts
from scrape_proxy.crawls.pacing import HostPacer
from scrape_proxy.crawls.reasons import LIMIT
from scrape_proxy.crawls.schemas import SKIP, CrawlOptions, crawl_options
from scrape_proxy.crawls.site_maps import sitemap_links
from scrape_proxy.crawls.skip_queries import MOST_SKIPS, count_skips, insert_skips
from scrape_proxy.crawls.visitor import (
    BLOCKED,
    BROKEN,
    DONE,
    FAILED,
    MOVED,
    POSTPONED,
    STOPPED,
    Visit,
    Visitor,
)
from scrape_proxy.crawls.webhooks import PAGE, page_data, tell_webhook
from scrape_proxy.gateway import Gateway
from suite.database import Connection, Database
from suite.errors import Unavailable
from suite.outbound import BlockedTarget

log = logging.getLogger(__name__)
LOOK_SECONDS = 1.0  # a cancelled job stops fetching within two of these
RENEW_SECONDS = 10.0


class LeaseLost(Exception):
    """The job was cancelled, ended, or taken over."""


class JobRun:
    """The run of one job by one owner; `beat` is called as long as it goes on."""

    def __init__(
        self,
        gateway: Gateway,
        database: Database,
        job: ClaimedJob,
        owner: str,
        stopped: Event,
        beat: Callable[[], None],
    ) -> None:
        self._gateway, self._database = gateway, database
        self._job, self._owner = job, owner
        self._stopped, self._halt, self._beat = stopped, Event(), beat
        bases = (job.url, *job.options.get("bases", ()))
        self._options: CrawlOptions = crawl_options(job.options, bases)
        self._scope = self._options.scope
        settings = gateway.settings
        pacer = HostPacer(max(settings.crawl_delay_ms, self._options.delay_ms) / 1000, self._halt)
        fields, changes = job.options.get("scrapeOptions", {}), ChangeTracking(database, gateway.extraction)
        additions = PageAdditions(gateway.extraction, changes, fields, self._options.page, job.user_id)
        self._visitor = Visitor(gateway, self._options, pacer, additions)
        self._slots = min(settings.crawl_concurrency, self._options.concurrency)
        self._ends_at = monotonic() + settings.crawl_max_seconds - job.age
        self._renew_at = monotonic() + RENEW_SECONDS
        self._in_flight: dict[Future[Visit], ClaimedPage] = {}
        self._counts = PageCounts(0, 0, 1, job.bytes)
        self._skip_room = MOST_SKIPS

    def run(self) -> None:
        """Visit pages until the job ends, the process stops or the lease is lost."""
        with ThreadPoolExecutor(self._slots, thread_name_prefix="crawl") as pool:
            try:
                self._recount()
                with self._database.read(CRAWLER) as connection:
                    self._skip_room = MOST_SKIPS - count_skips(connection, self._job.id)
                if self._counts.completed or self._counts.failed:
                    self._read_sitemaps()
                while not self._is_over():
                    self._look()
                    self._begin_visits(pool)
                    self._collect()
                self._halt.set()
                while self._in_flight:
                    self._look()
                    self._collect()
            except LeaseLost:
                return
            finally:
                self._halt.set()
        self._leave()

    def _read_sitemaps(self) -> None:
        """What the sitemaps of the site list is one link away from the start page; read once for each job."""
        job = self._job
        if self._options.sitemap == SKIP or job.options.get("sitemapRead"):
            return
        job.options["sitemapRead"] = True
        listed = sitemap_links(self._gateway, self._scope.bases[-1], self._scope, self._options.frontier)
        with self._database.transaction(CRAWLER) as connection:
            self._require_lease(connection)
            self._insert(connection, listed, depth=1)
            queries.note_sitemap(connection, job)
            self._counts = queries.recount_job(connection, job, self._options.limit, 0)

    def _is_over(self) -> bool:
        if self._stopped.is_set() or self._limit_passed():
            return True
        return not self._in_flight and (self._counts.open == 0 or self._room() <= 0)

    def _limit_passed(self) -> str | None:
        if monotonic() >= self._ends_at:
            return "time"
        return "bytes" if self._counts.bytes > self._gateway.settings.crawl_max_bytes else None

    def _room(self) -> int:
        """How many more pages may begin before the limit of the job is reached."""
        return self._options.limit - self._counts.completed - self._counts.failed - len(self._in_flight)

    def _look(self) -> None:
        self._beat()
        if monotonic() < self._renew_at:
            return
        self._renew_at = monotonic() + RENEW_SECONDS
        with self._database.transaction(CRAWLER) as connection:
            if not queries.renew_lease(connection, self._job, self._owner):
                raise LeaseLost

    def _begin_visits(self, pool: ThreadPoolExecutor) -> None:
        wanted = min(self._slots - len(self._in_flight), self._room())
        if wanted <= 0 or self._counts.open <= len(self._in_flight):
            return
        with self._database.transaction(CRAWLER) as connection:
            pages = queries.claim_pages(connection, self._job, self._owner, wanted)
        for page in pages:
            self._in_flight[pool.submit(self._visitor.visit, page, self._scope)] = page

    def _collect(self) -> None:
        finished, _ = wait(self._in_flight, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
        for future in finished:
            del self._in_flight[future]
            self._keep(future.result())
        if not finished:
            self._recount()

    def _recount(self) -> None:
        with self._database.transaction(CRAWLER) as connection:
            self._require_lease(connection)
            self._counts = queries.recount_job(connection, self._job, self._options.limit, 0)

    def _keep(self, visit: Visit) -> None:
        """Store a visit; a result that no column takes makes a failed page, not a crawl that never ends."""
        if visit.state == STOPPED:
            return
        try:
            self._store(visit)
        except (LeaseLost, Unavailable):
            raise
        except Exception as error:
            log.exception("page of a crawl cannot be stored", extra={"error": type(error).__name__})
            reason = f"The page cannot be stored: {type(error).__name__}"
            self._store(Visit(visit.page, FAILED, visit.status_code, error=reason))
        if visit.page.depth == 0 and visit.state in (DONE, FAILED):
            self._read_sitemaps()  # not before: the start page may have led to another host

    def _store(self, visit: Visit) -> None:
        if visit.state == BROKEN and visit.page.attempts >= queries.MAX_PAGE_ATTEMPTS:
            visit = replace(visit, state=FAILED)
        if visit.state in (POSTPONED, BROKEN):
            self._postpone(visit)
            return
        with self._database.transaction(CRAWLER) as connection:
            self._require_lease(connection)
            state = DONE if visit.state == MOVED else visit.state
            queries.finish_page(
                connection,
                visit.page,
                state,
                status_code=visit.status_code,
                error=visit.error,
                result=visit.result,
            )
            if visit.copy is not None:
                store_copy(connection, self._job.user_id, visit.copy)
            self._tell_page(connection, visit)
            self._store_links(connection, visit)
            self._counts = queries.recount_job(connection, self._job, self._options.limit, visit.bytes)
        self._gateway.metrics.count_page(state)

    def _tell_page(self, connection: Connection, visit: Visit) -> None:
        job = self._job
        if visit.result is not None and job.options.get("webhook"):
            tell_webhook(connection, job.user_id, str(job.id), job.options, PAGE, page_data(visit.result))

    def _postpone(self, visit: Visit) -> None:
        with self._database.transaction(CRAWLER) as connection:
            self._require_lease(connection)
            queries.postpone_page(connection, visit.page, visit.error, counted=visit.state == BROKEN)
        self._gateway.metrics.count_page(visit.state)

    def _store_links(self, connection: Connection, visit: Visit) -> None:
        job, page = self._job, visit.page
        self._skip(connection, visit.skipped)
        if visit.state == MOVED:
            if page.depth == 0 and visit.links:
                self._widen(connection, visit.links[0])
            self._insert(connection, visit.links, page.depth, hops=page.hops + 1)
            return
        room = max(0, self._options.frontier - self._counts.open)
        self._insert(connection, visit.links[:room], page.depth + 1)
        self._skip(connection, {LIMIT: tuple(map(hash_of, visit.links[room:]))})
        if visit.blocked:
            queries.insert_pages(
                connection,
                job.id,
                job.user_id,
                visit.blocked,
                depth=page.depth,
                state=BLOCKED,
                error=BlockedTarget.__doc__,
            )

    def _insert(self, connection: Connection, urls: tuple[str, ...], depth: int, hops: int = 0) -> None:
        queries.insert_pages(connection, self._job.id, self._job.user_id, urls, depth=depth, hops=hops)

    def _skip(self, connection: Connection, skipped: Hashes) -> None:
        self._skip_room -= insert_skips(connection, self._job.id, self._job.user_id, skipped, self._skip_room)

    def _widen(self, connection: Connection, base: str) -> None:
        queries.add_base(connection, self._job, base)
        self._scope = replace(self._scope, bases=(*self._scope.bases, base))

    def _require_lease(self, connection: Connection) -> None:
        if not queries.lock_own_job(connection, self._job, self._owner):
            raise LeaseLost

    def _leave(self) -> None:
        """End the job, or hand it on when only this process ends."""
        reason = self._limit_passed()
        with self._database.transaction(CRAWLER) as connection:
            if self._stopped.is_set() and not reason:
                queries.release_job(connection, self._job, self._owner)
                return
            self._require_lease(connection)
            status, error = self._verdict(reason)
            end_job(connection, self._job.id, status, error)
        if reason:
            self._gateway.metrics.count_watchdog(reason)

    def _verdict(self, reason: str | None) -> tuple[str, str | None]:
        if reason:
            return FAILED, f"watchdog: {reason} limit"
        nothing = self._counts.completed == 0 and self._counts.failed == 1 and not self._options.is_batch
        return (FAILED, "the start page could not be read") if nothing else ("completed", None)
