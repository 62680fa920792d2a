"""Scrapes that are reused: when, for whom, how long."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from scrape_client import Api
from scrape_site import HTML, Site

from scrape_proxy.scrapes import cache, scrape
from scrape_proxy.scrapes.freshness import lifetime_of
from suite.bounded import ClientLeft
from suite_testing.processes import at_once


@pytest.fixture
def caching(start: Any) -> Api:
    """A client of a proxy that remembers scrapes for a minute."""
    client: Api = start(cache_ttl_s=60)
    return client


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time the cache reads; a test moves it."""
    now = [1_000_000.0]
    monkeypatch.setattr(cache, "time", lambda: now[0])
    monkeypatch.setattr(cache, "monotonic", lambda: now[0])
    monkeypatch.setattr("scrape_proxy.scrapes.scrape.time", lambda: now[0])
    return now


def hang_up(handler: Any) -> None:
    """End the connection without a word."""
    handler.close_connection = True


def words(api: Api, url: str, times: int = 2, **options: Any) -> list[str]:
    """X-Cache of some scrapes in a row."""
    return [api.scrape(url, **options).headers["X-Cache"] for _ in range(times)]


def test_the_second_scrape_comes_from_the_cache_with_its_age(caching: Api, site: Site, clock: list[float]) -> None:
    url = site.page("/")
    first = caching.scrape(url)
    clock[0] += 7
    second = caching.scrape(url)

    assert (first.headers["X-Cache"], second.headers["X-Cache"], second.headers["Age"]) == ("MISS", "HIT", "7")
    assert "Age" not in first.headers
    assert first.get_json() == second.get_json()
    assert site.hits["/"] == 1


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_a_copy_older_than_a_caller_wants_is_made_again(
    caching: Api, site: Site, clock: list[float], version: str
) -> None:
    def cached(**options: Any) -> str:
        return str(caching.post(f"/{version}/scrape", {"url": url, **options}).headers["X-Cache"])

    url = site.page("/")
    assert (cached(), cached(maxAge=20_000)) == ("MISS", "HIT")
    clock[0] += 30
    assert (cached(maxAge=40_000), cached(maxAge=20_000), cached(maxAge=20_000)) == ("HIT", "MISS", "HIT")
    assert cached(maxAge=0) == "MISS"


@pytest.mark.parametrize("options", [{"storeInCache": False}, {"zeroDataRetention": True}])
def test_a_caller_who_wants_nothing_stored_leaves_no_copy(caching: Api, site: Site, options: dict[str, Any]) -> None:
    url = site.page("/")
    replies = [caching.post("/v2/scrape", {"url": url, **one}) for one in (options, {}, options)]

    assert [reply.headers["X-Cache"] for reply in replies] == ["BYPASS", "MISS", "BYPASS"]


def test_a_request_says_how_old_a_copy_may_be(caching: Api, site: Site, clock: list[float]) -> None:
    url = site.page("/")
    caching.scrape(url)
    clock[0] += 10

    assert words(caching, url, times=1, headers={"Cache-Control": "max-age=10"}) == ["HIT"]
    assert words(caching, url, times=1, headers={"Cache-Control": "private, max-age=9"}) == ["MISS"]


def test_the_order_of_keys_does_not_matter_but_formats_do(caching: Api, site: Site) -> None:
    url = site.page("/")
    caching.post("/api/v1/scrape", {"url": url, "formats": ["html"]})
    same = caching.post("/api/v1/scrape", {"formats": ["html"], "url": url})
    other = caching.post("/api/v1/scrape", {"formats": ["links"], "url": url})

    assert (same.headers["X-Cache"], other.headers["X-Cache"]) == ("HIT", "MISS")


def test_an_expired_scrape_is_made_again(caching: Api, site: Site, clock: list[float]) -> None:
    url = site.page("/")
    caching.scrape(url)
    clock[0] += 61

    assert caching.scrape(url).headers["X-Cache"] == "MISS"
    assert site.hits["/"] == 2


def test_a_request_may_refresh_or_avoid_the_cache(caching: Api, site: Site) -> None:
    url = site.page("/")
    caching.scrape(url)

    assert words(caching, url, 1, headers={"Cache-Control": "no-cache"}) == ["MISS"]
    assert words(caching, url, 1, headers={"Cache-Control": "no-store"}) == ["BYPASS"]
    assert site.hits["/"] == 3
    assert words(caching, url, 1) == ["HIT"]


