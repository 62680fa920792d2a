"""What a crawl found is told whole: done, failed, or skipped for a reason, each page once."""

from typing import Any

import pytest
from scrape_client import Api
from scrape_site import Site

from scrape_proxy.crawls import job_run, lease_queries
from scrape_proxy.crawls.crawler import Crawler
from scrape_proxy.crawls.lease_queries import CRAWLER


def counts_of(api: Api, url: str, **fields: Any) -> dict[str, Any]:
    """The counts of a crawl that has ended."""
    crawl_id = api.begin(url, **fields)
    crawler = Crawler(api.service.gateway, api.service.database)
    while crawler.run_once():
        continue
    counts: dict[str, Any] = api.status(crawl_id)["counts"]
    skipped = sum(counts["skipped"].values())
    assert counts["found"] == counts["done"] + counts["failed"] + skipped, counts
    return counts


def test_every_reason_is_counted_once_for_each_page(api: Api, site: Site) -> None:
    away = ["https://example.com/", "https://example.com/#top", "https://example.org/x"]
    links = ["/docs/a", "/docs/gone", "/docs/draft", "/other", "/docs/private", "http://10.0.0.1/", *away]
    site.robots("User-agent: *\nDisallow: /docs/private")
    site.page("/docs/", links=links)
    site.page("/docs/a", links=["/docs/deep", "/other", "https://example.com/", "/docs/"])

    counts = counts_of(api, site.url + "/docs/", maxDepth=1, excludePaths=["draft"])

    assert counts == {
        "found": 10,
        "done": 2,
        "failed": 1,
        "skipped": {"blocked": 1, "depth": 1, "excluded": 1, "outside": 3, "robots": 1},
    }


def test_what_the_limit_leaves_is_counted(api: Api, site: Site) -> None:
    site.page("/", links=[f"/{number}" for number in range(20)])
    for number in range(20):
        site.page(f"/{number}", links=["/", "/0", "/19"])

    counts = counts_of(api, site.url + "/", limit=5)

    assert counts == {"found": 21, "done": 5, "failed": 0, "skipped": {"limit": 16}}


def test_no_more_pages_are_claimed_than_wanted_however_the_statement_is_planned(api: Api, site: Site) -> None:
    crawl_id = api.begin(site.page("/"), limit=5)
    # Each row of the outer table asks its inner side anew.
    planned = {f"enable_{name}": "off" for name in ("hashjoin", "mergejoin", "hashagg", "sort", "material", "memoize")}
    with api.service.database.transaction({**CRAWLER, **planned}) as connection:
        job = lease_queries.claim_job(connection, "one")
        assert job is not None
        urls = [f"{site.url}/{number}" for number in range(20)]
        lease_queries.insert_pages(connection, job.id, job.user_id, urls, depth=0, hops=0)
        claimed = lease_queries.claim_pages(connection, job, "one", 5)

    assert len(claimed) == 5, crawl_id


def test_a_page_that_is_visited_after_all_is_not_skipped(api: Api, site: Site) -> None:
    site.page("/", links=["/a"])
    site.page("/a", links=["/b"])
    site.redirect("/b", "/c")
    site.page("/c", links=["/a", "/", "/c"])

    counts = counts_of(api, site.url + "/", maxDepth=2)

    assert counts == {"found": 3, "done": 3, "failed": 0, "skipped": {}}


def test_a_redirect_to_another_host_is_outside(api: Api, site: Site) -> None:
    site.page("/", links=["/away"])
    site.redirect("/away", "https://example.com/")

    assert counts_of(api, site.url + "/")["skipped"] == {"outside": 1}


def test_a_page_of_links_to_everywhere_fills_no_table(api: Api, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_run, "MOST_SKIPS", 50)
    site.page("/", links=[f"https://example.com/{number}" for number in range(40)] + ["/a"])
    site.page("/a", links=[f"https://example.org/{number}" for number in range(40)])

    assert counts_of(api, site.url + "/")["skipped"] == {"outside": 50}


def test_a_running_crawl_counts_what_is_still_to_do_as_found(api: Api, site: Site) -> None:
    crawl_id = api.begin(site.page("/"))

    assert api.status(crawl_id)["counts"] == {"found": 1, "done": 0, "failed": 0, "skipped": {}}
    assert api.get(f"/v2/crawl/{crawl_id}").get_json()["counts"]["found"] == 1
