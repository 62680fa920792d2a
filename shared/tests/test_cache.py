"""The cache of one process: what it keeps, for how long, and that it never stands in the way."""

import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from suite.cache import cache as cache_module
from suite.cache import local as local_module
from suite.cache.assembly import add_cache
from suite.cache.cache import Cache
from suite.cache.flights import Flights, WaitedTooLong
from suite.cache.keys import key_name
from suite.cache.local import LocalLayer
from suite.http import Service
from suite_ops.database.throwaway import free_port
from suite_testing.sample import sample_service

GROUPS = ("a", "b")


class Clock:
    """Seconds, moved by hand."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(local_module, "monotonic", clock)
    monkeypatch.setattr(cache_module, "monotonic", clock)
    return clock


class KnownVersions:
    """Versions a test sets; None: nothing certain is known."""

    def __init__(self) -> None:
        self.known: str | None = "1"
        self.sent: list[str] = []

    @property
    def trusted(self) -> bool:
        return self.known is not None

    def stamp(self, groups: tuple[str, ...]) -> str | None:
        return None if self.known is None else f"{self.known}:{'+'.join(groups)}"

    def send(self, payload: str) -> None:
        self.sent.append(payload)

    def stop(self) -> None:
        return None


@pytest.fixture
def versions() -> KnownVersions:
    return KnownVersions()


@pytest.fixture
def start(versions: KnownVersions) -> Iterator[Callable[..., tuple[Cache, Service]]]:
    """A cache whose versions are the test's own, and its service: start(REDIS_URL=…)."""
    started: list[Service] = []

    def start_cache(**environment: str) -> tuple[Cache, Service]:
        started.append(sample_service(**environment))
        cache = add_cache(started[-1])
        cache._versions = versions  # type: ignore[assignment]
        return cache, started[-1]

    yield start_cache
    for service in started:
        service.database.close()


@pytest.fixture
def cache(start: Callable[..., tuple[Cache, Service]]) -> Cache:
    return start()[0]


def counting() -> Callable[[], int]:
    """Makes 1, 2, 3, …"""
    made = [0]

    def make() -> int:
        made[0] += 1
        return made[0]

    return make


def test_a_value_is_made_once_until_its_life_ends(cache: Cache, clock: Clock) -> None:
    make = counting()
    assert [cache.get_or_make("k", make, ttl=3) for _ in range(3)] == [1, 1, 1]
    clock.now += 2.9
    assert cache.get_or_make("k", make, ttl=3) == 1
    clock.now += 0.2
    assert cache.get_or_make("k", make, ttl=3) == 2


def test_the_time_it_takes_to_make_a_value_is_part_of_its_life(cache: Cache, clock: Clock) -> None:
    def slow() -> str:
        clock.now += 2
        return "old"

    assert cache.get_or_make("k", slow, ttl=3) == "old"
    clock.now += 1.1
    assert cache.get_or_make("k", lambda: "new", ttl=3) == "new"


def test_in_the_process_a_value_lives_five_seconds_at_most(cache: Cache, clock: Clock) -> None:
    make = counting()
    cache.get_or_make("k", make, ttl=3_600)
    clock.now += 5.1
    assert cache.get_or_make("k", make, ttl=3_600) == 2


def test_a_change_to_any_of_its_groups_ends_a_value(cache: Cache, versions: KnownVersions) -> None:
    make = counting()
    assert [cache.get_or_make("k", make, groups=GROUPS) for _ in range(2)] == [1, 1]
    versions.known = "2"
    assert cache.get_or_make("k", make, groups=GROUPS) == 2
    assert cache.get_or_make("k", make, groups=("a",)) == 3


def test_without_certainty_every_value_is_made_anew_and_nothing_is_kept(cache: Cache, versions: KnownVersions) -> None:
    make = counting()
    cache.get_or_make("k", make, groups=GROUPS)
    versions.known = None
    assert [cache.get_or_make("k", make, groups=GROUPS) for _ in range(2)] == [2, 3]
    assert (cache.get("plain"), cache.exists("plain")) == (None, False)
    versions.known = "1"
    assert cache.get_or_make("k", make, groups=GROUPS) == 1


