"""Crawls by the engine of our own."""

from collections.abc import Iterator

import pytest
from scrape_client import CRAWL, Api, refusal
from scrape_site import HTML, Site, html_page

from scrape_proxy.crawls.crawler import Crawler
from suite_testing.recorded_traces import recorded_traces


@pytest.fixture
def crawler(api: Api) -> Iterator[Crawler]:
    """The crawler of the service `api` talks to; a test runs it by hand."""
    yield Crawler(api.service.gateway, api.service.database)


def crawled(api: Api, crawler: Crawler, url: str, **fields: object) -> tuple[str, dict[str, object]]:
    """Id and final status of a crawl."""
    crawl_id = api.begin(url, **fields)
    while crawler.run_once():
        continue
    return crawl_id, api.status(crawl_id)


def paths(status: dict) -> list[str]:  # type: ignore[type-arg]
    """Paths of the pages of a status, sorted."""
    return sorted("/" + page["metadata"]["sourceURL"].split("/", 3)[3] for page in status["data"])


def test_a_new_crawl_reads_scraping_until_somebody_runs_it(api: Api, site: Site) -> None:
    status = api.status(api.begin(site.page("/")))

    assert (status["status"], status["total"], status["completed"], status["data"]) == ("scraping", 1, 0, [])
    assert status["expiresAt"].endswith("Z")
    assert "next" not in status


def test_every_page_of_the_site_is_fetched_once(api: Api, crawler: Crawler, site: Site) -> None:
    site.page("/", links=["/a", "/b", "/a#x", "/", "/a?"])
    site.page("/a", links=["/b", "/", "/c/../b"])
    site.page("/b", links=["/a", "/%61"])

    _, status = crawled(api, crawler, site.url + "/")

    assert (status["status"], status["total"], status["completed"], status["creditsUsed"]) == ("completed", 3, 3, 3)
    assert paths(status) == ["/", "/a", "/b"]
    assert site.fetched() == {"/": 1, "/a": 1, "/b": 1}


def test_failed_pages_are_counted_and_listed(api: Api, crawler: Crawler, site: Site) -> None:
    site.page("/", links=["/gone", "/broken", "/ok"])
    site.page("/ok")
    site.page("/broken", status=500)

    crawl_id, status = crawled(api, crawler, site.url + "/")
    errors = api.errors(crawl_id)

    assert (status["status"], status["total"], status["completed"]) == ("completed", 4, 2)
    assert {(error["url"], error["error"]) for error in errors["errors"]} == {
        (site.url + "/gone", "HTTP 404"),
        (site.url + "/broken", "HTTP 500"),
    }
    assert all(set(error) == {"id", "timestamp", "url", "error"} for error in errors["errors"])
    assert errors["robotsBlocked"] == []


@pytest.mark.parametrize("limit", [1, 3, 7])
def test_the_limit_holds_exactly_although_the_site_has_no_end(
    api: Api, crawler: Crawler, site: Site, limit: int
) -> None:
    def calendar(handler):  # type: ignore[no-untyped-def]
        if handler.path == "/robots.txt":
            return (404, b"", {})
        day = int(handler.path.rpartition("/")[2] or 0)
        return (200, html_page(handler.path, [f"/day/{day * 2 + 1}", f"/day/{day * 2 + 2}"]).encode(), HTML)

    site.fallback = calendar

    _, status = crawled(api, crawler, site.url + "/day/0", limit=limit, allowBackwardLinks=True)

    assert (status["total"], status["completed"], len(status["data"])) == (limit, limit, limit)
    assert sum(site.fetched().values()) == limit


@pytest.mark.parametrize("depth", [1, 2, 4])
def test_the_depth_holds_exactly(api: Api, crawler: Crawler, site: Site, depth: int) -> None:
    for level in range(7):
        site.page(f"/{level}/", links=[f"/{level + 1}/"])

    _, status = crawled(api, crawler, site.url + "/0/", maxDepth=depth, allowBackwardLinks=True)

    assert paths(status) == [f"/{level}/" for level in range(depth + 1)]


def test_a_page_counts_at_its_shortest_distance_also_when_pages_are_slow(
    api: Api, crawler: Crawler, site: Site
) -> None:
    late = (200, html_page("/late", ["/deep"]).encode(), HTML)
    site.page("/", links=["/late", "/quick"])
    site.page("/quick", links=["/side"])
    site.page("/side", links=["/deep"])
    site.answers["/late"] = lambda handler: (site.stopping.wait(0.4), late)[1]
    site.page("/deep", links=["/end"])
    site.page("/end")

    _, status = crawled(api, crawler, site.url + "/", maxDepth=3)

    assert "/end" in paths(status)


