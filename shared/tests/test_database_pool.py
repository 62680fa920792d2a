"""Connections that are kept, waited for, renewed and never lost."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import gevent
import psycopg2.extensions
import pytest

from suite.database import Database, pool
from suite.errors import DatabaseUnavailable
from suite_ops.processes.patience import wait_until

OpenDatabase = Callable[..., Database]
PATIENCE_SECONDS = 60


class Meter:
    """Remembers what it was told."""

    timeouts = 0

    def observe_query(self, operation: str, seconds: float, succeeded: bool, query: str) -> None:
        return None

    def set_pool(self, used: int, idle: int, waiting: int) -> None:
        return None

    def count_slow_query(self) -> None:
        return None

    def count_pool_timeout(self) -> None:
        self.timeouts += 1


def backend(database: Database) -> int:
    """The server process behind the connection that is used next."""
    with database.read() as connection:
        return int(connection.value("SELECT pg_backend_pid()"))


def end_backend(admin: psycopg2.extensions.connection, pid: int) -> None:
    with admin.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
        assert cursor.fetchone() == (True,)


def test_nothing_is_opened_before_it_is_needed() -> None:
    database = Database("postgresql://nobody@127.0.0.1:1/none", schema="x", application="trial")
    assert (database.pool.used, database.pool.idle) == (0, 0)
    with pytest.raises(DatabaseUnavailable):
        database.ping()
    assert (database.pool.used, database.pool.idle) == (0, 0)


def test_a_connection_is_kept_and_used_again(open_database: OpenDatabase) -> None:
    database = open_database()
    assert len({backend(database) for _ in range(5)}) == 1
    assert (database.pool.used, database.pool.idle) == (0, 1)


def test_no_more_than_size_are_open(open_database: OpenDatabase) -> None:
    database = open_database(pool_size=2, pool_timeout_ms=30_000)
    seen: set[int] = set()

    def work(_: int) -> None:
        with database.read() as connection:
            seen.add(connection.value("SELECT pg_backend_pid()"))
            assert database.pool.used <= 2

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(100)))
    assert len(seen) <= 2
    assert (database.pool.used, database.pool.idle) == (0, len(seen))


def test_an_empty_pool_is_waited_for_and_then_told(open_database: OpenDatabase) -> None:
    meter = Meter()
    database = open_database(pool_size=1, pool_timeout_ms=30, meter=meter)
    with database.read():
        for count in (1, 2):
            with pytest.raises(DatabaseUnavailable) as refused:
                database.ping()
            assert refused.value.headers == {"Retry-After": "5"}
            assert meter.timeouts == count
    database.ping()


def test_who_waits_gets_the_connection_that_comes_back(open_database: OpenDatabase) -> None:
    database = open_database(pool_size=1, pool_timeout_ms=30_000)
    done = threading.Event()

    def wait() -> None:
        database.ping()
        done.set()

    with database.read():
        waiter = threading.Thread(target=wait)
        waiter.start()
        assert wait_until(lambda: len(database.pool._waiters) == 1, PATIENCE_SECONDS)
        assert not done.is_set()
    waiter.join(PATIENCE_SECONDS)
    assert done.is_set()
    assert (database.pool.used, database.pool.idle) == (0, 1)


def test_a_connection_whose_server_has_gone_is_replaced(
    open_database: OpenDatabase, admin: psycopg2.extensions.connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "TRUSTED_SECONDS", 0.0)
    database = open_database(pool_size=1)
    first = backend(database)
    end_backend(admin, first)
    assert backend(database) != first
    assert database.pool.idle == 1


def test_a_trusted_connection_that_has_gone_fails_once(
    open_database: OpenDatabase, admin: psycopg2.extensions.connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "TRUSTED_SECONDS", 3_600.0)
    database = open_database(pool_size=1)
    end_backend(admin, backend(database))
    with pytest.raises(DatabaseUnavailable):
        database.ping()
    database.ping()
    assert (database.pool.used, database.pool.idle) == (0, 1)


def test_one_lost_connection_puts_the_trusted_ones_in_doubt(
    open_database: OpenDatabase, admin: psycopg2.extensions.connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "TRUSTED_SECONDS", 3_600.0)
    database = open_database(pool_size=3)
    with database.read() as one, database.read() as two, database.read() as three:
        pids = [connection.value("SELECT pg_backend_pid()") for connection in (one, two, three)]
    for pid in pids:
        end_backend(admin, pid)
    with pytest.raises(DatabaseUnavailable):
        database.ping()
    with database.read() as one, database.read() as two:
        assert {connection.value("SELECT pg_backend_pid()") for connection in (one, two)}.isdisjoint(pids)


def test_a_connection_is_not_kept_beyond_its_age(open_database: OpenDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    database = open_database(pool_size=1)
    first = backend(database)
    monkeypatch.setattr(pool, "MAX_AGE_SECONDS", 0.0)
    assert backend(database) != first
    assert database.pool.idle == 1


def test_what_a_rush_opened_is_closed_when_nobody_has_used_it_for_long(
    open_database: OpenDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1_000.0
    monkeypatch.setattr(pool, "monotonic", lambda: now)
    database = open_database(pool_size=4)
    with database.read(), database.read(), database.read():
        pass
    used = backend(database)
    now += pool.IDLE_SECONDS - 1
    assert backend(database) == used
    assert database.pool.idle == 3
    now += 2
    assert backend(database) == used
    assert (database.pool.used, database.pool.idle) == (0, 1)
    with database.read(), database.read(), database.read(), database.read():
        assert database.pool.used == 4


def test_a_connection_in_use_while_others_are_closed_comes_back(
    open_database: OpenDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1_000.0
    monkeypatch.setattr(pool, "monotonic", lambda: now)
    database = open_database(pool_size=2)
    with database.read() as held:
        first = held.value("SELECT pg_backend_pid()")
        backend(database)
        now += 2 * pool.IDLE_SECONDS
        backend(database)
    assert backend(database) == first
    assert database.pool.idle == 2


def test_a_connection_that_dies_in_use_is_given_up(
    open_database: OpenDatabase, admin: psycopg2.extensions.connection
) -> None:
    database = open_database(pool_size=1)
    with pytest.raises(DatabaseUnavailable), database.transaction() as connection:
        end_backend(admin, connection.value("SELECT pg_backend_pid()"))
        connection.value("SELECT 1")
    assert (database.pool.used, database.pool.idle) == (0, 0)
    database.ping()


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit, gevent.GreenletExit])
def test_whatever_ends_a_block_gives_the_connection_back(
    open_database: OpenDatabase, error: type[BaseException]
) -> None:
    database = open_database(pool_size=1)
    for use in (database.read, database.transaction):
        with pytest.raises(error), use() as connection:
            connection.value("SELECT 1")
            raise error
    assert (database.pool.used, database.pool.idle) == (0, 1)


def test_a_killed_greenlet_gives_its_connection_back(open_database: OpenDatabase) -> None:
    database = open_database(pool_size=1)

    def hold() -> None:
        with database.transaction() as connection:
            connection.value("SELECT 1")
            gevent.sleep(PATIENCE_SECONDS)

    holder = gevent.spawn(hold)
    gevent.sleep(0)
    assert database.pool.used == 1
    holder.kill()
    assert (database.pool.used, database.pool.idle) == (0, 1)
    database.ping()


def test_a_closed_pool_keeps_nothing_that_comes_back(open_database: OpenDatabase) -> None:
    database = open_database(pool_size=2)
    with database.read() as connection:
        connection.value("SELECT 1")
        backend(database)
        database.close()
        assert connection.value("SELECT 2") == 2
    assert (database.pool.used, database.pool.idle) == (0, 0)


def test_a_wrong_password_is_no_secret_in_the_error(open_database: OpenDatabase) -> None:
    database = Database("postgresql://nobody:s3cret@127.0.0.1:1/none", schema="x", application="trial")
    with pytest.raises(DatabaseUnavailable) as refused:
        database.ping()
    assert "s3cret" not in str(refused.value)
