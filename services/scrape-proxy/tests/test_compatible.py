"""/v1 and /v2 answer as Firecrawl does, bare and in its words."""

from hashlib import sha256
from typing import Any

import pytest
from scrape_client import Api
from scrape_site import Site
from stand_in_firecrawl import StandInFirecrawl

from scrape_proxy.crawls.crawler import Crawler
from suite.settings import Secret
from suite_testing.databases import TestDatabase

VERSIONS = ["v1", "v2"]
JWT = {"auth_mode": "jwt", "jwt_secret": Secret("0123456789abcdef" * 2)}


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def crawler(api: Api) -> Crawler:
    return Crawler(api.service.gateway, api.service.database)


def said(reply: Any, status: int = 200) -> dict[str, Any]:
    """The body of a reply with this status."""
    assert reply.status_code == status, reply.get_data(as_text=True)
    body: dict[str, Any] = reply.get_json()
    return body


def test_a_scrape_is_bare_and_shows_the_main_part_also_in_html(api: Api, site: Site, version: str) -> None:
    url = site.file("/", b"<nav>menu</nav><main><p>text <img src=p.png></p></main>", "text/html")
    body = said(api.post(f"/{version}/scrape", {"url": url, "formats": ["markdown", "html", "images"]}))

    assert set(body) == {"success", "data"} and body["success"] is True
    assert "menu" not in body["data"]["html"]
    assert body["data"]["images"] == [f"{site.url}/p.png"]
    assert body["data"]["metadata"]["statusCode"] == 200


@pytest.mark.parametrize("name", ["active", "ongoing"])
def test_the_list_of_crawls_is_no_crawl_that_could_be_cancelled(api: Api, version: str, name: str) -> None:
    reply = api.delete(f"/{version}/crawl/{name}")

    assert (reply.status_code, reply.get_json()["code"]) == (405, "METHOD_NOT_ALLOWED")


def test_formats_are_words_or_objects(api: Api, site: Site) -> None:
    url = site.page("/")
    data = said(api.post("/v2/scrape", {"url": url, "formats": [{"type": "markdown"}, "links", {"type": "json"}]}))[
        "data"
    ]

    assert {"markdown", "links", "json"} <= set(data)


@pytest.mark.parametrize(
    "format",
    ["summary", "screenshot", "screenshot@fullPage", "attributes", {"type": "json", "prompt": "title"},
     {"type": "screenshot", "fullPage": True}, "extract", "branding"],
)  # fmt: skip
def test_a_format_that_is_not_made_is_refused_in_words(api: Api, site: Site, version: str, format: Any) -> None:
    body = said(api.post(f"/{version}/scrape", {"url": site.page("/"), "formats": [format]}), 400)

    assert body["success"] is False and "requires Firecrawl" in body["error"]
    assert site.fetched() == {}


def test_actions_are_not_done_in_crawls_and_batches(api: Api, site: Site, version: str) -> None:
    page = {"actions": [{"type": "scrape"}]}
    crawl = said(api.post(f"/{version}/crawl", {"url": site.page("/"), "scrapeOptions": page}))
    batch = said(api.post(f"/{version}/batch/scrape", {"urls": [site.page("/")], **page}))

    assert [one["warning"] for one in (crawl, batch)] == ["Ignored, this engine does not have it: actions"] * 2


def test_crawls_and_batches_tell_what_wants_a_browser(api: Api, site: Site, version: str) -> None:
    page = {"mobile": True, "location": {"languages": ["pt-BR"]}}
    crawl = said(api.post(f"/{version}/crawl", {"url": site.page("/"), "scrapeOptions": page}))
    batch = said(api.post(f"/{version}/batch/scrape", {"urls": [site.page("/")], **page}))

    told = "Ignored, this engine does not have it: mobile, location"
    assert [one["warning"] for one in (crawl, batch)] == [told] * 2


def test_options_that_are_not_there_are_ignored_with_a_warning(api: Api, site: Site, version: str) -> None:
    options = {
        "actions": [{"type": "wait"}],
        "location": {"country": "BR", "languages": ["pt-BR"]},
        "mobile": True,
        "origin": "sdk",
        "proxy": "auto",
        "nonsense": 1,
    }
    body = said(api.post(f"/{version}/scrape", {"url": site.page("/"), **options}))

    assert body["data"]["warning"] == "Ignored, this engine does not have it: nonsense, actions, mobile, location"


@pytest.mark.parametrize("value", [None, "", 5, "ftp://example.com/", ["x"]])
def test_a_url_is_required(api: Api, version: str, value: Any) -> None:
    for path in ("scrape", "crawl", "map"):
        body = said(api.post(f"/{version}/{path}", {"url": value}), 400)
        assert body["details"][0]["path"] == "url"


