"""Search through the operator's engine, in Firecrawl's words."""

import json
from typing import Any

import pytest
from scrape_client import Api
from scrape_site import Site

from suite.settings import Secret

RESULTS = [
    {"url": "PAGE", "title": "First", "content": "About the first"},
    {"url": "PAGE", "title": "The same again"},
    {"url": "/relative", "title": "No address"},
    {"url": "javascript:x()", "title": "No page"},
    {"title": "Nothing"},
    "nonsense",
    {"url": "http://10.0.0.1/", "title": "Private", "content": 5},
]


@pytest.fixture
def engine(site: Site) -> Site:
    """A SearXNG that finds the site's own page."""
    results = json.dumps({"results": RESULTS}).replace("PAGE", site.page("/page", text="found words"))
    site.fallback = lambda handler: (200, results.encode(), {"Content-Type": "application/json"})
    return site


@pytest.fixture
def searching(start: Any, engine: Site) -> Api:
    client: Api = start(search_url=engine.url)
    return client


def results(api: Api, version: str, **fields: Any) -> list[dict[str, Any]]:
    reply = api.post(f"/{version}/search", {"query": "words", **fields})
    assert reply.status_code == 200, reply.get_data(as_text=True)
    data = reply.get_json()["data"]
    listed: list[dict[str, Any]] = data["web"] if version == "v2" else data
    return listed


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_results_are_addresses_with_title_and_description(searching: Api, engine: Site, version: str) -> None:
    assert results(searching, version) == [
        {"url": f"{engine.url}/page", "title": "First", "description": "About the first"},
        {"url": "http://10.0.0.1/", "title": "Private", "description": ""},
    ]
    assert len(results(searching, version, limit=1)) == 1
    assert "/search?q=words&format=json" in engine.hits


def test_pages_are_scraped_when_formats_are_asked_for_and_private_ones_are_not(searching: Api) -> None:
    first, private = results(searching, "v2", scrapeOptions={"formats": ["markdown"]})

    assert "found words" in first["markdown"]
    assert "markdown" not in private and private["warning"] == "Target address is not allowed"


def test_a_page_that_is_found_is_as_new_as_its_caller_wants(start: Any, engine: Site) -> None:
    api = start(search_url=engine.url, cache_ttl_s=60)
    for options in ({}, {}, {"maxAge": 0}):
        results(api, "v2", limit=1, scrapeOptions={"formats": ["markdown"], **options})

    assert engine.hits["/page"] == 2


def test_brave_is_asked_in_its_words(start: Any, site: Site) -> None:
    body = json.dumps({"web": {"results": [{"url": "https://example.com/", "title": "E", "description": "D"}]}})
    site.fallback = lambda handler: (200, body.encode(), {"Content-Type": "application/json"})
    api = start(search_url=site.url, search_kind="brave", search_key=Secret("brave-key"))

    assert results(api, "v2") == [{"url": "https://example.com/", "title": "E", "description": "D"}]
    assert site.headers[0]["X-Subscription-Token"] == "brave-key"


def test_without_an_engine_it_says_what_to_set(api: Api) -> None:
    reply = api.post("/v2/search", {"query": "words"})

    assert reply.status_code == 400 and "SCRAPE_SEARCH_URL" in reply.get_json()["error"]


@pytest.mark.parametrize("answer", [(500, b"x"), (200, b"nonsense"), (200, b'{"n":1e999}'), (200, b"[" * 5000)])
def test_an_engine_that_fails_is_named_or_finds_nothing(start: Any, site: Site, answer: tuple[int, bytes]) -> None:
    site.fallback = lambda handler: (*answer, {"Content-Type": "application/json"})
    reply = start(search_url=site.url).post("/v2/search", {"query": "words"})

    assert reply.status_code in (200, 500)
    if reply.status_code == 500:
        assert reply.get_json()["error"].startswith("The search engine does not answer")


@pytest.mark.parametrize("fields", [{"query": ""}, {"query": 5}, {"query": "x" * 501}, {"limit": "x"}])
def test_wrong_fields_are_named(searching: Api, fields: dict[str, Any]) -> None:
    reply = searching.post("/v2/search", {"query": "words", **fields})

    assert reply.status_code == 400 and reply.get_json()["details"]