def test_a_failure_reaches_all_who_wait_and_is_not_kept(cache: Cache) -> None:
    begun, release = threading.Event(), threading.Event()

    def fail() -> str:
        begun.set()
        release.wait(30)
        raise LookupError("gone")

    def ask() -> str:
        with pytest.raises(LookupError):
            cache.get_or_make("k", fail)
        return "failed"

    with ThreadPoolExecutor(5) as pool:
        waiting = [pool.submit(ask) for _ in range(5)]
        begun.wait(30)
        release.set()
        assert [one.result() for one in waiting] == ["failed"] * 5
    assert cache.get_or_make("k", lambda: "made") == "made"


def test_a_follower_keeps_its_own_time() -> None:
    flights: Flights[int] = Flights()

    def impatient() -> int:
        with pytest.raises(WaitedTooLong):
            flights.share("k", 0.01, lambda: 2)
        return 1

    with ThreadPoolExecutor(1) as pool:
        assert flights.share("k", 5, lambda: pool.submit(impatient).result()) == (1, False)


def test_the_plain_operations(cache: Cache, versions: KnownVersions, clock: Clock) -> None:
    cache.set("k", {"ä": [1, None]}, ttl=4)
    cache.set("other", "x")
    assert cache.get("k") == {"ä": [1, None]}
    assert cache.mget(["k", "none", "other"]) == [{"ä": [1, None]}, None, "x"]
    assert (cache.exists("k"), cache.exists("none")) == (True, False)
    assert (cache.expire("k", 1), cache.expire("none", 1)) == (True, False)
    clock.now += 1.1
    assert cache.get("k") is None
    cache.delete("other")
    assert cache.get("other") is None
    assert versions.sent == ["k", "other", "k", "none", "other"]
    assert cache.stats() == {"hits": 3, "misses": 3, "sets": 2, "errors": 0, "hit_rate": 0.5}


def test_what_was_read_before_a_change_is_not_kept_after_it(cache: Cache) -> None:
    def make() -> str:
        cache.delete("other")
        return "old"

    assert cache.get_or_make("k", make) == "old"
    assert cache.get_or_make("k", lambda: "new") == "new"


def test_memory_is_bounded_and_the_least_used_go_first() -> None:
    layer = LocalLayer(100)
    until = float("inf")
    for name in "abcde":
        layer.put(name, name, 25, until, layer.drops)
        layer.get("b")
    assert [name for name in "abcde" if layer.get(name)] == ["b", "c", "d", "e"]
    layer.put("large", "x", 26, until, layer.drops)
    assert (layer.get("large"), len(layer)) == (None, 4)


@pytest.mark.parametrize("key", ["x" * 101, "a b", "senha=ção", "a\nb", "../x"])
def test_long_and_odd_keys_are_stored_as_digests(key: str) -> None:
    assert key_name(key).startswith("sha256:")
    assert len(key_name(key)) == 71
    assert key_name("film:12") == "film:12"


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Somebody who accepts connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.mark.parametrize("kind", ["absent", "silent"])
def test_a_redis_that_does_not_answer_is_a_miss_that_is_counted(
    start: Callable[..., tuple[Cache, Service]], silent_port: int, kind: str
) -> None:
    port = silent_port if kind == "silent" else free_port()
    cache, service = start(REDIS_URL=f"redis://127.0.0.1:{port}/0")
    make = counting()
    cache.set("k", 1)
    cache.delete("k")
    assert (cache.get("k"), cache.mget(["k"]), cache.exists("k"), cache.expire("k", 1)) == (None, [None], False, False)
    # What is in a group is still kept in the process: its versions are in the database.
    assert [cache.get_or_make("k", make, groups=GROUPS) for _ in range(2)] == [1, 1]

    assert (cache.ping(), cache.stats()["errors"] > 0) == (False, True)
    client = service.test_client()
    assert client.get("/readyz").get_json()["checks"]["cache"] == "fail"
    counted: Any = client.get("/metrics").get_data(as_text=True)
    assert 'cache_operations_total{operation="set",result="error",service="sample-api"} ' in counted
    summary = client.get("/metrics.json").get_json()["cache"]
    assert (summary["hits"], summary["hit_rate"]) == (1, 0.25)
