"""What a page or a job that fails each time costs: itself, a few attempts, and its reason."""

from typing import Any

import pytest
from scrape_client import Api
from scrape_site import HTML, Site

from scrape_proxy.crawls import job_run, lease_queries
from scrape_proxy.crawls.crawler import Crawler
from scrape_proxy.crawls.job_run import JobRun
from scrape_proxy.crawls.lease_queries import CRAWLER, MAX_JOB_ATTEMPTS, MAX_PAGE_ATTEMPTS
from scrape_proxy.crawls.visitor import Visitor
from suite.bounded import QueueFull
from suite_testing.databases import TestDatabase


@pytest.fixture
def crawler(api: Api) -> Crawler:
    return Crawler(api.service.gateway, api.service.database)


def attempts_of(database: TestDatabase, url: str) -> int:
    """The stored attempts of a page."""
    with database.connect(schema="scrape") as admin, admin.cursor() as cursor:
        cursor.execute("SELECT attempts FROM crawl_pages WHERE url = %s", (url,))
        found = cursor.fetchone()
        assert found is not None
        return int(found[0])


def test_a_text_with_an_escaped_nul_is_stored_as_it_is(api: Api, crawler: Crawler, site: Site) -> None:
    text = r"PostgreSQL rejects the text \u0000 inside jsonb values; the last one is \u0000"
    crawl_id = api.begin(site.page("/", text=text, links=["/b"]))
    site.page("/b")

    crawler.run_once()

    status = api.status(crawl_id)
    assert (status["status"], status["completed"]) == ("completed", 2)
    assert text in status["data"][0]["markdown"]


LINKED_DATA = {
    "bigint": (
        '{"@type":"Product","gtin":123456789012345678901234567890}',
        {"@type": "Product", "gtin": "1234567890" * 3},
    ),
    "nan": ('{"ratingValue": NaN, "x": -Infinity}', {"ratingValue": "NaN", "x": "-Infinity"}),
    "float": ('{"n":1e999, "m":-1E+999}', {"n": "1e999", "m": "-1E+999"}),
    "surrogate": (r'{"name":"caf\ud83d", "\ud83d":1}', {"name": "caf\ufffd", "\ufffd": 1}),
    "nul": (r'{"name":"a\u0000b"}', {"name": "a\ufffdb"}),
    "digits": ('{"n":' + "9" * 5000 + "}", {"n": "9" * 5000}),
    "largest": ('{"n":9223372036854775807}', {"n": "9223372036854775807"}),
}


@pytest.mark.parametrize(("linked_data", "found"), LINKED_DATA.values(), ids=LINKED_DATA)
def test_what_json_cannot_carry_is_text(
    api: Api, crawler: Crawler, site: Site, linked_data: str, found: dict[str, Any]
) -> None:
    head = f'<script type="application/ld+json">{linked_data}</script>'
    url = site.page("/", head=head)

    assert api.scraped(url, formats=["json"])["json"]["jsonLd"] == [found]
    crawl_id = api.begin(url, scrapeOptions={"formats": ["json"]})
    crawler.run_once()
    assert api.status(crawl_id)["data"][0]["json"]["jsonLd"] == [found]


def test_linked_data_is_found_by_its_type_however_it_is_spelled(api: Api, site: Site) -> None:
    head = (
        '<script type="application/ld+json; charset=utf-8">{"a":1}</script>'
        '<script type="Application/LD+JSON">{"b":1}</script>'
        f'<script type="application/ld+json">{"[" * 5000 + "]" * 5000}</script>'
    )
    assert api.scraped(site.page("/", head=head), formats=["json"])["json"]["jsonLd"] == [{"a": 1}, {"b": 1}]