@pytest.mark.parametrize(
    "fields",
    [
        {"formats": "markdown"},
        {"formats": ["nonsense"]},
        {"formats": [5]},
        {"timeout": "soon"},
        {"waitFor": True},
        {"timeout": 1e400},
        {"includeTags": "p"},
        {"headers": {"Bad Name": "x"}},
        {"headers": {"X": "a\r\nb"}},
        {"headers": {"X": 5}},
        {"headers": ["x"]},
        {"onlyMainContent": "maybe"},
    ],
)
def test_wrong_options_are_named(api: Api, site: Site, fields: dict[str, Any]) -> None:
    body = said(api.post("/v2/scrape", data=None, json={"url": site.page("/"), **fields}), 400)

    assert body["error"] in ("Validation failed", "Malformed JSON: Infinity is not JSON")


def test_headers_reach_the_target_but_no_other_host(api: Api, site: Site) -> None:
    with Site() as other:
        other.page("/there")
        site.redirect("/here", "/same")
        site.redirect("/same", other.url + "/there")
        headers = {"X-Key": "secret", "Accept-Language": "pt", "Host": "evil.example", "Content-Length": "5"}
        said(api.post("/v2/scrape", {"url": site.url + "/here", "headers": headers}))

        assert [sent.get("X-Key") for sent in site.headers] == ["secret", "secret"]
        assert all(sent["Host"] != "evil.example" for sent in site.headers)
        assert "X-Key" not in other.headers[0]


def test_errors_have_the_statuses_of_which_sdks_show_the_words(api: Api, site: Site) -> None:
    site.answers["/slow"] = lambda handler: site.stopping.wait() and None
    assert said(api.post("/v2/scrape", {"url": site.url + "/slow", "timeout": 1000}), 408)["error"]
    assert "not allowed" in said(api.post("/v2/scrape", {"url": "http://10.0.0.1/"}), 400)["error"]
    url = site.url
    site.__exit__(None, None, None)
    body = said(api.post("/v2/scrape", {"url": url}), 500)
    site.__init__()  # type: ignore[misc]
    site.__enter__()
    assert body["error"] == "Target unreachable: connection refused"


def test_a_crawl_begins_is_followed_and_ends(api: Api, crawler: Crawler, site: Site, version: str) -> None:
    pages = [f"/{number}" for number in range(4)]
    for path in pages:
        site.page(path)
    begun = said(api.post(f"/{version}/crawl", {"url": site.page("/", links=pages), "limit": 5}))
    assert begun == {"success": True, "id": begun["id"], "url": f"http://localhost/{version}/crawl/{begun['id']}"}
    active = said(api.get(f"/{version}/crawl/active"))["crawls"]
    assert [(one["id"], one["url"]) for one in active] == [(begun["id"], site.url + "/")]

    crawler.run_once()

    status = said(api.get(f"/{version}/crawl/{begun['id']}?limit=2"))
    assert (status["status"], status["total"], status["completed"], len(status["data"])) == ("completed", 5, 5, 2)
    assert status["next"] == f"http://localhost/{version}/crawl/{begun['id']}?skip=2"
    assert len(said(api.get(status["next"].removeprefix("http://localhost")))["data"]) == 3
    errors = said(api.get(f"/{version}/crawl/{begun['id']}/errors"))
    assert errors == {"success": True, "errors": [], "robotsBlocked": []}
    assert said(api.get(f"/{version}/crawl/active"))["crawls"] == []


def test_a_crawl_is_cancelled_and_stays_so(api: Api, site: Site, version: str) -> None:
    begun = said(api.post(f"/{version}/crawl", {"url": site.page("/")}))

    for _ in range(2):
        assert said(api.delete(f"/{version}/crawl/{begun['id']}"))["status"] == "cancelled"
    assert said(api.get(f"/{version}/crawl/{begun['id']}"))["status"] == "cancelled"
    assert said(api.get(f"/{version}/crawl/01a2b3c4-0000-7000-8000-000000000000"), 404)["success"] is False


SITEMAP = "<urlset>{}</urlset>"


