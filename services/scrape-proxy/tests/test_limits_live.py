"""Rate limits over real workers: counted together by Redis, and bounded without it."""

import math
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import pytest
import redis
import requests
from scrape_client import MAP

from suite_ops.database.throwaway import free_port
from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestDatabase
from suite_testing.processes import RunningService, at_once, running_service
from suite_testing.redis_server import running_redis

PATIENCE_SECONDS = 60.0
ORIGIN = "http://localhost:3103"
LIMIT = 21  # uneven: two workers grant 11 each when they cannot count together
Starter = Callable[..., AbstractContextManager[RunningService]]


@pytest.fixture
def start(database: TestDatabase, tmp_path: Path) -> Starter:
    """A gunicorn that allows 21 requests an hour and client."""

    def start_service(name: str, workers: int, redis_url: str = "") -> AbstractContextManager[RunningService]:
        folder = tmp_path / name
        folder.mkdir()
        variables = {
            "SCRAPE_PROXY_DATABASE_URL": database.dsn("app_scrape"),
            "SCRAPE_PROXY_WORKERS": str(workers),
            "SCRAPE_ENGINE": "embedded",
            "SCRAPE_CRAWLER": "external",
            "RATE_LIMIT_ENABLED": "true",
            "FIRECRAWL_PROXY_RATE_LIMIT_MAX": str(LIMIT),
            "FIRECRAWL_PROXY_RATE_LIMIT_WINDOW_MS": "3600000",
            "REDIS_URL": redis_url,
            "SHUTDOWN_TIMEOUT_MS": "1000",
        }
        return running_service("scrape_proxy.wsgi:app", "scrape_proxy.settings", "SCRAPE_PROXY", variables, folder)

    return start_service


def ask(service: RunningService) -> requests.Response:
    """A request over a connection of its own; it is refused by its rules, or before them by the limit."""
    with service.caller(Origin=ORIGIN) as caller:
        return caller.post(MAP, json={})


def admitted(services: list[RunningService]) -> int:
    """How many of two dozen requests at once are let through, spread evenly over the services."""
    jobs = [
        lambda service=service: ask(service).status_code for service in services for _ in range(24 // len(services))
    ]
    return at_once(jobs).count(400)


def test_workers_of_two_hosts_share_the_limit_by_redis(start: Starter, tmp_path: Path) -> None:
    with ExitStack() as running:
        url = running.enter_context(running_redis(free_port(), tmp_path))
        hosts = [running.enter_context(start(name, 1, url)) for name in ("one", "two")]
        assert [ask(host).status_code for host in hosts for _ in range(8)] == [400] * 16

        assert admitted(hosts) == LIMIT - 16
        assert [ask(host).status_code for host in hosts] == [429, 429]


def test_a_refusal_tells_the_seconds_until_the_shared_window_ends(start: Starter, tmp_path: Path) -> None:
    with running_redis(free_port(), tmp_path) as url, start("one", 2, url) as service:
        assert admitted([service]) == LIMIT
        with redis.Redis.from_url(url) as store:
            (key,) = store.keys("*limit*")
            longest = math.ceil(store.pttl(key) / 1000)
            reply = ask(service)
            shortest = math.floor(store.pttl(key) / 1000)

        body = reply.json()
        wait = int(reply.headers["Retry-After"])
        assert shortest <= wait <= longest + 1
        assert (reply.status_code, body["code"], body["retryAfter"]) == (429, "RATE_LIMITED", wait)
        assert reply.headers["RateLimit-Policy"] == f"{LIMIT};w=3600"
        assert reply.headers["RateLimit"] == f"limit={LIMIT}, remaining=0, reset={wait}"
        assert reply.headers["Access-Control-Allow-Origin"] == ORIGIN
        with service.caller() as caller:
            assert [caller.get(path).status_code for path in ("/health", "/readyz", "/metrics")] == [200] * 3


def test_without_redis_two_workers_admit_at_most_one_more_than_the_limit(start: Starter) -> None:
    with start("one", 2) as service:
        passed = 0

        def both_are_exhausted() -> bool:
            nonlocal passed
            passed += admitted([service])
            return passed >= LIMIT + 1

        assert wait_until(both_are_exhausted, PATIENCE_SECONDS)
        assert passed == LIMIT + 1
        assert admitted([service]) == 0
        assert int(ask(service).headers["Retry-After"]) <= 3600


def test_when_redis_goes_away_each_worker_grants_its_share(start: Starter, tmp_path: Path) -> None:
    with ExitStack() as running:
        with running_redis(free_port(), tmp_path) as url:
            service = running.enter_context(start("one", 2, url))
            assert ask(service).headers["RateLimit-Limit"] == str(LIMIT)

        reply = ask(service)
        assert (reply.status_code, reply.headers["RateLimit-Limit"]) == (400, str(math.ceil(LIMIT / 2)))
