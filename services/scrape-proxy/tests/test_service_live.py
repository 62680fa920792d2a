"""The service as production runs it: gunicorn, two workers, greenlets, crawling beside answering."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from scrape_site import HTML, Site, html_page
from stand_in_firecrawl import StandInFirecrawl

from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestDatabase
from suite_testing.processes import RunningService, at_once, running_service

PATIENCE_SECONDS = 60.0


@pytest.fixture
def running(database: TestDatabase, firecrawl: StandInFirecrawl, tmp_path: Path) -> Iterator[RunningService]:
    """Two workers in mode auto beside a Firecrawl that hangs."""
    firecrawl.answer_probe = lambda handler: (firecrawl.stopping.wait(), None)[1]
    variables = {
        "SCRAPE_PROXY_DATABASE_URL": database.dsn("app_scrape"),
        "FIRECRAWL_PROXY_BASE_URL": firecrawl.url,
        "SCRAPE_ALLOW_HOSTS": "127.0.0.0/8",
        "SCRAPE_CRAWL_DELAY_MS": "0",
        "SCRAPE_CACHE_TTL_S": "0",
    }
    module, settings = "scrape_proxy.wsgi:app", "scrape_proxy.settings"
    with running_service(module, settings, "SCRAPE_PROXY", variables, tmp_path) as service:
        yield service


def test_scrapes_crawls_and_health_are_served_together(running: RunningService, site: Site) -> None:
    site.page("/", links=[f"/{number}" for number in range(20)])
    for number in range(20):
        site.page(f"/{number}")
    site.file("/large", html_page("/large", [f"/x{n}" for n in range(15_000)]).encode(), HTML["Content-Type"])

    with running.caller() as caller:
        begun = caller.post("/api/v1/crawl", json={"url": site.url + "/"}).json()
        crawl = f"/api/v1/crawl/{begun['data']['id']}"
        assert begun["engine"] == "embedded"

        def large() -> int:
            with running.caller() as other:
                return other.post("/api/v1/scrape", json={"url": site.url + "/large"}).status_code

        def healthy() -> int:
            with running.caller() as other:
                return other.get("/health", timeout=30).status_code

        assert at_once([large, healthy, healthy, healthy]) == [200, 200, 200, 200]

        def done() -> bool:
            return bool(caller.get(crawl).json()["data"]["status"] == "completed")

        assert wait_until(done, PATIENCE_SECONDS)
        assert caller.get(crawl).json()["data"]["completed"] == 21
        assert max(times for path, times in site.fetched().items() if path != "/large") == 1


def test_a_stopped_service_leaves_its_crawl_to_others(running: RunningService, site: Site) -> None:
    with running.caller() as caller:
        caller.post("/api/v1/crawl", json={"url": site.page("/")})

    assert running.stop() == 0
