"""Requests of a client in a window: alone, shared by Redis, and while Redis is away."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Blueprint

from suite.http import PUBLIC, Call, Reply, endpoint, json_reply, limits
from suite.http.limits import LimitStoreDown, LocalCounter, RateLimits
from suite_ops.database.throwaway import free_port
from suite_testing.redis_server import running_redis
from suite_testing.sample import sample_service, sample_settings

PATIENCE_SECONDS = 60
ON = {"RATE_LIMIT_ENABLED": "true", "SAMPLE_WORKERS": "1"}
HIT_SOME = """
import sys
from suite.http.limits import RateLimits
from suite_testing.redis_server import running_redis
from suite_testing.sample import sample_settings
limits = RateLimits(sample_settings({"RATE_LIMIT_ENABLED": "true", "REDIS_URL": sys.argv[1], "RATE_LIMIT_MAX": "50"}))
print(sum(limits.hit("a")[0] for _ in range(40)))
"""


def build(**environment: str) -> RateLimits:
    return RateLimits(sample_settings({**ON, **environment}))


class Clock:
    """The time of day, moved by hand."""

    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(limits, "time", clock)
    monkeypatch.setattr(limits, "monotonic", clock)
    return clock


def test_the_window_admits_its_number_and_opens_again(clock: Clock) -> None:
    counter = build(RATE_LIMIT_MAX="3", RATE_LIMIT_WINDOW_MS="60000")
    assert [counter.hit("a")[0] for _ in range(4)] == [True, True, True, False]
    assert counter.hit("b")[0] is True
    clock.now += 59.9
    assert counter.hit("a")[0] is False
    clock.now += 0.2
    assert counter.hit("a")[0] is True


def test_a_workers_share_is_told_the_same_by_every_header(clock: Clock) -> None:
    _, headers, _ = build(SAMPLE_WORKERS="4", RATE_LIMIT_MAX="10").hit("a")
    told = dict(headers)
    assert told["RateLimit-Limit"] == "3"
    assert told["RateLimit-Policy"].startswith("3;w=")
    assert told["RateLimit"].startswith("limit=3,")


def test_the_addresses_of_an_ipv6_network_share_a_window() -> None:
    client = sample_service(**{**ON, "RATE_LIMIT_MAX": "2"}).test_client()
    asked = [
        client.get("/openapi.json", environ_base={"REMOTE_ADDR": f"2001:db8:0:{network}::{host}"}).status_code
        for network, host in ((1, "1"), (1, "2"), (1, "ffff:1"), (2, "1"))
    ]
    assert asked == [200, 200, 429, 200]


def test_the_headers_tell_limit_rest_and_seconds(clock: Clock) -> None:
    counter = build(RATE_LIMIT_MAX="2", RATE_LIMIT_WINDOW_MS="60000")
    assert dict(counter.hit("a")[1])["RateLimit-Remaining"] == "1"
    clock.now += 10.5
    assert dict(counter.hit("a")[1])["RateLimit-Remaining"] == "0"
    allowed, headers, reset = counter.hit("a")
    assert (allowed, reset) == (False, 50)
    assert dict(headers) == {
        "RateLimit-Limit": "2",
        "RateLimit-Remaining": "0",
        "RateLimit-Reset": "50",
        "RateLimit-Policy": "2;w=60",
        "RateLimit": "limit=2, remaining=0, reset=50",
    }


@pytest.mark.parametrize(
    ("environment", "limit", "window"),
    [
        ({"RATE_LIMIT_MAX": "7", "RATE_LIMIT_WINDOW_MS": "1500"}, 7, 2),
        ({"RATE_LIMIT_MAX": "7", "RATE_LIMIT_TTL": "9"}, 7, 9),
        ({"RATE_LIMIT_MAX": "7", "RATE_LIMIT_PER_MINUTE": "5"}, 5, 60),
    ],
)
def test_every_way_to_write_the_limit_is_understood(environment: dict[str, str], limit: int, window: int) -> None:
    counter = build(**environment)
    assert (counter.limit, counter.window_seconds) == (limit, window)


@pytest.mark.parametrize(
    "off", [{"RATE_LIMIT_PER_MINUTE": "0"}, {"RATE_LIMIT_MAX": "0"}, {"RATE_LIMIT_ENABLED": "false"}]
)
def test_it_can_be_switched_off(off: dict[str, str]) -> None:
    counter = build(**off)
    assert counter.enabled is False
    assert all(counter.hit_costly("export", "a", 1, 60) is None for _ in range(3))


def test_a_costly_route_has_a_limit_of_its_own(clock: Clock) -> None:
    counter = build(RATE_LIMIT_MAX="1")
    assert counter.hit("a")[0] is True
    assert [counter.hit_costly("scrape", "a", 2, 30) for _ in range(3)] == [None, None, 30]
    assert counter.hit_costly("crawl", "a", 2, 30) is None
    assert counter.hit_costly("scrape", "b", 2, 30) is None


def test_what_is_remembered_of_clients_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "COUNTED_CLIENTS", 100)
    counter = LocalCounter()
    for number in range(1_000):
        counter.incr(f"client {number}", 60)
    assert len(counter._windows) <= 100
    assert counter.incr("client 999", 60)[0] == 2


def costly_routes() -> Blueprint:
    blueprint = Blueprint("costly", __name__)

    @blueprint.get("/costly")
    @endpoint(PUBLIC, "Expensive", limit=(2, 60), replies={200: "Done"})
    def work(call: Call) -> Reply:
        return json_reply({})

    return blueprint


def test_a_costly_route_refuses_with_the_time_to_wait() -> None:
    client = sample_service(costly_routes(), **ON).test_client()
    replies = [client.get("/costly") for _ in range(3)]
    assert [reply.status_code for reply in replies] == [200, 200, 429]
    assert 1 <= int(replies[2].headers["Retry-After"]) <= 60
    assert replies[2].get_json()["retryAfter"] == int(replies[2].headers["Retry-After"])


@pytest.fixture
def store(tmp_path: Path) -> Iterator[str]:
    with running_redis(free_port(), tmp_path) as url:
        yield url


def test_processes_share_one_count(store: str) -> None:
    processes = [
        subprocess.Popen([sys.executable, "-c", HIT_SOME, store], stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    admitted = [int(process.communicate(timeout=PATIENCE_SECONDS)[0]) for process in processes]
    assert sum(admitted) == 50


def test_a_shared_count_is_not_divided_by_the_workers(store: str) -> None:
    counter = build(REDIS_URL=store, RATE_LIMIT_MAX="4", SAMPLE_WORKERS="2")
    assert [counter.hit("a")[0] for _ in range(5)] == [True] * 4 + [False]
    assert build(RATE_LIMIT_MAX="4", SAMPLE_WORKERS="2").hit("a")[1][0] == ("RateLimit-Limit", "2")


def test_without_the_store_readers_are_counted_here_and_costly_routes_closed(tmp_path: Path, clock: Clock) -> None:
    port = free_port()
    with running_redis(port, tmp_path) as url:
        counter = build(REDIS_URL=url, RATE_LIMIT_MAX="4", SAMPLE_WORKERS="2")
        assert dict(counter.hit("a")[1])["RateLimit-Limit"] == "4"
    assert [counter.hit("a")[0] for _ in range(3)] == [True, True, False]
    with pytest.raises(LimitStoreDown):
        counter.hit_costly("scrape", "a", 2, 60)
    with running_redis(port, tmp_path):
        assert dict(counter.hit("b")[1])["RateLimit-Limit"] == "2"
        clock.now += limits.STORE_RETRY_SECONDS + 1
        assert dict(counter.hit("b")[1])["RateLimit-Limit"] == "4"
        assert counter.hit_costly("scrape", "a", 2, 60) is None


def test_a_store_that_never_answers_closes_costly_routes_only() -> None:
    client = sample_service(costly_routes(), REDIS_URL=f"redis://127.0.0.1:{free_port()}/0", **ON).test_client()
    reply = client.get("/costly")
    assert reply.status_code == 503
    assert reply.headers["Retry-After"] == "5"
    assert client.get("/openapi.json").status_code == 200


class MissedOnce:
    """A store whose first answer comes too late."""

    def __init__(self) -> None:
        self.asked = 0

    def incr(self, key: str, seconds: int) -> int:
        self.asked += 1
        if self.asked == 1:
            raise TimeoutError
        return self.asked

    def get_expiry(self, key: str) -> float:
        return 0.0


def test_a_costly_request_is_not_refused_for_one_answer_that_came_late(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RateLimits, "_open_store", lambda *_: MissedOnce())
    counter = build(REDIS_URL="redis://127.0.0.1:1/0")
    assert counter.hit_costly("scrape", "a", 5, 60) is None


def test_a_costly_request_asks_a_store_that_ordinary_ones_leave_alone(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = MissedOnce()
    monkeypatch.setattr(RateLimits, "_open_store", lambda *_: store)
    counter = build(REDIS_URL="redis://127.0.0.1:1/0")
    counter.hit("a")
    counter.hit("a")
    assert store.asked == 1
    assert counter.hit_costly("scrape", "a", 5, 60) is None
