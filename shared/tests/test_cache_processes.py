"""What one process changes, others do not show for longer than a second: with Redis, without, and while it is away."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
import redis

from suite.cache import touch
from suite.database import Database
from suite_ops.database.throwaway import free_port
from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestDatabase
from suite_testing.redis_server import running_redis

PATIENCE_SECONDS = 60
STALE_SECONDS = 1.0
SCRIPT = Path(__file__).with_name("cache_reader.py")
# Nothing grows old in these tests: what is fresh is fresh because the change was noticed.
LASTING = {"CACHE_LOCAL_TTL_SECONDS": "60", "REDIS_TTL_SECONDS": "3600"}


class Worker:
    """A process with a cache."""

    def __init__(self, environment: dict[str, str]) -> None:
        command = [sys.executable, str(SCRIPT), json.dumps(environment)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def begin(self, *command: Any) -> None:
        """Give a command; `answer` waits for what comes of it."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()

    def answer(self) -> Any:
        """The answer to the oldest command without one."""
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())

    def ask(self, *command: Any) -> Any:
        """A command and its answer."""
        self.begin(*command)
        return self.answer()

    def note(self) -> str:
        """The cached text."""
        return str(self.ask("note"))

    def hits(self) -> int:
        """How often the cache had the answer."""
        return int(self.ask("stats")["hits"])

    def remembers(self) -> bool:
        """Whether the text comes from the cache now."""
        before = self.hits()
        self.note()
        return self.hits() > before

    def end(self) -> None:
        """Close the input and wait for the end."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(PATIENCE_SECONDS)
        self._process.stdout.close()


Pair = list[Worker]
Write = Callable[[str], float]


@pytest.fixture(scope="module")
def tables(clone: TestDatabase) -> Iterator[None]:
    """A text to be cached, how often it was read, and the versions of groups."""
    with clone.connect(schema="workspace") as admin, admin.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE cache_versions (name TEXT PRIMARY KEY, version BIGINT NOT NULL);"
            "CREATE TABLE cached_notes (text TEXT); INSERT INTO cached_notes VALUES ('first');"
            "CREATE TABLE cached_loads (number INT); INSERT INTO cached_loads VALUES (0)"
        )
        yield
        cursor.execute("DROP TABLE cache_versions, cached_notes, cached_loads")


@contextmanager
def running_pair(clone: TestDatabase, redis_url: str) -> Iterator[Pair]:
    """Two processes of one service."""
    environment = {"SAMPLE_DATABASE_URL": clone.dsn("app_workspace"), "REDIS_URL": redis_url, **LASTING}
    pair = [Worker(environment) for _ in range(2)]
    try:
        yield pair
    finally:
        for worker in pair:
            worker.end()


@pytest.fixture(scope="module", params=[False, True], ids=["without redis", "with redis"])
def shared(request: pytest.FixtureRequest) -> bool:
    """Whether the processes have a Redis."""
    return bool(request.param)


@pytest.fixture(scope="module")
def pair(clone: TestDatabase, tables: None, shared: bool, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Two processes that live as long as the tests of their kind."""
    with ExitStack() as running:
        folder = tmp_path_factory.mktemp("redis")
        url = running.enter_context(running_redis(free_port(), folder)) if shared else ""
        yield running.enter_context(running_pair(clone, url))


@pytest.fixture(scope="module")
def write(clone: TestDatabase, tables: None) -> Iterator[Write]:
    """Change the text as an editor or importer does; the moment after the commit (monotonic)."""
    database = Database(clone.dsn("app_workspace"), schema="workspace", application="writer", pool_size=1)

    def write_text(text: str) -> float:
        with database.transaction() as connection:
            connection.run("UPDATE cached_notes SET text = %(text)s", {"text": text})
            touch(connection, "notes")
        return monotonic()

    yield write_text
    database.close()


@pytest.fixture
def warm(pair: Pair, write: Write) -> Pair:
    """Both processes answer `first` from memory."""
    write("first")
    assert all(wait_until(lambda worker=worker: worker.note() == "first", PATIENCE_SECONDS) for worker in pair)
    assert all(wait_until(worker.remembers, PATIENCE_SECONDS) for worker in pair)
    return pair


def loads(clone: TestDatabase) -> int:
    """How often the text was read from the table."""
    with clone.connect(schema="workspace") as admin, admin.cursor() as cursor:
        cursor.execute("SELECT number FROM cached_loads")
        (number,) = cursor.fetchone() or (0,)
        return int(number)


