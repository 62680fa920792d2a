"""Health, readiness, limits, metrics: what operators and the dashboard see."""

from threading import Thread
from typing import Any

import pytest
from scrape_client import SCRAPE, Api, refusal
from scrape_site import Site
from stand_in_firecrawl import StandInFirecrawl

from scrape_proxy.firecrawl.probe import Probe
from suite.settings import Secret
from suite_ops.database.throwaway import free_port

ORIGIN = "http://localhost:3103"


def health(api: Api) -> dict[str, Any]:
    """`data` of /health."""
    reply = api.get("/health")
    assert (reply.status_code, reply.get_json()["success"]) == (200, True)
    data: dict[str, Any] = reply.get_json()["data"]
    return data


def test_health_tells_engine_circuit_and_firecrawl(start: Any, firecrawl: StandInFirecrawl) -> None:
    address = firecrawl.url.replace("://", "://user:secret@")
    data = health(start(engine="auto", firecrawl_url=address))

    assert set(data) == {
        "service", "status", "version", "uptime", "timestamp", "engine", "circuit", "firecrawl",
    }  # fmt: skip
    assert (data["service"], data["status"], data["circuit"]) == ("firecrawl-proxy", "ok", "closed")
    assert data["engine"] == {"mode": "auto", "active": "firecrawl"}
    assert data["firecrawl"] == {"reachable": True, "baseUrl": firecrawl.url}


@pytest.mark.parametrize(("engine", "status"), [("auto", "ok"), ("embedded", "ok"), ("firecrawl", "degraded")])
def test_without_firecrawl_only_the_firecrawl_mode_is_degraded(start: Any, engine: str, status: str) -> None:
    client = start(engine=engine, firecrawl_url=f"http://127.0.0.1:{free_port()}")
    data = health(client)

    assert (data["status"], data["firecrawl"]["reachable"]) == (status, False)
    assert client.get("/readyz").status_code == (503 if engine == "firecrawl" else 200)


def test_a_hung_firecrawl_counts_as_unreachable(start: Any, firecrawl: StandInFirecrawl) -> None:
    firecrawl.answer_probe = lambda handler: (firecrawl.stopping.wait(), None)[1]
    data = health(start(engine="auto", firecrawl_url=firecrawl.url))

    assert data["engine"]["active"] == "embedded"


def test_an_answer_that_comes_at_once_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    class AtOnce(Thread):
        def start(self) -> None:
            self.run()

    monkeypatch.setattr("scrape_proxy.firecrawl.probe.Thread", AtOnce)
    assert Probe(lambda: True).reachable()
    assert not Probe(lambda: False).reachable()


def test_one_probe_answers_many_questions(start: Any, firecrawl: StandInFirecrawl) -> None:
    client = start(engine="auto", firecrawl_url=firecrawl.url)
    for _ in range(5):
        health(client)

    assert firecrawl.probes == 1


def test_a_broken_database_degrades_health_and_fails_crawls_only(start: Any, site: Site) -> None:
    client = start(database_url=Secret(f"postgresql://a:b@127.0.0.1:{free_port()}/x"), db_pool_timeout_ms=200)

    assert health(client)["status"] == "degraded"
    assert client.scrape(site.page("/")).status_code == 200
    refusal(client.post("/api/v1/crawl", {"url": site.url + "/"}), 503, "DATABASE_UNAVAILABLE")
    refusal(client.get("/api/v1/crawl/abc"), 503, "DATABASE_UNAVAILABLE")


def test_one_request_more_than_allowed_is_refused_with_the_true_wait(start: Any) -> None:
    client = start(rate_limit_enabled=True, rate_limit_max=100, worker_processes=1)
    first = client.get("/")
    for _ in range(99):
        assert client.get("/").status_code == 200
    reply = client.post(SCRAPE, {}, headers={"Origin": ORIGIN})
    body = refusal(reply, 429, "RATE_LIMITED")

    assert first.headers["RateLimit-Policy"] == "100;w=60"
    assert first.headers["RateLimit"].startswith("limit=100, remaining=99, reset=")
    assert body["error"] == "Too many requests, please try again later"
    assert body["retryAfter"] == int(reply.headers["Retry-After"])
    assert 1 <= body["retryAfter"] <= 60
    assert reply.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert client.get("/health").status_code == 200


def test_errors_carry_cors_headers(api: Api) -> None:
    for reply in (api.post(SCRAPE, {}, headers={"Origin": ORIGIN}), api.get("/zzz", headers={"Origin": ORIGIN})):
        assert reply.headers["Access-Control-Allow-Origin"] == ORIGIN
        assert "X-Scrape-Engine" in reply.headers["Access-Control-Expose-Headers"]


def test_metrics_have_the_names_dashboards_use(start: Any, site: Site) -> None:
    client = start(cache_ttl_s=60)
    client.scrape(site.page("/"))
    client.scrape(site.url + "/")
    client.scrape("http://127.0.0.1:9/")
    client.begin(site.url + "/")
    client.get("/api/v1/crawl/unknown")
    text = client.get("/metrics").get_data(as_text=True)

    for name, labels, value in (
        ("http_requests_total", 'method="POST",route="/api/v1/scrape",{},status_code="200"', 2),
        ("firecrawl_scrape_total", '{},status="success"', 1),
        ("firecrawl_scrape_duration_seconds_count", "{}", 2),
        ("firecrawl_crawl_jobs_total", '{},status="success"', 1),
        ("firecrawl_crawl_status_checks_total", 'crawl_status="error",{}', 1),
        ("scrape_engine_requests_total", 'engine="embedded",outcome="ok",{}', 1),
        ("scrape_engine_requests_total", 'engine="embedded",outcome="target_error",{}', 1),
        ("scrape_cache_total", 'result="hit",{}', 1),
        ("scrape_circuit_state", "{}", 0),
    ):
        spelled = labels.format('service="firecrawl-proxy"')
        assert f"tradingsystem_{name}{{{spelled}}} {value}.0" in text
    assert 'le="60.0"' in text
    assert 'route="/metrics"' not in client.get("/metrics").get_data(as_text=True)


def test_with_tokens_every_route_but_the_public_ones_asks_for_one(start: Any, site: Site) -> None:
    client = start(auth_mode="jwt", jwt_secret=Secret("s" * 32))

    for method, path in (
        ("POST", SCRAPE),
        ("POST", "/api/v1/crawl"),
        ("GET", "/api/v1/crawl/x"),
        ("DELETE", "/api/v1/crawl/x"),
        ("GET", "/api/v1/crawl/x/errors"),
        ("POST", "/api/v1/map"),
    ):
        refusal(client.request(method, path), 401, "UNAUTHORIZED")
    assert [client.get(path).status_code for path in ("/", "/health", "/healthz")] == [200, 200, 200]


def test_the_document_describes_every_route(api: Api) -> None:
    paths = api.get("/openapi.json").get_json()["paths"]

    assert {path for path in paths if path.startswith("/api/")} == {
        "/api/v1/scrape",
        "/api/v1/crawl",
        "/api/v1/crawl/{crawl_id}",
        "/api/v1/crawl/{crawl_id}/errors",
        "/api/v1/map",
    }
    assert api.get("/docs").status_code == 200
