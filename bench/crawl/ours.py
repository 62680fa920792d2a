"""scrape-proxy's worker as a process, with a throw-away PostgreSQL: both sections as crawls of one caller."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psutil

from bench.contender import ROOT
from bench.crawl.figures import CrawlFigures
from bench.crawl.pages import SECTIONS
from bench.failures import BenchError
from bench.usage import Usage, measure_usage
from scrape_proxy.app import create_app
from scrape_proxy.settings import Settings
from suite.environment import load_environment
from suite_ops.database.throwaway import free_port
from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestCluster
from suite_testing.processes import TEST_ENVIRONMENT

PATIENCE_SECONDS = 900.0
LIMIT = 1_000
PAGE = {"formats": ["markdown", "links"]}


class Peak:
    """The most memory that a tree of processes held when somebody looked."""

    def __init__(self, process: psutil.Process) -> None:
        self._process, self.rss = process, 0

    def look(self) -> Usage:
        """Their usage now."""
        usage = measure_usage(self._process)
        self.rss = max(self.rss, sum(usage.children_rss) + self._process.memory_info().rss)
        return usage


def crawl_with_ours(address: str, cluster: TestCluster, database_usage: Callable[[], Usage]) -> CrawlFigures:
    """Crawl the site; the worker's start is not counted."""
    variables = variables_of(cluster.clone("scrape-proxy", "scrape").dsn("app_scrape"))
    service = create_app(Settings.from_environment(load_environment(process=variables)))
    client: Any = service.test_client()
    try:
        with worker(variables) as process:
            peak = Peak(psutil.Process(process.pid))
            # A first crawl brings up the children that compute on pages.
            finish(client, [begin(client, f"{address}/a/", limit=8)], peak)
            before, database, started = peak.look(), database_usage(), time.perf_counter()
            ids = [begin(client, f"{address}/{section}/", limit=LIMIT) for section in SECTIONS]
            finish(client, ids, peak)
            seconds = time.perf_counter() - started
            spent = peak.look().cpu_seconds - before.cpu_seconds
            waited = database_usage().cpu_seconds - database.cpu_seconds
        pages = [page for crawl_id in ids for page in pages_of(client, crawl_id)]
    finally:
        service.database.close()
    links = {page["metadata"]["sourceURL"]: frozenset(page["links"]) for page in pages}
    return CrawlFigures(seconds, spent, peak.rss, links, sum(len(page["markdown"]) for page in pages), waited)


def variables_of(dsn: str) -> dict[str, str]:
    """A worker without limits that the peers do not have either."""
    return {
        **TEST_ENVIRONMENT,
        "APP_ENV": "test",
        "AUTH_MODE": "off",
        "RATE_LIMIT_ENABLED": "false",
        "LOG_LEVEL": "error",
        "SUITE_ROOT": str(ROOT),
        "SCRAPE_PROXY_DATABASE_URL": dsn,
        "SCRAPE_PROXY_WORKER_PORT": str(free_port()),
        "SCRAPE_ENGINE": "embedded",
        "SCRAPE_BROWSER": "never",
        "SCRAPE_ALLOW_HOSTS": "127.0.0.1",
        "SCRAPE_CRAWL_DELAY_MS": "0",
        "SCRAPE_CRAWL_ACTIVE_MAX": str(len(SECTIONS)),
    }


@contextmanager
def worker(variables: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """The crawler as a process of its own."""
    process = subprocess.Popen([sys.executable, "-m", "scrape_proxy.worker"], env={**os.environ, **variables})
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def begin(client: Any, url: str, limit: int) -> str:
    """The id of a new crawl."""
    body = {"url": url, "limit": limit, "maxDepth": 10, "scrapeOptions": PAGE}
    return str(client.post("/api/v1/crawl", json=body).get_json()["data"]["id"])


def finish(client: Any, ids: list[str], peak: Peak) -> None:
    """Wait for the end of crawls; BenchError for one that failed."""

    def ended() -> bool:
        peak.look()
        return all(status_of(client, crawl_id)["status"] != "scraping" for crawl_id in ids)

    if not wait_until(ended, PATIENCE_SECONDS, pause=0.5):
        raise BenchError("our crawl does not end")
    failed = [status for crawl_id in ids if (status := status_of(client, crawl_id))["status"] != "completed"]
    if failed:
        raise BenchError(f"our crawl ended as {failed[0]['status']}: {failed[0].get('error')}")


def status_of(client: Any, crawl_id: str, skip: int = 1_000_000) -> dict[str, Any]:
    """Counts and one stretch of pages, none by default."""
    found: dict[str, Any] = client.get(f"/api/v1/crawl/{crawl_id}?limit=100&skip={skip}").get_json()["data"]
    return found


def pages_of(client: Any, crawl_id: str) -> Iterator[dict[str, Any]]:
    """All pages of a crawl."""
    skip = 0
    while pages := status_of(client, crawl_id, skip)["data"]:
        yield from pages
        skip += len(pages)
