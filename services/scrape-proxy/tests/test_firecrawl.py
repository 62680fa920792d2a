"""Through Firecrawl: what is sent, what comes back, what failures become."""

from typing import Any

import pytest
from scrape_client import CRAWL, MAP, SCRAPE, Api, refusal
from stand_in_firecrawl import StandInFirecrawl

from suite.outbound import AddressGuard
from suite_ops.database.throwaway import free_port

URL = "https://example.com/a"
GUARD = AddressGuard(resolve=lambda host, port: ["8.8.8.8"])


@pytest.fixture
def through(start: Any, firecrawl: StandInFirecrawl) -> Api:
    """A client of a proxy that only uses Firecrawl."""
    client: Api = start(GUARD, engine="firecrawl", firecrawl_url=firecrawl.url, firecrawl_timeout_ms=400)
    return client


def test_a_scrape_is_passed_on_without_defaults_and_unknown_keys(through: Api, firecrawl: StandInFirecrawl) -> None:
    sent = {"url": URL, "formats": [], "waitFor": "100", "onlyMainContent": "1", "includeTags": ["a"]}
    reply = through.post(SCRAPE, {**sent, "other": 1}, headers={"X-Request-ID": "abc", "Cookie": "a=b"})

    method, path, headers, body = firecrawl.calls[0]
    assert (method, path, body) == ("POST", "/v1/scrape", sent)
    assert (headers["X-Request-ID"], headers["Content-Type"]) == ("abc", "application/json")
    assert "Authorization" not in headers and "Cookie" not in headers
    assert reply.get_json() == {
        "success": True,
        "engine": "firecrawl",
        "data": {"markdown": "# From Firecrawl", "metadata": {"statusCode": 200}},
    }
    assert reply.headers["X-Scrape-Engine"] == "firecrawl"


def test_nested_data_is_unwrapped_once_more(through: Api, firecrawl: StandInFirecrawl) -> None:
    firecrawl.says({"success": True, "data": {"success": True, "data": {"markdown": "x"}}})

    assert through.scraped(URL) == {"markdown": "x"}


def test_the_key_is_sent_only_when_there_is_one(start: Any, firecrawl: StandInFirecrawl) -> None:
    start(GUARD, engine="firecrawl", firecrawl_url=firecrawl.url, firecrawl_key="fc-1").scraped(URL)

    assert firecrawl.calls[0][2]["Authorization"] == "Bearer fc-1"


@pytest.mark.parametrize(
    ("status", "sent", "expected", "code", "message"),
    [
        (402, {"error": "No credits"}, 402, "UPSTREAM_ERROR", "No credits"),
        (429, {"message": "Slow down"}, 429, "UPSTREAM_ERROR", "Slow down"),
        (503, {"other": 1}, 503, "UPSTREAM_ERROR", "Firecrawl API error"),
        (500, {"error": "secret trace"}, 500, "INTERNAL", "Internal server error"),
        (500, {"error": "Job not found"}, 404, "NOT_FOUND", "Job not found"),
        (422, {"error": "Validation failed: x"}, 400, "VALIDATION", "Validation failed"),
    ],
)
def test_errors_are_translated(
    through: Api, firecrawl: StandInFirecrawl, status: int, sent: Any, expected: int, code: str, message: str
) -> None:
    firecrawl.says(sent, status, Retry_After="7")
    reply = through.scrape(URL)
    body = refusal(reply, expected, code)

    assert body["error"] == message
    assert reply.headers["Retry-After"] == "7"
    assert "details" not in body
    assert len(firecrawl.calls) == 1


def test_an_error_without_body_is_told_by_its_status(through: Api, firecrawl: StandInFirecrawl) -> None:
    firecrawl.sends(b"", 418)

    assert through.scrape(URL).get_json()["error"] == "Firecrawl request failed with status 418"


def test_details_are_shown_only_in_development(start: Any, firecrawl: StandInFirecrawl) -> None:
    firecrawl.says({"error": "bad", "extra": 1}, 400)
    client = start(GUARD, engine="firecrawl", firecrawl_url=firecrawl.url, app_env="development")

    assert client.scrape(URL).get_json()["details"] == {"error": "bad", "extra": 1}


@pytest.mark.parametrize("body", [b"{oops", b"[1]", b'"x"', b'{"success":true}', b""])
def test_an_answer_that_is_no_answer_is_an_internal_error(
    through: Api, firecrawl: StandInFirecrawl, body: bytes
) -> None:
    firecrawl.sends(body)

    assert refusal(through.scrape(URL), 500, "INTERNAL")["error"] == "Internal server error"


def test_a_truncated_answer_is_an_internal_error(through: Api, firecrawl: StandInFirecrawl) -> None:
    firecrawl.sends(b'{"succ', Content_Length="500", Connection="close")

    refusal(through.scrape(URL), 500, "INTERNAL")


