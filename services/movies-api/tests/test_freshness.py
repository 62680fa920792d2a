"""Answers kept in the process: for how long, and what ends them."""

from collections.abc import Callable, Iterator

import psycopg2.extensions
import pytest

from movies_api.cache import CHECK_SECONDS, ReferenceCache
from suite.database import Database
from suite.http import Service
from suite_ops.waiting import wait_until
from suite_testing.databases import TestDatabase


class Clock:
    """Time that passes when the test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def loads() -> list[int]:
    return []


@pytest.fixture
def cache(own_database: TestDatabase, clock: Clock) -> Iterator[ReferenceCache]:
    database = Database(own_database.dsn("app_movies"), schema="movies", application="test", pool_size=1)
    yield ReferenceCache(database, 60, clock)
    database.close()


@pytest.fixture
def writer(own_database: TestDatabase) -> Iterator[psycopg2.extensions.connection]:
    with own_database.connect("app_movies", schema="movies") as connection:
        yield connection


def loader(loads: list[int]) -> Callable[[], int]:
    def load() -> int:
        loads.append(len(loads) + 1)
        return loads[-1]

    return load


def test_a_value_is_loaded_once(cache: ReferenceCache, clock: Clock, loads: list[int]) -> None:
    values = [cache.get("key", loader(loads)) for _ in range(3)]
    clock.now += 59

    assert [*values, cache.get("key", loader(loads))] == [1, 1, 1, 1]
    assert cache.get("other", loader(loads)) == 2


def test_a_value_grows_old(cache: ReferenceCache, clock: Clock, loads: list[int]) -> None:
    cache.get("key", loader(loads))
    clock.now += 60

    assert cache.get("key", loader(loads)) == 2


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO main_sentiments (name) VALUES ('x')",
        "UPDATE main_sentiments SET description = 'new' WHERE id = 100",
        "DELETE FROM main_sentiments WHERE id = 100",
        "INSERT INTO streaming_platforms (name, category) VALUES ('x', 'HYBRID')",
        "INSERT INTO emotional_intentions (main_sentiment_id, intention_type, description) VALUES (100, 'EXPLORE', '')",
    ],
)
def test_any_change_is_noticed_at_the_next_look(
    cache: ReferenceCache,
    clock: Clock,
    loads: list[int],
    writer: psycopg2.extensions.connection,
    change: str,
) -> None:
    writer.cursor().execute("INSERT INTO main_sentiments (id, name) VALUES (100, 'one')")
    cache.get("key", loader(loads))
    writer.cursor().execute(change)

    assert cache.get("key", loader(loads)) == 1
    clock.now += CHECK_SECONDS
    assert cache.get("key", loader(loads)) == 2


def test_what_was_read_before_a_noticed_change_is_not_kept(
    cache: ReferenceCache, clock: Clock, loads: list[int], writer: psycopg2.extensions.connection
) -> None:
    def load_slowly() -> str:
        writer.cursor().execute("INSERT INTO main_sentiments (name) VALUES ('meanwhile')")
        clock.now += CHECK_SECONDS
        cache.get("other", loader(loads))
        return "old"

    assert cache.get("key", load_slowly) == "old"
    assert cache.get("key", loader(loads)) == 2


def test_a_life_of_zero_keeps_nothing(service: Service, loads: list[int]) -> None:
    cache = ReferenceCache(service.database, 0)

    assert [cache.get("key", loader(loads)) for _ in range(2)] == [1, 2]


@pytest.mark.parametrize(
    ("path", "change", "shown"),
    [
        ("/main-sentiments", "UPDATE main_sentiments SET name = 'Mudado' WHERE id = 13", "Mudado"),
        ("/api/emotional-intentions/14", "UPDATE emotional_intentions SET description = 'Nova' WHERE id = 7", "Nova"),
        ("/api/streaming-platforms", "UPDATE streaming_platforms SET name = 'Nova' WHERE id = 1", "Nova"),
        ("/movies/solaris", "UPDATE movies SET title = 'Solaris 2' WHERE slug = 'solaris'", "Solaris 2"),
        ("/api/personalized-journey/14/7", "UPDATE journey_option_flows SET text = 'Outro' WHERE id = 32", "Outro"),
    ],
)
def test_a_change_shows_and_gets_another_tag(
    own_service: Service, writer: psycopg2.extensions.connection, path: str, change: str, shown: str
) -> None:
    client = own_service.test_client()
    before = client.get(path)
    writer.cursor().execute(change)

    def changed() -> bool:
        reply = client.get(path, headers={"If-None-Match": before.headers["ETag"]})
        return reply.status_code == 200 and shown in reply.get_data(as_text=True)

    assert shown not in before.get_data(as_text=True)
    assert wait_until(changed, 5)