@pytest.mark.parametrize(
    ("version", "options", "paths"),
    [
        ("v2", {}, {"/", "/linked", "/listed"}),
        ("v2", {"sitemap": "include"}, {"/", "/linked", "/listed"}),
        ("v2", {"sitemap": "skip"}, {"/", "/linked"}),
        ("v2", {"sitemap": "only"}, {"/", "/listed"}),
        ("v1", {"ignoreSitemap": True}, {"/", "/linked"}),
        ("v1", {}, {"/", "/linked", "/listed"}),
        ("v2", {"sitemap": "skip", "maxDiscoveryDepth": 0}, {"/"}),
        ("v2", {"sitemap": "skip", "excludePaths": ["^/linked"]}, {"/"}),
        ("v2", {"sitemap": "include", "limit": 1}, {"/"}),
    ],
)
def test_sitemaps_are_read_as_asked(
    api: Api, crawler: Crawler, site: Site, version: str, options: dict[str, Any], paths: set[str]
) -> None:
    for path in ("/linked", "/listed"):
        site.page(path)
    site.file("/sitemap.xml", SITEMAP.format(f"<url><loc>{site.url}/listed</loc></url>").encode(), "text/xml")
    begun = said(api.post(f"/{version}/crawl", {"url": site.page("/", links=["/linked"]), **options}))

    crawler.run_once()

    status = said(api.get(f"/{version}/crawl/{begun['id']}"))
    assert {page["metadata"]["url"].removeprefix(site.url) for page in status["data"]} == paths


def test_parameters_are_left_out_when_they_make_no_other_page(api: Api, crawler: Crawler, site: Site) -> None:
    site.page("/p")
    options = {"ignoreQueryParameters": True, "sitemap": "skip"}
    said(api.post("/v2/crawl", {"url": site.page("/", links=["/p?a=1", "/p?a=2", "/p"]), **options}))

    crawler.run_once()

    assert site.fetched() == {"/": 1, "/p": 1}


@pytest.mark.parametrize(
    "fields",
    [{"limit": "x"}, {"sitemap": "maybe"}, {"scrapeOptions": []}, {"includePaths": ["("]}, {"includePaths": "x"}],
)
def test_wrong_options_of_a_crawl_are_named(api: Api, site: Site, fields: dict[str, Any]) -> None:
    body = said(api.post("/v2/crawl", {"url": site.page("/"), **fields}), 400)

    assert body["error"] == "Validation failed" and body["details"]


def test_a_batch_scrapes_what_it_is_given(api: Api, crawler: Crawler, site: Site, version: str) -> None:
    site.robots("User-agent: *\nDisallow: /")
    urls = [
        site.page("/a", links=["/elsewhere"]),
        site.redirect("/moved", "/b"),
        site.url + "/missing",
        site.url + "/a",
    ]
    site.page("/b", text="moved here")
    begun = said(api.post(f"/{version}/batch/scrape", {"urls": urls, "formats": ["markdown"]}))
    assert begun["url"] == f"http://localhost/{version}/batch/scrape/{begun['id']}"
    assert said(api.get(f"/{version}/batch/scrape/{begun['id']}"))["total"] == 3

    crawler.run_once()

    status = said(api.get(f"/{version}/batch/scrape/{begun['id']}"))
    assert (status["status"], status["total"], status["completed"]) == ("completed", 3, 3)
    found = {page["metadata"]["sourceURL"]: page["metadata"]["statusCode"] for page in status["data"]}
    assert found == {site.url + "/a": 200, site.url + "/moved": 200, site.url + "/missing": 404}
    assert site.fetched() == {"/a": 1, "/moved": 1, "/b": 1, "/missing": 1}
    assert said(api.get(f"/{version}/crawl/{begun['id']}"))["total"] == 3


def test_addresses_nobody_can_scrape_refuse_a_batch_or_are_named(api: Api, site: Site, version: str) -> None:
    urls = [site.page("/"), "http://nonsense/", "http://10.0.0.1/"]

    body = said(api.post(f"/{version}/batch/scrape", {"urls": urls}), 400)
    assert [detail["path"] for detail in body["details"]] == ["urls[1]", "urls[2]"]
    body = said(api.post(f"/{version}/batch/scrape", {"urls": urls, "ignoreInvalidURLs": True}))
    assert body["invalidURLs"] == urls[1:]
    for wrong in (None, [], "x", ["http://example.com/"] * 1_001):
        assert said(api.post(f"/{version}/batch/scrape", {"urls": wrong}), 400)["details"][0]["path"] == "urls"


def test_a_map_lists_links_as_its_version_does(api: Api, site: Site) -> None:
    url = site.page("/", links=["/p"])

    assert said(api.post("/v1/map", {"url": url}))["links"] == [f"{site.url}/", f"{site.url}/p"]
    links = said(api.post("/v2/map", {"url": url, "sitemap": "skip", "limit": 1}))["links"]
    assert links == [{"url": f"{site.url}/"}]


