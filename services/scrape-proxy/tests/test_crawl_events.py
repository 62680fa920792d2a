"""The end of a crawl is told once, in the transaction that ends it."""

from datetime import datetime
from typing import Any

import pytest
from scrape_client import CRAWL, Api
from scrape_site import Site

from scrape_proxy.crawls import conclusion
from scrape_proxy.crawls.crawler import Crawler
from suite_testing.databases import TestDatabase


@pytest.fixture(autouse=True)
def no_events(database: TestDatabase) -> None:
    with database.connect(schema="scrape") as admin, admin.cursor() as cursor:
        cursor.execute("DELETE FROM outbox")


def crawler_of(api: Api) -> Crawler:
    """A crawler of the service a client talks to."""
    return Crawler(api.service.gateway, api.service.database)


def told(database: TestDatabase) -> list[dict[str, Any]]:
    """What the outbox holds, in order."""
    with database.connect(schema="scrape") as admin, admin.cursor() as cursor:
        cursor.execute("SELECT data, topic, key FROM outbox ORDER BY seq")
        rows = cursor.fetchall()
    assert all((topic, key) == ("crawl-finished", data["crawlId"]) for data, topic, key in rows)
    return [data for data, _, _ in rows]


def test_a_completed_crawl_tells_what_it_found(api: Api, site: Site, database: TestDatabase) -> None:
    address = site.page("/", links=["/a", "/lost"]).replace("://", "://user:word@")
    site.page("/a")
    crawl = api.begin(address)
    assert told(database) == []
    crawler_of(api).run_once()

    (event,) = told(database)
    finished = datetime.fromisoformat(event.pop("finishedAt"))
    assert finished.tzinfo is not None
    assert event == {"crawlId": crawl, "url": site.url + "/", "status": "completed", "completed": 2, "failed": 1}


def test_a_cancelled_crawl_is_told_once(api: Api, site: Site, database: TestDatabase) -> None:
    crawl = api.begin(site.page("/"))
    assert [api.delete(f"{CRAWL}/{crawl}").status_code for _ in range(2)] == [200, 200]

    assert [(event["crawlId"], event["status"]) for event in told(database)] == [(crawl, "cancelled")]


def test_a_crawl_the_watchdog_ends_is_told(api: Api, site: Site, database: TestDatabase) -> None:
    crawl = api.begin(site.page("/"))
    with database.connect(schema="scrape") as admin, admin.cursor() as cursor:
        cursor.execute("UPDATE crawl_jobs SET started_at = now() - interval '1 day'")
    for _ in range(2):
        crawler_of(api).watch_once()

    assert [(event["crawlId"], event["status"]) for event in told(database)] == [(crawl, "failed")]


def test_an_end_that_is_not_stored_is_not_told_and_the_other_way_round(
    api: Api, site: Site, database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    crawl = api.begin(site.page("/"))

    def fail(*arguments: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(conclusion, "publish_many", fail)
    with pytest.raises(RuntimeError):
        crawler_of(api).run_once()

    assert (api.status(crawl)["status"], told(database)) == ("scraping", [])
