"""Behind a PgBouncer that pools transactions: what a session would hold goes with each transaction."""

import select
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from suite.database import Database, Prepared
from suite.errors import DatabaseUnavailable
from suite_testing.databases import TestCluster, TestDatabase
from suite_testing.pgbouncer_server import running_pgbouncer
from suite_testing.processes import at_once
from suite_testing.sample import sample_settings

ROLE = "app_workspace"
USERS = 8
SHOW = "SELECT current_setting(%s, true)"
SLEEP = "SELECT pg_sleep(30)"
WHO = Prepared("who", "SELECT current_setting('app.user_id', true) || %(mark)s", mark="text")


@pytest.fixture(scope="module")
def stored(test_cluster: TestCluster) -> TestDatabase:
    return test_cluster.clone("workspace-api", "workspace")


@pytest.fixture(scope="module")
def pooler(stored: TestDatabase) -> Iterator[str]:
    """A pooler with one session: everybody gets what the last one left."""
    with running_pgbouncer(stored, ROLE, sessions=1) as url:
        yield url


@pytest.fixture
def database(pooler: str, stored: TestDatabase) -> Iterator[Database]:
    settings = sample_settings(
        {
            "SAMPLE_DATABASE_URL": pooler,
            "SAMPLE_DATABASE_DIRECT_PORT": str(stored.owner.cluster.port),
            "DB_PREPARE": "false",
            "DB_STATEMENT_TIMEOUT_MS": "300",
        }
    )
    opened = Database.from_settings(settings)
    yield opened
    opened.close()


def test_search_path_and_time_limits_hold_for_single_reads_and_transactions(database: Database) -> None:
    for borrow in (database.read, database.transaction):
        with borrow() as connection:
            assert connection.value(SHOW, ("search_path",)) == "workspace"
            assert connection.value(SHOW, ("statement_timeout",)) == "300ms"
            assert connection.value(SHOW, ("idle_in_transaction_session_timeout",)) == "30s"


def test_a_statement_over_its_limit_ends_and_the_session_is_fit_for_others(database: Database) -> None:
    with pytest.raises(DatabaseUnavailable), database.read() as connection:
        connection.run(SLEEP)
    with pytest.raises(DatabaseUnavailable), database.transaction() as transaction:
        transaction.run(SLEEP)
    database.ping()


def test_a_schema_named_in_the_url_beats_the_one_of_the_role(pooler: str) -> None:
    database = Database(f"{pooler}?schema=other", schema="workspace", application="test", prepare=False)
    with closing(database), database.read() as connection:
        assert connection.value(SHOW, ("search_path",)) == "other"


def test_nothing_of_a_transaction_reaches_the_next_user_of_the_session(database: Database, pooler: str) -> None:
    with database.transaction({"app.user_id": "ana"}) as connection:
        assert connection.value(SHOW, ("app.user_id",)) == "ana"
        pid = connection.value("SELECT pg_backend_pid()")
    with closing(Database(pooler, schema="bus", application="other", prepare=False)) as other, other.read() as reading:
        assert reading.value("SELECT pg_backend_pid()") == pid
        assert reading.value(SHOW, ("app.user_id",)) in (None, "")
        assert reading.value(SHOW, ("search_path",)) == "bus"
        assert reading.value(SHOW, ("statement_timeout",)) == "15s"


def test_users_at_once_each_see_their_own_name(database: Database) -> None:
    def ask(user: str) -> set[str]:
        found = set()
        for _ in range(20):
            with database.read({"app.user_id": user}) as connection:
                found.add(connection.value(WHO, {"mark": "!"}))
            with database.transaction({"app.user_id": user}) as connection:
                found.add(connection.value(WHO, {"mark": "!"}))
        return found

    users = [f"user-{number}" for number in range(USERS)]
    answers = at_once([lambda user=user: ask(user) for user in users])  # type: ignore[misc]
    assert answers == [{f"{user}!"} for user in users]


def test_listening_goes_past_the_pooler_and_hears(database: Database) -> None:
    with closing(database.connect()) as raw, raw.cursor() as cursor:
        cursor.execute("LISTEN pooler_test; SHOW search_path")
        assert cursor.fetchone() == ("workspace",)
        with database.transaction() as connection:
            connection.run("SELECT pg_notify('pooler_test', 'heard')")
        assert select.select([raw], [], [], 30)[0]
        raw.poll()
        assert [notice.payload for notice in raw.notifies] == ["heard"]


def test_a_session_lock_past_the_pooler_is_held_until_its_connection_ends(database: Database) -> None:
    take = "SELECT pg_try_advisory_lock(4711)"
    with (
        closing(database.connect()) as first,
        closing(database.connect()) as second,
        first.cursor() as cursor,
        second.cursor() as rival,
    ):
        cursor.execute(take)
        rival.execute(take)
        assert (cursor.fetchone(), rival.fetchone()) == ((True,), (False,))


@pytest.mark.parametrize(
    ("direct", "expected"),
    [
        ({}, "pooler:6432"),
        ({"SAMPLE_DATABASE_DIRECT_HOST": "db"}, "db:6432"),
        ({"FRONTEND_APPS_DB_DIRECT_HOST": "db", "FRONTEND_APPS_DB_DIRECT_PORT": "5433"}, "db:5433"),
        ({"SAMPLE_DATABASE_DIRECT_PORT": "5433", "FRONTEND_APPS_DB_DIRECT_PORT": "1"}, "pooler:5433"),
    ],
)
def test_the_direct_address_replaces_the_place_and_nothing_else(direct: dict[str, str], expected: str) -> None:
    url = "postgresql://app:p%40ss@pooler:6432/name?sslmode=require"
    parts = urlsplit(sample_settings({**direct, "SAMPLE_DATABASE_URL": url}).past_pooler(url))
    assert parts.netloc == f"app:p%40ss@{expected}"
    assert (parts.path, parts.query) == ("/name", "sslmode=require")
