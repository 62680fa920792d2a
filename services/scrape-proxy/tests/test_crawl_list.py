"""GET /api/v1/crawl: the caller's crawls."""

from typing import Any

from scrape_client import Api
from scrape_site import Site

from scrape_proxy.crawls.crawler import Crawler


def listed(api: Api) -> list[dict[str, Any]]:
    reply = api.get("/api/v1/crawl")
    assert reply.status_code == 200, reply.text
    crawls: list[dict[str, Any]] = reply.get_json()["data"]
    return crawls


def test_crawls_are_listed_newest_first_with_what_became_of_them(api: Api, site: Site) -> None:
    site.page("/", links=["/a"])
    site.page("/a")
    first = api.begin(site.url + "/")
    crawler = Crawler(api.service.gateway, api.service.database)
    while crawler.run_once():
        continue
    second = api.begin(site.url + "/a")
    newest, oldest = listed(api)
    assert (newest["id"], newest["status"], newest["total"], newest["completed"]) == (second, "scraping", 1, 0)
    assert (oldest["id"], oldest["status"], oldest["total"], oldest["completed"]) == (first, "completed", 2, 2)
    assert (oldest["url"], oldest["engine"], oldest["error"]) == (site.url + "/", "embedded", None)


def test_nobody_sees_the_crawls_of_others(api: Api, site: Site) -> None:
    site.page("/")
    api.begin(site.url + "/")
    assert listed(Api(api.service, "somebody else")) == []