@pytest.mark.parametrize(
    "headers",
    [{"Cache-Control": "no-store"}, {"Cache-Control": "private"}, {"Vary": "*"}, {"Set-Cookie": "a=b"}],
)
def test_what_the_target_forbids_is_not_stored(caching: Api, site: Site, headers: dict[str, str]) -> None:
    assert words(caching, site.page("/", headers=headers)) == ["MISS", "MISS"]


def test_errors_of_the_target_and_addresses_with_user_info_are_not_stored(caching: Api, site: Site) -> None:
    secret = site.page("/").replace("://", "://user:word@")

    assert words(caching, site.page("/lost", status=404)) == ["MISS", "MISS"]
    assert words(caching, secret) == ["BYPASS", "BYPASS"]


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 60),
        ({"Cache-Control": "max-age=5"}, 5),
        ({"Cache-Control": "max-age=5, s-maxage=9"}, 9),
        ({"Cache-Control": "public, max-age=999999"}, 3600),
        ({"Cache-Control": "max-age=0"}, 0),
    ],
)
def test_the_target_says_how_long(headers: dict[str, str], seconds: int) -> None:
    assert lifetime_of(headers, 60) == seconds


def test_a_stale_copy_stands_in_for_a_failure_for_a_while(caching: Api, site: Site, clock: list[float]) -> None:
    url = site.page("/")
    body = caching.scrape(url).get_json()
    site.answers["/"] = hang_up
    clock[0] += 100

    stale = caching.scrape(url)
    assert (stale.status_code, stale.headers["X-Cache"], stale.headers["Age"]) == (200, "STALE", "100")
    assert stale.get_json() == body

    clock[0] += 300
    assert caching.scrape(url).status_code == 502


def test_a_stale_copy_stands_in_for_an_error_of_the_target(caching: Api, site: Site, clock: list[float]) -> None:
    url = site.page("/")
    caching.scrape(url)
    site.page("/", status=500)
    clock[0] += 100

    assert caching.scrape(url).headers["X-Cache"] == "STALE"


def test_fifty_identical_scrapes_at_once_are_one_fetch(caching: Api, site: Site) -> None:
    page = (200, b"<p>um</p>", HTML)
    site.answers["/"] = lambda handler: (site.stopping.wait(1.0), page)[1]

    replies = at_once([lambda: caching.scrape(site.url + "/") for _ in range(50)])

    assert {reply.status_code for reply in replies} == {200}
    assert site.hits["/"] == 1
    assert sorted({reply.headers["X-Cache"] for reply in replies}) in (
        ["COALESCED", "MISS"],
        ["COALESCED", "HIT", "MISS"],
    )


def test_another_caller_does_not_share_a_fetch_in_progress(caching: Api, site: Site) -> None:
    page = (200, b"<p>um</p>", HTML)
    site.answers["/"] = lambda handler: (site.stopping.wait(0.5), page)[1]
    other = Api(caching.service, "somebody")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda client: client.scrape(site.url + "/"), (caching, other)))

    assert site.hits["/"] == 2


def test_the_local_store_forgets_the_least_used_beyond_its_size() -> None:
    store = cache.LocalStore(100)
    for name in "abcde":
        store.put(name, cache.CachedScrape(b"x" * 25, 0, 60), 60)
        store.get("b")

    assert [name for name in "abcde" if store.get(name)] == ["b", "c", "d", "e"][-4:]
    store.put("large", cache.CachedScrape(b"x" * 26, 0, 60), 60)
    assert store.get("large") is None


def test_an_unreachable_redis_is_a_miss(start: Any, site: Site) -> None:
    client = start(cache_ttl_s=60, redis_url="redis://127.0.0.1:1/0")

    assert words(client, site.page("/")) == ["MISS", "MISS"]


def test_who_waited_for_a_client_that_left_gets_the_page_all_the_same(
    start: Any, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = start(cache_ttl_s=60)
    url = site.page("/")
    begun, left = Event(), Event()
    attempts = []

    def compute(*arguments: Any) -> bytes:
        attempts.append(arguments)
        if len(attempts) > 1:
            return b'{"markdown":"there"}'
        begun.set()
        left.wait(30)
        raise ClientLeft

    monkeypatch.setattr(scrape, "process", compute)
    with ThreadPoolExecutor(2) as pool:
        leader = pool.submit(lambda: Api(client.service, client.user).scrape(url).status_code)
        assert begun.wait(30)
        follower = pool.submit(lambda: Api(client.service, client.user).scrape(url).get_json())
        left.set()

        assert follower.result()["data"] == {"markdown": "there"}
        assert leader.result() in (200, 499)