def test_a_huge_answer_stops_at_the_cap(start: Any, firecrawl: StandInFirecrawl) -> None:
    firecrawl.sends(b'{"data":"' + b"x" * 200_000 + b'"}')
    client = start(GUARD, engine="firecrawl", firecrawl_url=firecrawl.url, max_upstream_bytes=100_000)

    assert refusal(client.scrape(URL), 502, "RESPONSE_TOO_LARGE")["error"] == "Response exceeds 100000 bytes"


def test_a_hung_firecrawl_times_out(through: Api, firecrawl: StandInFirecrawl) -> None:
    firecrawl.hangs()

    assert refusal(through.scrape(URL), 504, "UPSTREAM_TIMEOUT")["error"] == "Firecrawl request timed out"
    assert len(firecrawl.calls) == 1


def test_a_timeout_of_the_body_stretches_the_call(through: Api, firecrawl: StandInFirecrawl) -> None:
    slow = {"success": True, "data": {"markdown": "late"}}
    firecrawl.answer = lambda handler: (firecrawl.stopping.wait(0.8), handler.json(slow))[1]

    assert through.scraped(URL, timeout=1000) == {"markdown": "late"}
    refusal(through.scrape(URL), 504, "UPSTREAM_TIMEOUT")


def test_a_refused_connection_is_unavailable(start: Any) -> None:
    client = start(GUARD, engine="firecrawl", firecrawl_url=f"http://127.0.0.1:{free_port()}")
    body = refusal(client.scrape(URL), 503, "UPSTREAM_UNAVAILABLE")

    assert body["error"] == "Firecrawl service unavailable"


def test_an_answer_from_a_blocked_address_is_discarded(through: Api, firecrawl: StandInFirecrawl) -> None:
    firecrawl.says({"data": {"markdown": "secret", "metadata": {"url": "http://169.254.169.254/x"}}})
    body = refusal(through.scrape(URL), 400, "BLOCKED_TARGET")

    assert "secret" not in str(body)


def test_a_blocked_target_never_reaches_firecrawl(through: Api, firecrawl: StandInFirecrawl) -> None:
    for path in (SCRAPE, CRAWL, MAP):
        refusal(through.post(path, {"url": "http://169.254.169.254/"}), 400, "BLOCKED_TARGET")

    assert firecrawl.calls == []


def test_a_name_unknown_here_is_for_firecrawl_to_judge_unless_strict(start: Any, firecrawl: StandInFirecrawl) -> None:
    url = "https://nowhere.invalid/"
    lax = start(engine="firecrawl", firecrawl_url=firecrawl.url)
    strict = start(engine="firecrawl", firecrawl_url=firecrawl.url, dns_strict=True)

    assert lax.scrape(url).status_code == 200
    refusal(strict.scrape(url), 502, "TARGET_UNREACHABLE")
    assert len(firecrawl.calls) == 1


def test_the_breaker_opens_answers_at_once_and_tries_again(start: Any, firecrawl: StandInFirecrawl) -> None:
    client = start(GUARD, engine="firecrawl", firecrawl_url=firecrawl.url)
    breaker = client.service.gateway.firecrawl.breaker
    now = [1000.0]
    breaker._clock = lambda: now[0]
    firecrawl.says({"error": "down"}, 502)
    for _ in range(5):
        assert client.scrape(URL).status_code == 502

    reply = client.scrape(URL)
    refusal(reply, 503, "UPSTREAM_UNAVAILABLE")
    assert reply.headers["Retry-After"] == "60"
    assert (len(firecrawl.calls), breaker.state) == (5, "open")
    circuit = 'scrape_circuit_state{service="firecrawl-proxy"}'
    assert f"{circuit} 2.0" in client.get("/metrics").get_data(as_text=True)

    now[0] += 61
    assert client.scrape(URL).status_code == 502
    assert breaker.state == "open"

    now[0] += 61
    firecrawl.says({"data": {"markdown": "back"}})
    assert client.scraped(URL) == {"markdown": "back"}
    assert breaker.state == "closed"
    assert f"{circuit} 0.0" in client.get("/metrics").get_data(as_text=True)


def test_refusals_do_not_open_the_breaker(through: Api, firecrawl: StandInFirecrawl) -> None:
    firecrawl.says({"error": "no"}, 429)
    for _ in range(6):
        through.scrape(URL)

    assert len(firecrawl.calls) == 6


def test_auto_uses_firecrawl_while_it_is_ready(start: Any, firecrawl: StandInFirecrawl) -> None:
    assert start(GUARD, engine="auto", firecrawl_url=firecrawl.url).scrape(URL).get_json()["engine"] == "firecrawl"


