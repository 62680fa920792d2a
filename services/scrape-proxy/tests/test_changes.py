"""changeTracking: a page against the copy that its caller's last scrape left."""

from typing import Any

import pytest
from scrape_client import Api, refusal
from scrape_site import Site

from scrape_proxy.changes import queries
from scrape_proxy.changes.comparison import compare_texts
from scrape_proxy.crawls.crawler import Crawler
from suite_testing.databases import TestDatabase


def tracked(api: Api, url: str, **options: Any) -> dict[str, Any]:
    """The verdict on a page."""
    page = api.scraped_by_sdk(url, formats=["markdown", {"type": "changeTracking", **options}])
    verdict: dict[str, Any] = page["changeTracking"]
    assert verdict["visibility"] == "visible"
    return verdict


def test_a_page_is_new_then_the_same_then_changed(api: Api, site: Site) -> None:
    url = site.page("/", text="First words of it")
    assert tracked(api, url) == {"previousScrapeAt": None, "changeStatus": "new", "visibility": "visible"}

    same = tracked(api, url)
    assert same["changeStatus"] == "same" and same["previousScrapeAt"].endswith("Z")

    site.page("/", text="Other words of it")
    changed = tracked(api, url)
    assert changed["changeStatus"] == "changed"
    assert changed["previousScrapeAt"] > same["previousScrapeAt"]
    assert tracked(api, url)["changeStatus"] == "same"


def test_a_diff_names_the_lines_that_changed(api: Api, site: Site) -> None:
    url = site.page("/", text="First words of it")
    assert "diff" not in tracked(api, url, modes=["git-diff"])
    site.page("/", text="Other words of it")

    diff = tracked(api, url, modes=["git-diff"])["diff"]

    assert "-First words of it" in diff["text"].splitlines() and "+Other words of it" in diff["text"].splitlines()
    [file] = diff["json"]["files"]
    assert (file["additions"], file["deletions"]) == (1, 1)
    changes = [(change["type"], change["content"]) for chunk in file["chunks"] for change in chunk["changes"]]
    assert ("del", "-First words of it") in changes and ("add", "+Other words of it") in changes


def test_a_page_that_went_away_is_removed_and_compared_again_when_it_is_back(api: Api, site: Site) -> None:
    url = site.page("/", text="Words of it")
    tracked(api, url)
    site.page("/", status=404)
    assert tracked(api, url)["changeStatus"] == "removed"
    site.page("/", text="Words of it")

    assert tracked(api, url)["changeStatus"] == "same"


def test_callers_tags_and_ways_to_show_a_page_have_histories_of_their_own(start: Any, site: Site) -> None:
    url = site.page("/", text="Words of it")
    first, second = start(), start()
    assert tracked(first, url)["changeStatus"] == "new"
    assert tracked(second, url)["changeStatus"] == "new"
    assert tracked(first, url, tag="weekly")["changeStatus"] == "new"
    page = {"formats": ["markdown", {"type": "changeTracking"}], "excludeTags": ["h1"]}
    assert first.scraped_by_sdk(url, **page)["changeTracking"]["changeStatus"] == "new"
    assert tracked(first, url)["changeStatus"] == "same"


def test_version_1_and_a_cache_tell_the_same(start: Any, site: Site) -> None:
    api = start(cache_ttl_s=60)
    url = site.page("/", text="First words of it")
    body = {"url": url, "formats": ["changeTracking"], "changeTrackingOptions": {"modes": ["git-diff"], "tag": "a"}}
    assert api.post("/v1/scrape", body).get_json()["data"]["changeTracking"]["changeStatus"] == "new"
    site.page("/", text="Other words of it")

    data = api.post("/v1/scrape", body).get_json()["data"]

    assert data["changeTracking"]["changeStatus"] == "changed" and "diff" in data["changeTracking"]
    assert "Other words" in data["markdown"]


def test_the_mode_of_models_is_ignored_with_a_warning(api: Api, site: Site) -> None:
    page = api.scraped_by_sdk(site.page("/"), formats=[{"type": "changeTracking", "modes": ["json", "git-diff"]}])

    assert "changeTracking mode json" in page["warning"]


def test_crawls_ignore_it_with_a_warning(api: Api, site: Site) -> None:
    options = {"formats": ["markdown", {"type": "changeTracking"}]}
    reply = api.post("/v2/crawl", {"url": site.page("/"), "scrapeOptions": options})

    assert (reply.status_code, "changeTracking" in reply.get_json()["warning"]) == (200, True)


@pytest.mark.parametrize("options", [{"modes": ["other"]}, {"modes": "git-diff"}, {"tag": 5}, {"tag": "x" * 101}])
def test_a_wish_nobody_understands_is_refused(api: Api, site: Site, options: dict[str, Any]) -> None:
    url = site.page("/")
    reply = api.post("/v2/scrape", {"url": url, "formats": ["markdown", {"type": "changeTracking", **options}]})
    refusal(reply, 400, "VALIDATION")


def test_the_oldest_copies_of_a_caller_make_room(api: Api, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST_COPIES", 2)
    for path in ("/a", "/b", "/c"):
        tracked(api, site.page(path))

    assert [tracked(api, site.url + path)["changeStatus"] for path in ("/c", "/b", "/a")] == ["same", "same", "new"]


def test_copies_nobody_asks_for_are_forgotten(api: Api, site: Site, database: TestDatabase) -> None:
    url = site.page("/")
    tracked(api, url)
    with database.connect(schema="scrape") as admin, admin.cursor() as cursor:
        cursor.execute("UPDATE page_copies SET updated_at = now() - interval '91 days'")
    Crawler(api.service.gateway, api.service.database).watch_once()

    assert tracked(api, url)["changeStatus"] == "new"


def test_chunks_count_lines_from_one_with_three_around() -> None:
    before = "\n".join(f"line {number}" for number in range(30))
    after = before.replace("line 9\n", "").replace("line 20", "line twenty")

    compared = compare_texts(before, after)

    [first, second] = compared["json"]["files"][0]["chunks"]
    assert first["content"] == "@@ -7,7 +7,6 @@" and second["content"] == "@@ -18,7 +17,7 @@"
    assert [change["ln"] for change in first["changes"] if change["type"] == "del"] == [10]