def test_a_committed_change_is_seen_by_every_process_within_a_second(warm: Pair, write: Write) -> None:
    for worker in warm:
        worker.begin("watch", "second")
    changed_at = write("second")

    for seen in [worker.answer() for worker in warm]:
        assert seen["last_old"] - changed_at <= STALE_SECONDS
    assert [worker.note() for worker in warm] == ["second", "second"]


def test_what_was_rolled_back_changes_nothing(
    warm: Pair, open_database: Callable[..., Database], clone: TestDatabase
) -> None:
    before = loads(clone)
    with pytest.raises(RuntimeError), open_database(pool_size=1).transaction() as connection:
        connection.run("UPDATE cached_notes SET text = 'undone'")
        touch(connection, "notes")
        raise RuntimeError
    sleep(STALE_SECONDS)

    assert warm[0].note() == "first"
    assert loads(clone) == before


def test_a_plain_key_that_one_process_changes_is_changed_for_all(warm: Pair, shared: bool) -> None:
    one, other = warm
    before = {"a": 1} if shared else "of its own"

    def remembered() -> bool:
        # Without Redis the news of the first write may arrive after the second and end that one, too.
        if not shared:
            other.ask("set", "key", "of its own")
        return bool(other.ask("plain", "key") == before)

    one.ask("set", "key", {"a": 1})
    assert wait_until(remembered, PATIENCE_SECONDS)

    one.ask("set", "key", {"a": 2})
    after = {"a": 2} if shared else None
    assert wait_until(lambda: other.ask("plain", "key") == after, PATIENCE_SECONDS)
    one.ask("delete", "key")
    assert wait_until(lambda: other.ask("plain", "key") is None, PATIENCE_SECONDS)
    assert one.ask("plain", "key") is None


def test_many_askers_at_once_make_a_value_once_in_a_process_and_with_redis_over_all(
    warm: Pair, write: Write, clone: TestDatabase, shared: bool
) -> None:
    before = loads(clone)
    write("many")
    sleep(STALE_SECONDS)
    for worker in warm:
        worker.begin("crowd", 20)
    assert [worker.answer() for worker in warm] == [["many"] * 20] * 2

    assert loads(clone) - before == (1 if shared else 2)


def test_without_proof_that_nothing_was_missed_nothing_in_a_group_is_served_from_memory(
    warm: Pair, clone: TestDatabase
) -> None:
    worker = warm[0]
    with clone.connect(schema="workspace") as admin, admin.cursor() as cursor:
        cursor.execute("ALTER TABLE cache_versions RENAME TO hidden")
        try:
            assert wait_until(lambda: not worker.remembers(), PATIENCE_SECONDS)
            assert worker.note() == "first"
        finally:
            cursor.execute("ALTER TABLE hidden RENAME TO cache_versions")
    assert wait_until(worker.remembers, PATIENCE_SECONDS)


def test_redis_comes_and_goes_under_load_and_what_it_remembers_from_before_is_not_shown(
    write: Write, clone: TestDatabase, tmp_path: Path
) -> None:
    port = free_port()
    keeping = ("--appendonly", "yes", "--appendfsync", "always")
    write("first")
    with ExitStack() as running:
        with running_redis(port, tmp_path, *keeping) as url:
            workers = running.enter_context(running_pair(clone, url))
            assert all(wait_until(worker.remembers, PATIENCE_SECONDS) for worker in workers)
            workers[0].ask("set", "key", "old")
            assert workers[1].ask("plain", "key") == "old"

        assert [worker.note() for worker in workers] == ["first", "first"]
        for worker in workers:
            worker.begin("watch", "second")
        changed_at = write("second")
        assert all(worker.answer()["last_old"] - changed_at <= STALE_SECONDS for worker in workers)
        workers[0].ask("delete", "key")
        assert workers[0].ask("stats")["errors"] > 0

        running.enter_context(running_redis(port, tmp_path, *keeping))
        with redis.Redis.from_url(url) as store:
            assert store.keys("*:cache:*") != []
        assert all(wait_until(lambda worker=worker: worker.ask("ping"), PATIENCE_SECONDS) for worker in workers)
        sleep(STALE_SECONDS)
        assert [worker.ask("plain", "key") for worker in workers] == [None, None]
        assert [worker.note() for worker in workers] == ["second", "second"]
        assert all(wait_until(worker.remembers, PATIENCE_SECONDS) for worker in workers)
