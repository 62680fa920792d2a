"""Ends crawls nobody ends: too old, too large, or forgotten by Firecrawl's clients."""

import logging
from collections.abc import Callable
from typing import Any

from scrape_proxy.changes.queries import delete_old_copies
from scrape_proxy.crawls import watch_queries
from scrape_proxy.crawls.conclusion import end_excessive_jobs, end_job
from scrape_proxy.crawls.lease_queries import CRAWLER, ClaimedJob, claim_job
from scrape_proxy.errors import CrawlNotFound
from scrape_proxy.firecrawl.answers import count_of, status_of
from scrape_proxy.gateway import FIRECRAWL, Gateway
from suite.database import Database
from suite.errors import AppError
from suite.webhooks.queries import delete_finished

log = logging.getLogger(__name__)
ASK_SECONDS = 60
NOT_FOUND = 404
DELIVERIES_KEPT_DAYS = 7


class Watchdog:
    """One look at all crawls; `owner` is who it claims Firecrawl's jobs as, `beat` is called as it goes on."""

    def __init__(self, gateway: Gateway, database: Database, owner: str, beat: Callable[[], None]) -> None:
        self._gateway, self._database, self._owner, self._beat = gateway, database, owner, beat

    def look(self) -> None:
        """End what is beyond its limits, ask about Firecrawl's jobs, forget what is past its time."""
        settings = self._gateway.settings
        with self._database.transaction(CRAWLER) as connection:
            ended = end_excessive_jobs(connection, settings.crawl_max_seconds, settings.crawl_max_bytes)
            watch_queries.delete_expired_jobs(connection)
            delete_finished(connection, DELIVERIES_KEPT_DAYS)
            delete_old_copies(connection)
        for reason in ended:
            self._gateway.metrics.count_watchdog(reason)
        while self._look_at_firecrawl():
            self._beat()

    def _look_at_firecrawl(self) -> bool:
        with self._database.transaction(CRAWLER) as connection:
            # The lease is the minute until somebody asks again.
            job = claim_job(connection, self._owner, FIRECRAWL, ASK_SECONDS)
        if job is None:
            return False
        try:
            self._judge(job, self._gateway.firecrawl.get(f"/v1/crawl/{job.external_id}"))
        except AppError as error:
            self._judge_failure(job, error)
        return True

    def _judge(self, job: ClaimedJob, answer: dict[str, Any]) -> None:
        status, completed = status_of(answer), count_of(answer, "completed")
        limit = int(job.options.get("limit", 0))
        reason = self._excess(job, completed, limit) if status == "scraping" else None
        if reason:
            self._gateway.firecrawl.delete(f"/v1/crawl/{job.external_id}")
            self._gateway.metrics.count_watchdog(reason)
        with self._database.transaction(CRAWLER) as connection:
            watch_queries.update_progress(connection, job.id, count_of(answer, "total"), completed)
            if reason:
                end_job(connection, job.id, "failed", f"watchdog: {reason} limit")
            elif status != "scraping":
                end_job(connection, job.id, status)

    def _judge_failure(self, job: ClaimedJob, error: AppError) -> None:
        log.warning("crawl of Firecrawl cannot be judged", extra={"error": type(error).__name__})
        gone = error.status == NOT_FOUND or isinstance(error, CrawlNotFound)
        late = job.age > self._gateway.settings.crawl_max_seconds
        if not gone and not late:
            return
        with self._database.transaction(CRAWLER) as connection:
            end_job(connection, job.id, "failed", "watchdog: time limit" if late else "unknown to Firecrawl")

    def _excess(self, job: ClaimedJob, completed: int, limit: int) -> str | None:
        if job.age > self._gateway.settings.crawl_max_seconds:
            return "time"
        return "page" if limit and completed > limit else None