def test_numbers_of_an_account_are_there_though_nobody_is_billed(api: Api, version: str) -> None:
    credit = said(api.get(f"/{version}/team/credit-usage"))["data"]
    assert credit["remaining_credits" if version == "v1" else "remainingCredits"] > 0
    assert said(api.get(f"/{version}/team/token-usage"))["success"]
    assert said(api.get(f"/{version}/team/credit-usage/historical"))["periods"] == []
    assert said(api.get(f"/{version}/concurrency-check"))["maxConcurrency"] == 3
    assert said(api.get(f"/{version}/team/queue-status"))["jobsInQueue"] == 0


@pytest.mark.parametrize(
    "path", ["extract", "llmstxt", "deep-research", "search", "browser", "agent/x", "crawl/params-preview"]
)
def test_what_is_not_served_says_so(api: Api, version: str, path: str) -> None:
    body = said(api.post(f"/{version}/{path}", {"prompt": "x", "query": "x"}), 400)

    assert body["code"] == "NOT_SUPPORTED" and "not served here" in body["error"]


@pytest.mark.parametrize(
    "path", ["scrape", "batch/scrape", "batch/scrape/x", "crawl/x/errors", "team/credit-usage", "map"]
)
def test_a_method_that_a_served_path_has_not_is_told_with_those_it_has(api: Api, version: str, path: str) -> None:
    reply = api.request("PUT", f"/{version}/{path}")

    assert (reply.status_code, reply.get_json()["code"]) == (405, "METHOD_NOT_ALLOWED")
    assert {"GET", "POST", "DELETE"} & set(reply.headers["Allow"].split(", "))


def test_a_key_of_the_list_is_its_user_and_no_other_is_anybody(start: Any, site: Site) -> None:
    key = "fc-" + "a" * 32
    hashes = ((sha256(key.encode()).hexdigest(), "ana"),)
    api = start(api_keys=hashes, **JWT)
    url = site.page("/")

    def scrape(header: str | None) -> int:
        headers = {"Authorization": header} if header else {}
        return api.service.test_client().post("/v2/scrape", json={"url": url}, headers=headers).status_code

    assert scrape(f"Bearer {key}") == 200
    assert [scrape(header) for header in (None, "Bearer fc-other", f"Basic {key}", f"Bearer {key}x")] == [401] * 4


class TestFirecrawlBehind:
    """With a real one behind, its own routes are passed on, guarded and cached."""

    @pytest.fixture
    def behind(self, start: Any, firecrawl: StandInFirecrawl) -> Api:
        client: Api = start(engine="firecrawl", firecrawl_url=firecrawl.url, cache_ttl_s=60)
        return client

    def test_a_scrape_goes_on_as_it_came(self, behind: Api, firecrawl: StandInFirecrawl, version: str) -> None:
        body = {"url": "http://example.com/", "formats": ["markdown"], "actions": [{"type": "wait"}]}
        data = said(behind.post(f"/{version}/scrape", body))["data"]
        again = behind.post(f"/{version}/scrape", body)

        assert data["markdown"] == "# From Firecrawl"
        assert again.headers["X-Cache"] == "HIT"
        assert [(method, path, sent) for method, path, _, sent in firecrawl.calls] == [
            ("POST", f"/{version}/scrape", body)
        ]

    def test_a_private_target_goes_nowhere(self, behind: Api, firecrawl: StandInFirecrawl, version: str) -> None:
        private = "http://10.0.0.1/"
        bodies = {path: {"url": private} for path in ("scrape", "crawl", "map")} | {"batch/scrape": {"urls": [private]}}
        for path, body in bodies.items():
            said(behind.post(f"/{version}/{path}", body), 400)
        assert firecrawl.calls == []

    def test_jobs_are_followed_there(self, behind: Api, firecrawl: StandInFirecrawl, version: str) -> None:
        firecrawl.says({"success": True, "id": f"job-{version}", "url": "http://elsewhere/"})
        begun = said(behind.post(f"/{version}/batch/scrape", {"urls": ["http://example.com/"]}))
        assert begun["url"] == f"http://localhost/{version}/batch/scrape/job-{version}"

        firecrawl.says({"success": True, "status": "scraping", "total": 2, "data": [], "next": "http://f/x?skip=3"})
        status = said(behind.get(f"/{version}/batch/scrape/job-{version}"))
        assert status["next"] == f"http://localhost/{version}/batch/scrape/job-{version}?skip=3"
        assert firecrawl.calls[-1][1] == f"/{version}/batch/scrape/job-{version}"
        firecrawl.says({"status": "cancelled"})
        assert said(behind.delete(f"/{version}/batch/scrape/job-{version}"))["status"] == "cancelled"


def test_a_batch_is_no_active_crawl(api: Api, site: Site, database: TestDatabase) -> None:
    said(api.post("/v2/batch/scrape", {"urls": [site.page("/")]}))

    assert said(api.get("/v2/crawl/active"))["crawls"] == []