def test_auto_does_not_repeat_a_failure_on_the_other_engine(start: Any, firecrawl: StandInFirecrawl) -> None:
    firecrawl.says({"error": "x"}, 502)
    client = start(GUARD, engine="auto", firecrawl_url=firecrawl.url)

    refusal(client.scrape(URL), 502, "UPSTREAM_ERROR")


def test_auto_serves_itself_what_firecrawl_never_received(start: Any, firecrawl: StandInFirecrawl, site: Any) -> None:
    client = start(engine="auto", firecrawl_url=firecrawl.url)
    assert client.service.gateway.firecrawl.probe.reachable()
    firecrawl.shutdown()
    firecrawl.server_close()

    reply = client.scrape(site.page("/"))
    assert (reply.status_code, reply.get_json()["engine"]) == (200, "embedded")
    firecrawl.shutdown = lambda: None  # type: ignore[method-assign]


def test_a_crawl_is_recorded_and_followed(through: Api, firecrawl: StandInFirecrawl) -> None:
    firecrawl.says({"success": True, "id": "fc-1", "url": "http://elsewhere/"})
    reply = through.post(CRAWL, {"url": URL, "limit": "5", "scrapeOptions": {"any": 1}, "x": 1})
    assert reply.get_json() == {"success": True, "engine": "firecrawl", "data": {"id": "fc-1", "url": URL}}
    assert firecrawl.calls[0][1:2] + firecrawl.calls[0][3:] == (
        "/v1/crawl",
        {"url": URL, "limit": "5", "scrapeOptions": {"any": 1}},
    )

    firecrawl.says({"success": True, "status": "waiting", "total": None, "next": "http://fc:3002/v1/crawl/fc-1?skip=9"})
    assert through.status("fc-1", "?skip=3") == {
        "success": True,
        "status": "scraping",
        "total": 0,
        "completed": 0,
        "data": [],
        "next": "/api/v1/crawl/fc-1?skip=9",
    }
    assert firecrawl.calls[-1][:2] == ("GET", "/v1/crawl/fc-1?skip=3")

    firecrawl.says({"errors": [{"id": "1", "timestamp": "t", "url": "u", "error": "e"}], "robotsBlocked": []})
    assert through.errors("fc-1")["errors"][0]["error"] == "e"

    firecrawl.says({"success": True})
    for _ in range(2):
        assert through.delete(f"{CRAWL}/fc-1").get_json()["data"] == {"id": "fc-1", "status": "cancelled"}


def test_a_crawl_of_somebody_else_is_not_asked_for(through: Api, firecrawl: StandInFirecrawl) -> None:
    firecrawl.says({"id": "fc-2"})
    through.begin(URL)
    asked = len(firecrawl.calls)

    refusal(Api(through.service, "stranger").get(f"{CRAWL}/fc-2"), 404, "NOT_FOUND")
    assert len(firecrawl.calls) == asked


def test_an_unknown_crawl_is_asked_for(through: Api, firecrawl: StandInFirecrawl) -> None:
    firecrawl.says({"success": True, "status": "completed", "total": 1, "completed": 1, "data": [{}]})
    assert through.status("older-1")["status"] == "completed"

    firecrawl.says({"error": "Job not found"}, 404)
    assert refusal(through.get(f"{CRAWL}/older-2"), 404, "NOT_FOUND")["error"] == "Crawl job not found"


def test_a_status_is_asked_again_when_firecrawl_is_busy(through: Api, firecrawl: StandInFirecrawl) -> None:
    answers = iter([503])
    firecrawl.answer = lambda handler: handler.json({"status": "completed"}, next(answers, 200))

    assert through.status("older-3")["status"] == "completed"
    assert len(firecrawl.calls) == 2


@pytest.mark.parametrize("sent", [{"links": ["a"]}, {"data": {"links": ["a"]}}, {"data": ["a"]}])
def test_a_map_is_passed_on(through: Api, firecrawl: StandInFirecrawl, sent: Any) -> None:
    firecrawl.says({"success": True, **sent})

    assert through.post(MAP, {"url": URL, "limit": 3}).get_json()["data"] == {"links": ["a"]}
    assert firecrawl.calls[0][3] == {"url": URL, "limit": 3}


def test_the_watchdog_ends_what_nobody_ends(through: Api, firecrawl: StandInFirecrawl) -> None:
    from scrape_proxy.crawls.crawler import Crawler

    firecrawl.says({"id": "fc-3"})
    through.begin(URL, limit=2)
    firecrawl.answer = lambda handler: handler.json({"status": "scraping", "total": 9, "completed": 3})

    Crawler(through.service.gateway, through.service.database).watch_once()

    assert ("DELETE", "/v1/crawl/fc-3") in [call[:2] for call in firecrawl.calls]
    told = through.status("fc-3")
    assert (told["status"], told["error"]) == ("failed", "watchdog: page limit")