def test_include_and_exclude_paths_hold_exactly(api: Api, crawler: Crawler, site: Site) -> None:
    site.page("/", links=["/blog/1", "/blog/2", "/shop/1", "/blog/draft-1"])
    for path in ("/blog/1", "/blog/2", "/shop/1", "/blog/draft-1"):
        site.page(path)

    _, status = crawled(api, crawler, site.url + "/", includePaths=["^/blog/"], excludePaths=["draft", "/2$"])

    assert paths(status) == ["/blog/1"]
    assert (status["total"], status["completed"]) == (1, 1)
    assert "/shop/1" not in site.fetched()


def test_a_pattern_without_end_does_not_stop_the_crawl(api: Api, crawler: Crawler, site: Site) -> None:
    site.page("/", links=["/" + "a" * 40 + "!"])

    _, status = crawled(api, crawler, site.url + "/", excludePaths=["^/(a+)+$"])

    assert status["status"] == "completed"


def test_only_pages_below_the_start_unless_backward_links_are_allowed(api: Api, crawler: Crawler, site: Site) -> None:
    site.page("/docs/", links=["/", "/docs/a", "/docsx"])
    for path in ("/", "/docs/a", "/docsx"):
        site.page(path)

    assert paths(crawled(api, crawler, site.url + "/docs/")[1]) == ["/docs/", "/docs/a"]
    assert paths(crawled(api, crawler, site.url + "/docs/", allowBackwardLinks=True)[1]) == [
        "/",
        "/docs/",
        "/docs/a",
        "/docsx",
    ]


def test_other_hosts_only_when_external_links_are_allowed(api: Api, crawler: Crawler, site: Site) -> None:
    with Site() as other:
        site.page("/", links=[other.page("/x")])

        assert paths(crawled(api, crawler, site.url + "/")[1]) == ["/"]
        assert other.fetched() == {}
        assert paths(crawled(api, crawler, site.url + "/", allowExternalLinks=True)[1]) == ["/", "/x"]


def test_robots_are_obeyed_and_listed(api: Api, crawler: Crawler, site: Site) -> None:
    site.robots("User-agent: *\nDisallow: /\n\nUser-agent: scrape-proxy\nDisallow: /private\nAllow: /private/open$\n")
    site.page("/", links=["/private/a", "/private/open", "/b"])
    for path in ("/private/a", "/private/open", "/b"):
        site.page(path)

    crawl_id, status = crawled(api, crawler, site.url + "/")

    assert paths(status) == ["/", "/b", "/private/open"]
    assert api.errors(crawl_id) == {"errors": [], "robotsBlocked": [site.url + "/private/a"]}
    assert site.hits["/robots.txt"] == 1


def test_a_host_whose_robots_fail_is_left_alone(api: Api, crawler: Crawler, site: Site) -> None:
    site.answers["/robots.txt"] = (500, b"", HTML)
    crawl_id, status = crawled(api, crawler, site.page("/"))

    assert (status["status"], status["completed"]) == ("completed", 0)
    assert api.errors(crawl_id)["robotsBlocked"] == [site.url + "/"]
    assert site.fetched() == {}


def test_redirects_lead_to_one_page_each(api: Api, crawler: Crawler, site: Site) -> None:
    site.page("/", links=["/r1", "/r2", "/target", "/loop1"])
    site.redirect("/r1", "/target")
    site.redirect("/r2", "/r1")
    site.redirect("/loop1", "/loop2")
    site.redirect("/loop2", "/loop1")
    site.page("/target", links=["/r2"])

    _, status = crawled(api, crawler, site.url + "/")

    assert (paths(status), status["total"], status["completed"]) == (["/", "/target"], 2, 2)
    assert set(site.fetched().values()) == {1}


def test_a_redirect_without_end_is_a_failed_page(api: Api, crawler: Crawler, site: Site) -> None:
    site.fallback = lambda handler: (
        (404, b"", {}) if handler.path == "/robots.txt" else (302, b"", {"Location": handler.path + "x"})
    )
    site.page("/", links=["/r"])

    crawl_id, status = crawled(api, crawler, site.url + "/")

    assert (status["total"], status["completed"]) == (2, 1)
    assert api.errors(crawl_id)["errors"][0]["error"] == "Target unreachable: too many redirects"


def test_the_start_page_may_move_to_another_host(api: Api, crawler: Crawler, site: Site) -> None:
    with Site() as other:
        other.page("/home", links=["/home/a"])
        other.page("/home/a")
        site.redirect("/", other.url + "/home")

        assert paths(crawled(api, crawler, site.url + "/")[1]) == ["/home", "/home/a"]


