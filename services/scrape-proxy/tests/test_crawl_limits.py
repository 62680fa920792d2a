"""Crawls that go beyond their limits, lose their lease, or are past their time."""

from typing import Any

import pytest
from scrape_client import Api, refusal
from scrape_site import Site

from scrape_proxy.crawls import lease_queries
from scrape_proxy.crawls.crawler import Crawler
from scrape_proxy.crawls.lease_queries import CRAWLER
from suite_testing.databases import TestDatabase


def crawler_of(api: Api) -> Crawler:
    """A crawler of the service a client talks to."""
    return Crawler(api.service.gateway, api.service.database)


def change(database: TestDatabase, statement: str, *values: Any) -> None:
    """Let time or another process have done something."""
    with database.connect(schema="scrape") as admin, admin.cursor() as cursor:
        cursor.execute(statement, values)


def test_too_many_bytes_end_a_crawl(start: Any, site: Site) -> None:
    client = start(crawl_max_bytes=2_000)
    site.page("/", links=[f"/{number}" for number in range(20)], text="x" * 1_500)
    for number in range(20):
        site.page(f"/{number}", text="x" * 1_500)

    crawl_id = client.begin(site.url + "/")
    crawler_of(client).run_once()

    status = client.status(crawl_id)
    assert (status["status"], status["error"]) == ("failed", "watchdog: bytes limit")
    assert 1 <= status["completed"] == status["total"] <= 6


def test_too_old_a_crawl_is_ended_by_the_watchdog(api: Api, site: Site, database: TestDatabase) -> None:
    crawl_id = api.begin(site.page("/"))
    change(database, "UPDATE crawl_jobs SET started_at = now() - interval '1 day' WHERE id = %s", crawl_id)

    crawler_of(api).watch_once()

    assert (api.status(crawl_id)["status"], api.status(crawl_id)["error"]) == ("failed", "watchdog: time limit")
    assert site.fetched() == {}


def test_results_are_kept_a_day_and_then_deleted(api: Api, site: Site, database: TestDatabase) -> None:
    crawl_id = api.begin(site.page("/"))
    crawler_of(api).run_once()
    assert api.status(crawl_id)["completed"] == 1
    change(database, "UPDATE crawl_jobs SET expires_at = now() - interval '1 second' WHERE id = %s", crawl_id)

    crawler_of(api).watch_once()

    refusal(api.get(f"/api/v1/crawl/{crawl_id}"), 404, "NOT_FOUND")


def test_a_held_job_is_nobody_elses(api: Api, site: Site) -> None:
    crawl_id = api.begin(site.page("/"))
    database = api.service.database
    with database.transaction(CRAWLER) as connection:
        held = lease_queries.claim_job(connection, "one")
        assert held and str(held.id) == crawl_id
        assert lease_queries.claim_job(connection, "two") is None
    assert not crawler_of(api).run_once()

    with database.transaction(CRAWLER) as connection:
        lease_queries.release_job(connection, held, "one")
    assert crawler_of(api).run_once()
    assert api.status(crawl_id)["completed"] == 1


def test_who_lost_the_lease_writes_nothing(api: Api, site: Site, database: TestDatabase) -> None:
    def steal(handler: Any) -> Any:
        if handler.path != "/robots.txt":
            change(database, "UPDATE crawl_jobs SET lease_owner = 'thief' WHERE id = %s", crawl_id)
        return (200, b"<p>x</p>", {"Content-Type": "text/html"})

    site.fallback = steal
    crawl_id = api.begin(site.url + "/")

    crawler_of(api).run_once()

    status = api.status(crawl_id)
    assert (status["status"], status["completed"]) == ("scraping", 0)
    api.delete(f"/api/v1/crawl/{crawl_id}")


@pytest.mark.parametrize("setting", ["app.user_id", "app.crawler"])
def test_without_a_caller_no_row_is_visible(api: Api, site: Site, database: TestDatabase, setting: str) -> None:
    api.begin(site.page("/"))

    with database.connect("app_scrape", schema="scrape") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, '', false)", (setting,))
        for table in ("crawl_jobs", "crawl_pages"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    ("statement", "values", "index"),
    [
        (lease_queries.CLAIM_JOB, {"owner": "x", "engine": "embedded", "seconds": 30}, "idx_crawl_jobs_running"),
        (
            lease_queries.CLAIM_PAGES,
            {"id": "00000000-0000-7000-8000-000000000000", "owner": "x", "count": 4},
            "idx_crawl_pages_job_id_state_depth_id",
        ),
    ],
)
def test_claims_use_their_index(
    api: Api, database: TestDatabase, statement: str, values: dict[str, Any], index: str
) -> None:
    with database.connect(schema="scrape") as admin, admin.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        cursor.execute("EXPLAIN " + statement, values)
        assert index in "\n".join(row[0] for row in cursor.fetchall())
