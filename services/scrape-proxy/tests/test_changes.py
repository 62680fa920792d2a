"""changeTracking: a page against the copy that its caller's last scrape left."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from scrape_client import Api, refusal
from scrape_site import Site
from stand_in_model import StandInModel

from scrape_proxy.changes import queries
from scrape_proxy.changes.comparison import compare_texts
from scrape_proxy.crawls.crawler import Crawler
from suite.errors import DatabaseUnavailable
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


def test_the_mode_of_models_is_ignored_with_a_warning_where_there_is_none(api: Api, site: Site) -> None:
    page = api.scraped_by_sdk(site.page("/"), formats=[{"type": "changeTracking", "modes": ["json", "git-diff"]}])

    assert "changeTracking mode json" in page["warning"]


SCHEMA = {"type": "object", "properties": {"price": {"$ref": "#/$defs/money"}}, "$defs": {"money": {"type": "string"}}}
PRICE = '{"price": {"previous": "R$ 10", "current": "R$ 12"}}'


@pytest.mark.parametrize(
    ("version", "options"),
    [
        ("v2", {"formats": ["markdown", {"type": "changeTracking", "modes": ["json"], "schema": SCHEMA}]}),
        ("v1", {"formats": ["changeTracking"], "changeTrackingOptions": {"modes": ["json"], "schema": SCHEMA}}),
    ],
)
def test_a_model_names_what_was_and_what_is_by_the_schema_of_the_page(
    reading: Api, model: StandInModel, site: Site, version: str, options: dict[str, Any]
) -> None:
    def verdict() -> dict[str, Any]:
        data = reading.post(f"/{version}/scrape", {"url": url, **options}).get_json()["data"]
        found: dict[str, Any] = data["changeTracking"]
        return found

    model.answers = ['{"price": {"previous": 10}}', PRICE]
    url = site.page("/", text="It costs R$ 10")
    assert "json" not in verdict() and "json" not in verdict() and model.questions == []
    site.page("/", text="It costs R$ 12")

    changed = verdict()

    assert changed["changeStatus"] == "changed" and "diff" not in changed
    assert changed["json"] == {"price": {"previous": "R$ 10", "current": "R$ 12"}}
    asked = model.questions[0]["messages"][1]["content"]
    assert "It costs R$ 10" in asked and "It costs R$ 12" in asked and len(model.questions) == 2


def test_a_model_says_what_changed_as_a_prompt_asks_beside_the_lines(
    reading: Api, model: StandInModel, site: Site
) -> None:
    model.answers = ['{"news": "dearer"}']
    wish = {"modes": ["json", "git-diff"], "prompt": "only prices"}
    url = site.page("/", text="It costs R$ 10")
    tracked(reading, url, **wish)
    site.page("/", text="It costs R$ 12")

    verdict = tracked(reading, url, **wish)

    assert verdict["json"] == {"news": "dearer"} and "+It costs R$ 12" in verdict["diff"]["text"]
    assert "only prices" in model.questions[0]["messages"][1]["content"]


def test_a_model_that_fails_costs_the_comparison_not_the_page(reading: Api, model: StandInModel, site: Site) -> None:
    model.answers = [500]
    url, formats = site.page("/", text="It costs R$ 10"), [{"type": "changeTracking", "modes": ["json"]}]
    reading.scraped_by_sdk(url, formats=formats)
    site.page("/", text="It costs R$ 12")

    page = reading.scraped_by_sdk(url, formats=formats)

    assert "No model could read the page" in page["warning"] and "R$ 12" in page["markdown"]
    assert page["changeTracking"]["changeStatus"] == "changed" and "json" not in page["changeTracking"]


def ran(api: Api, path: str, body: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The verdicts of a crawl or batch that ends, by path."""
    reply = api.post(path, body)
    assert reply.status_code == 200 and "warning" not in reply.get_json(), reply.get_data(as_text=True)
    Crawler(api.service.gateway, api.service.database).run_once()
    status = api.get(f"{path}/{reply.get_json()['id']}").get_json()
    assert status["status"] == "completed", status
    return {urlsplit(page["metadata"]["sourceURL"]).path: page["changeTracking"] for page in status["data"]}


def test_each_page_of_a_crawl_is_compared_with_the_crawl_before(api: Api, site: Site) -> None:
    shown = {"formats": ["markdown", {"type": "changeTracking", "modes": ["git-diff"]}]}
    body = {"url": site.page("/", links=["/a", "/b"]), "scrapeOptions": shown}
    for path in ("/a", "/b"):
        site.page(path, text=f"First words of {path}")
    first = ran(api, "/v2/crawl", body)
    site.page("/b", text="Other words of it")
    second = ran(api, "/v2/crawl", body)

    assert {path: verdict["changeStatus"] for path, verdict in first.items()} == dict.fromkeys(("/", "/a", "/b"), "new")
    states = {path: verdict["changeStatus"] for path, verdict in second.items()}
    assert states == {"/": "same", "/a": "same", "/b": "changed"}
    assert "+Other words of it" in second["/b"]["diff"]["text"]
    assert all(verdict["previousScrapeAt"] and verdict["visibility"] == "visible" for verdict in second.values())


def test_scrapes_crawls_and_batches_compare_with_one_copy(api: Api, site: Site) -> None:
    url, shown = site.page("/", text="First words of it"), {"formats": ["markdown", {"type": "changeTracking"}]}
    assert tracked(api, site.url)["changeStatus"] == "new"
    assert ran(api, "/v2/crawl", {"url": url, "scrapeOptions": shown})["/"]["changeStatus"] == "same"
    site.page("/", text="Other words of it")
    assert ran(api, "/v2/batch/scrape", {"urls": [url], **shown})["/"]["changeStatus"] == "changed"

    assert tracked(api, url)["changeStatus"] == "same"


def test_a_page_of_a_batch_that_went_away_is_removed(api: Api, site: Site) -> None:
    url = site.page("/", text="Words of it")
    body = {"urls": [url], "formats": ["changeTracking"]}
    ran(api, "/v1/batch/scrape", body)
    site.page("/", status=410)

    assert ran(api, "/v1/batch/scrape", body)["/"]["changeStatus"] == "removed"


def test_a_page_that_is_read_again_because_storing_it_failed_is_still_new(
    api: Api, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    crawler = Crawler(api.service.gateway, api.service.database)
    body = {"urls": [site.page("/")], "formats": ["changeTracking"]}
    batch_id = api.post("/v2/batch/scrape", body).get_json()["id"]
    with monkeypatch.context() as patched:
        patched.setattr("scrape_proxy.crawls.job_run.store_copy", lose_the_database)
        with pytest.raises(DatabaseUnavailable):
            crawler.run_once()
    with api.service.database.transaction({"app.crawler": "on"}) as connection:
        connection.run("UPDATE crawl_jobs SET lease_until = now() - interval '1 second'")
    crawler.run_once()

    [page] = api.get(f"/v2/batch/scrape/{batch_id}").get_json()["data"]
    assert page["changeTracking"]["changeStatus"] == "new"


def lose_the_database(*_: Any) -> None:
    """Fail as a lost connection does."""
    raise DatabaseUnavailable()


@pytest.mark.parametrize(
    "options",
    [
        {"modes": ["other"]},
        {"modes": "git-diff"},
        {"tag": 5},
        {"tag": "x" * 101},
        {"modes": ["json"], "schema": "x"},
        {"modes": ["json"], "prompt": 5},
    ],
)
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