def test_blocked_links_are_listed_and_the_crawl_goes_on(api: Api, crawler: Crawler, site: Site) -> None:
    site.page("/", links=["http://10.0.0.1/x", "http://169.254.169.254/", "/b", "/jump"])
    site.page("/b")
    site.redirect("/jump", "http://192.168.0.1/")

    crawl_id, status = crawled(api, crawler, site.url + "/")
    errors = api.errors(crawl_id)["errors"]

    assert paths(status) == ["/", "/b"]
    assert {(error["url"], error["error"]) for error in errors} == {
        ("http://10.0.0.1/x", "Target address is not allowed"),
        ("http://169.254.169.254/", "Target address is not allowed"),
        (site.url + "/jump", "Target address is not allowed"),
    }


def test_scrape_options_shape_the_pages(api: Api, crawler: Crawler, site: Site) -> None:
    _, status = crawled(api, crawler, site.page("/"), scrapeOptions={"formats": ["links", "html"]})

    assert set(status["data"][0]) == {"links", "html", "metadata"}


def test_results_are_paged_in_a_stable_order(api: Api, crawler: Crawler, site: Site) -> None:
    site.page("/", links=[f"/{number}" for number in range(5)])
    for number in range(5):
        site.page(f"/{number}")
    crawl_id, whole = crawled(api, crawler, site.url + "/")

    first = api.status(crawl_id, "?limit=4")
    second = api.status(crawl_id, "?skip=4&limit=4")

    assert first["next"] == f"/api/v1/crawl/{crawl_id}?skip=4"
    assert "next" not in second
    assert first["data"] + second["data"] == whole["data"]
    assert (first["total"], second["completed"]) == (6, 6)


def test_at_most_four_requests_are_in_flight(api: Api, crawler: Crawler, site: Site) -> None:
    site.page("/", links=[f"/{number}" for number in range(12)])
    for number in range(12):
        body = html_page(f"/{number}").encode()
        site.answers[f"/{number}"] = lambda handler, body=body: (site.stopping.wait(0.05), (200, body, HTML))[1]

    _, status = crawled(api, crawler, site.url + "/")

    assert status["completed"] == 13
    assert 2 <= site.most_in_flight <= 4


def test_a_start_page_nobody_can_read_fails_the_crawl(api: Api, crawler: Crawler, site: Site) -> None:
    crawl_id, status = crawled(api, crawler, site.url + "/nowhere")

    assert (status["status"], status["total"], status["completed"]) == ("failed", 1, 0)
    assert api.errors(crawl_id)["errors"][0]["error"] == "HTTP 404"


def test_a_cancelled_crawl_stays_cancelled(api: Api, crawler: Crawler, site: Site) -> None:
    crawl_id = api.begin(site.page("/"))

    for _ in range(2):
        reply = api.delete(f"{CRAWL}/{crawl_id}")
        assert reply.get_json() == {
            "success": True,
            "engine": "embedded",
            "data": {"id": crawl_id, "status": "cancelled"},
        }
    assert not crawler.run_once()
    assert api.status(crawl_id)["status"] == "cancelled"
    assert site.fetched() == {}


def test_a_finished_crawl_cannot_be_cancelled(api: Api, crawler: Crawler, site: Site) -> None:
    crawl_id, _ = crawled(api, crawler, site.page("/"))

    refusal(api.delete(f"{CRAWL}/{crawl_id}"), 409, "JOB_FINISHED")


def test_another_users_crawl_does_not_exist(api: Api, site: Site) -> None:
    crawl_id = api.begin(site.page("/"))
    stranger = Api(api.service, "stranger")

    for reply in (
        stranger.get(f"{CRAWL}/{crawl_id}"),
        stranger.delete(f"{CRAWL}/{crawl_id}"),
        stranger.get(f"{CRAWL}/{crawl_id}/errors"),
    ):
        assert refusal(reply, 404, "NOT_FOUND")["error"] == "Crawl job not found"
    assert api.delete(f"{CRAWL}/{crawl_id}").status_code == 200


def test_patterns_and_screenshots_are_refused_before_anything_is_stored(api: Api, site: Site) -> None:
    url = site.page("/")

    body = refusal(api.post(CRAWL, {"url": url, "includePaths": ["("]}), 400, "VALIDATION")
    assert body["details"][0]["path"] == "includePaths[0]"
    refusal(api.post(CRAWL, {"url": url, "scrapeOptions": {"formats": ["screenshot"]}}), 501, "NOT_SUPPORTED")
    refusal(api.post(CRAWL, {"url": "http://10.0.0.1/"}), 400, "BLOCKED_TARGET")


def test_each_page_of_a_crawl_is_a_trace_without_its_address(api: Api, crawler: Crawler, site: Site) -> None:
    site.page("/", links=["/secret-path"])
    site.page("/secret-path")
    with recorded_traces() as recorded:
        crawled(api, crawler, site.url + "/")
    pages = recorded.named("crawl page")
    assert [page.attributes["crawl.page.state"] for page in pages] == ["done", "done"]
    assert recorded.named("GET")
    assert "secret-path" not in repr([(span.name, span.attributes) for span in pages + recorded.named("GET")])
