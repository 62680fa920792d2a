"""Crawls as they run in production: processes that are killed, several at once, a site of 300 pages."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from scrape_client import CRAWL, Api
from scrape_site import HTML, Site, html_page

from suite.environment import find_root
from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestDatabase

PATIENCE_SECONDS = 60.0
PAGES = 300


@pytest.fixture
def start_worker(database: TestDatabase, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start a crawler process; all of them are gone after the test."""
    started: list[subprocess.Popen[bytes]] = []
    environment = {
        **os.environ,
        "SUITE_ROOT": str(find_root(Path(__file__))),
        "APP_ENV": "test",
        "AUTH_MODE": "off",
        "SCRAPE_PROXY_DATABASE_URL": database.dsn("app_scrape"),
        "SCRAPE_ENGINE": "embedded",
        "SCRAPE_ALLOW_HOSTS": "127.0.0.0/8",
        "SCRAPE_CRAWL_DELAY_MS": "0",
        "LOG_LEVEL": "error",
    }

    def start(**variables: str) -> subprocess.Popen[bytes]:
        with (tmp_path / "worker.log").open("ab") as log:
            command = [sys.executable, "-m", "scrape_proxy.worker"]
            started.append(subprocess.Popen(command, env={**environment, **variables}, stdout=log, stderr=log))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def expire_leases(admin: Any) -> None:
    """What 30 seconds without a renewal do."""
    with admin.cursor() as cursor:
        cursor.execute("UPDATE crawl_jobs SET lease_until = now() - interval '1 second' WHERE status = 'scraping'")


def write_site(site: Site) -> None:
    """300 pages in a tree of tens, with loops back, redirects, lost pages, and a trap of query strings."""
    for number in range(PAGES):
        children = [f"/p/{child}" for child in range(number * 10 + 1, number * 10 + 11) if child < PAGES]
        extra = ["/p/0", f"/p/0?b=2&a=1#{number}", "/p/0?a=1&b=2"] if number == 0 else ["/p/0"]
        site.page(f"/p/{number}", links=[*children, *extra])
    site.page("/p/0?b=2&a=1")


def finished(api: Api, crawl_id: str, seen: list[tuple[int, int]]) -> Callable[[], bool]:
    """Whether the crawl has ended; every poll must be right in itself."""

    def poll() -> bool:
        status = api.status(crawl_id, "?limit=1")
        assert 0 <= status["completed"] <= status["total"] <= 1000
        seen.append((status["completed"], status["total"]))
        return bool(status["status"] != "scraping")

    return poll


def all_pages(api: Api, crawl_id: str) -> list[str]:
    """Addresses of all results, following `next`."""
    path: str | None = f"{CRAWL}/{crawl_id}"
    found = []
    while path:
        data = api.get(path).get_json()["data"]
        found += [page["metadata"]["sourceURL"] for page in data["data"]]
        path = data.get("next")
    return found


def test_a_killed_crawl_goes_on_without_losing_or_doubling_pages(
    api: Api, site: Site, database: TestDatabase, start_worker: Callable[..., subprocess.Popen[bytes]]
) -> None:
    write_site(site)
    crawl_id = api.begin(site.url + "/p/0", limit=1000, allowBackwardLinks=True)
    seen: list[tuple[int, int]] = []
    first = start_worker()
    poll = finished(api, crawl_id, seen)
    assert wait_until(lambda: poll() or seen[-1][0] >= 40, PATIENCE_SECONDS)
    first.send_signal(signal.SIGKILL)
    first.wait()
    before = dict(site.hits)
    assert api.status(crawl_id)["status"] == "scraping"

    with database.connect(schema="scrape") as admin:
        expire_leases(admin)
    start_worker()
    start_worker()

    assert wait_until(finished(api, crawl_id, seen), PATIENCE_SECONDS)
    status = api.status(crawl_id)
    pages = all_pages(api, crawl_id)
    assert (status["status"], status["completed"], status["total"]) == ("completed", PAGES + 1, PAGES + 1)
    assert len(pages) == len(set(pages)) == PAGES + 1
    assert seen == sorted(seen, key=lambda pair: pair[0])
    # Only the pages that were in flight when the process died are asked for again.
    again = [path for path, times in site.fetched().items() if times > 1]
    assert len(again) <= 4
    assert all(path in before for path in again)


def test_a_worker_that_is_asked_to_stop_gives_its_crawl_back(
    api: Api, site: Site, database: TestDatabase, start_worker: Callable[..., subprocess.Popen[bytes]]
) -> None:
    write_site(site)
    crawl_id = api.begin(site.url + "/p/0", allowBackwardLinks=True, limit=1000)
    worker = start_worker()
    assert wait_until(lambda: api.status(crawl_id)["completed"] >= 5, PATIENCE_SECONDS)

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(PATIENCE_SECONDS) == 0
    with database.connect(schema="scrape") as admin, admin.cursor() as cursor:
        cursor.execute("SELECT lease_owner, status FROM crawl_jobs WHERE id = %s", (crawl_id,))
        assert cursor.fetchone() == (None, "scraping")
        cursor.execute("SELECT count(*) FROM crawl_pages WHERE job_id = %s AND state = 'in_progress'", (crawl_id,))
        assert cursor.fetchone() == (0,)
    api.delete(f"{CRAWL}/{crawl_id}")


def test_a_cancelled_crawl_stops_fetching(
    api: Api, site: Site, start_worker: Callable[..., subprocess.Popen[bytes]]
) -> None:
    def endless(handler: Any) -> Any:
        if handler.path == "/robots.txt":
            return (404, b"", {})
        site.stopping.wait(0.05)
        return (200, html_page(handler.path, [handler.path + "a/", handler.path + "b/"]).encode(), HTML)

    site.fallback = endless
    crawl_id = api.begin(site.url + "/", limit=1000, maxDepth=10)
    start_worker()
    assert wait_until(lambda: api.status(crawl_id)["completed"] >= 5, PATIENCE_SECONDS)

    assert api.delete(f"{CRAWL}/{crawl_id}").status_code == 200

    # A request that is still in flight may end; after that nobody asks for anything.
    quiet = [-1]

    def is_quiet() -> bool:
        quiet.append(sum(site.hits.values()))
        return site.in_flight == 0 and len(quiet) > 20 and len(set(quiet[-20:])) == 1

    assert wait_until(is_quiet, PATIENCE_SECONDS)
    assert api.status(crawl_id)["status"] == "cancelled"


def test_two_crawlers_share_jobs_but_never_a_page(
    api: Api, site: Site, start_worker: Callable[..., subprocess.Popen[bytes]]
) -> None:
    for job in range(6):
        site.page(f"/{job}/", links=[f"/{job}/{page}" for page in range(5)])
        for page in range(5):
            site.page(f"/{job}/{page}")
    ids = [api.begin(f"{site.url}/{job}/") for job in range(6)]
    start_worker()
    start_worker()

    assert wait_until(lambda: all(api.status(crawl_id)["status"] == "completed" for crawl_id in ids), PATIENCE_SECONDS)
    assert set(site.fetched().values()) == {1}
    assert [api.status(crawl_id)["completed"] for crawl_id in ids] == [6] * 6