def test_a_page_on_which_the_program_fails_is_tried_again_and_given_up(
    api: Api, crawler: Crawler, site: Site, database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = Visitor._visit

    def fail(self: Visitor, page: Any, scope: Any) -> Any:
        if page.url.endswith("/poison"):
            raise ZeroDivisionError("nobody foresaw this")
        return visit(self, page, scope)

    monkeypatch.setattr(Visitor, "_visit", fail)
    crawl_id = api.begin(site.page("/", links=["/poison", "/good"]))
    site.page("/good")

    crawler.run_once()

    status = api.status(crawl_id)
    assert (status["status"], status["completed"]) == ("completed", 2)
    [failure] = api.errors(crawl_id)["errors"]
    assert failure["error"] == "Internal error: ZeroDivisionError"
    assert attempts_of(database, site.url + "/poison") == MAX_PAGE_ATTEMPTS


def test_a_result_that_no_column_takes_is_a_failed_page(
    api: Api, crawler: Crawler, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish = lease_queries.finish_page

    def refuse(connection: Any, page: Any, state: str, **values: Any) -> None:
        if values.get("result") and page.url.endswith("/poison"):
            values["result"] = '{"broken": "\\u0000"}'
        finish(connection, page, state, **values)

    monkeypatch.setattr(job_run.queries, "finish_page", refuse)
    crawl_id = api.begin(site.page("/", links=["/poison", "/good"]))
    for path in ("/poison", "/good"):
        site.page(path)

    crawler.run_once()

    status = api.status(crawl_id)
    assert (status["status"], status["completed"]) == ("completed", 2)
    assert api.errors(crawl_id)["errors"][0]["error"].startswith("The page cannot be stored: ")


def test_a_page_that_ends_whoever_reads_it_is_given_up(
    api: Api, crawler: Crawler, site: Site, database: TestDatabase
) -> None:
    crawl_id = api.begin(site.page("/"))
    for _ in range(MAX_PAGE_ATTEMPTS):
        with api.service.database.transaction(CRAWLER) as connection:
            job = lease_queries.claim_job(connection, "dies")
            assert job is not None
            lease_queries.claim_pages(connection, job, "dies", 1)
        with database.connect(schema="scrape") as admin, admin.cursor() as cursor:
            cursor.execute("UPDATE crawl_jobs SET lease_until = now() - interval '1 second'")

    crawler.run_once()

    assert api.status(crawl_id)["status"] == "failed"
    assert api.errors(crawl_id)["errors"][0]["error"] == lease_queries.LOST_PAGE
    assert site.fetched() == {}


def test_a_job_that_fails_each_time_is_given_up(
    api: Api, crawler: Crawler, site: Site, database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: JobRun) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(JobRun, "run", fail)
    crawl_id = api.begin(site.page("/"))
    for _ in range(MAX_JOB_ATTEMPTS):
        with pytest.raises(ZeroDivisionError):
            crawler.run_once()
        with database.connect(schema="scrape") as admin, admin.cursor() as cursor:
            cursor.execute("UPDATE crawl_jobs SET lease_until = now() - interval '1 second'")

    crawler.run_once()

    status = api.status(crawl_id)
    assert status["status"] == "failed"
    assert status["error"] == f"given up after {MAX_JOB_ATTEMPTS} attempts without progress"
    assert not crawler.run_once()


def test_a_page_waits_for_its_turn_without_losing_an_attempt(
    api: Api, crawler: Crawler, site: Site, database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit, refusals = Visitor._visit, iter(range(MAX_PAGE_ATTEMPTS + 2))

    def refuse(self: Visitor, page: Any, scope: Any) -> Any:
        if next(refusals, None) is not None:
            raise QueueFull
        return visit(self, page, scope)

    monkeypatch.setattr(Visitor, "_visit", refuse)
    crawl_id = api.begin(site.page("/"))

    crawler.run_once()

    assert api.status(crawl_id)["completed"] == 1
    assert attempts_of(database, site.url + "/") == 1


def test_pages_given_back_at_the_end_of_a_process_keep_their_attempts(
    api: Api, site: Site, database: TestDatabase
) -> None:
    api.begin(site.page("/"))
    with api.service.database.transaction(CRAWLER) as connection:
        job = lease_queries.claim_job(connection, "ends")
        assert job is not None
        lease_queries.claim_pages(connection, job, "ends", 1)
        lease_queries.release_job(connection, job, "ends")

    assert attempts_of(database, site.url + "/") == 0


def test_nul_and_surrogates_in_a_page_are_replaced(api: Api, site: Site) -> None:
    site.answers["/"] = (200, b"<p>\x00 \xc3\xa9 \xed\xa0\x80 b</p>", HTML)

    assert api.scraped(site.url + "/")["markdown"] == "\ufffd é \ufffd\ufffd\ufffd b"
