"""Transactions end as their block does, settings of a session end with them, errors are told in our words."""

import threading
from collections.abc import Callable
from contextlib import suppress

import psycopg2
import psycopg2.errors
import psycopg2.extensions
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from suite.database import (
    ConstraintViolated,
    Database,
    LockTimeout,
    Prepared,
    TransactionAborted,
    violating,
)
from suite.database.connection import operation_of
from suite.database.facade import READ_SNAPSHOT
from suite.database.session_queries import session_context
from suite.errors import Conflict, DatabaseUnavailable, StorageFull

OpenDatabase = Callable[..., Database]
Admin = psycopg2.extensions.connection
SHOW = "SELECT current_setting('app.user_id', true)"


@pytest.fixture
def database(open_database: OpenDatabase) -> Database:
    return open_database(pool_size=2)


def insert(database: Database, number: int) -> None:
    with database.transaction() as connection:
        connection.run("INSERT INTO numbers VALUES (%s)", (number,))


def numbers(database: Database) -> list[int]:
    with database.read() as connection:
        return [row[0] for row in connection.rows("SELECT number FROM numbers ORDER BY number")]


def test_a_block_that_ends_well_is_committed(database: Database, admin: Admin) -> None:
    with database.transaction() as connection:
        assert connection.run("INSERT INTO numbers VALUES (1), (2)") == 2
        assert numbers(database) == []
    assert numbers(database) == [1, 2]


def test_a_block_that_raises_leaves_nothing(database: Database, admin: Admin) -> None:
    with pytest.raises(LookupError), database.transaction() as connection:
        connection.run("INSERT INTO numbers VALUES (1)")
        raise LookupError
    assert numbers(database) == []


def test_a_swallowed_error_is_not_committed_silently(database: Database, admin: Admin) -> None:
    insert(database, 1)
    with pytest.raises(RuntimeError), database.transaction() as connection:
        connection.run("INSERT INTO numbers VALUES (2)")
        with pytest.raises(ConstraintViolated):
            connection.run("INSERT INTO numbers VALUES (1)")
    assert numbers(database) == [1]
    insert(database, 3)
    assert numbers(database) == [1, 3]


def test_a_block_without_a_statement_opens_nothing(database: Database) -> None:
    with database.transaction():
        pass
    with database.driver_connection() as raw:
        assert raw.get_transaction_status() == psycopg2.extensions.TRANSACTION_STATUS_IDLE


def test_a_snapshot_does_not_move(database: Database, admin: Admin) -> None:
    with database.transaction(mode=READ_SNAPSHOT) as connection:
        assert connection.value("SELECT count(*) FROM numbers") == 0
        insert(database, 1)
        assert connection.value("SELECT count(*) FROM numbers") == 0
    assert numbers(database) == [1]


def test_a_snapshot_takes_no_write(database: Database, admin: Admin) -> None:
    with (
        pytest.raises(psycopg2.errors.ReadOnlySqlTransaction),
        database.transaction(mode=READ_SNAPSHOT) as connection,
    ):
        connection.run("INSERT INTO numbers VALUES (2)")


def test_a_server_that_takes_no_writes_has_no_space(open_database: OpenDatabase, admin: Admin) -> None:
    database = open_database(pool_size=1)
    with database.driver_connection() as raw, raw.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
    with pytest.raises(StorageFull) as refused:
        insert(database, 1)
    assert refused.value.status == 507
    assert numbers(database) == []


def test_rows_are_handed_out_as_asked(database: Database, admin: Admin) -> None:
    with database.read() as connection:
        assert connection.row("SELECT 1 WHERE false") is None
        assert connection.value("SELECT 1 WHERE false") is None
        assert connection.row("SELECT %s::int, %s", (1, "100%")) == (1, "100%")
        assert connection.value("SELECT '100%'") == "100%"
        assert connection.rows("SELECT n FROM generate_series(1, 3) AS n") == [(1,), (2,), (3,)]
        assert connection.quote("SELECT %s", ("it's",)) == "SELECT 'it''s'"


def test_the_session_lasts_one_transaction(open_database: OpenDatabase) -> None:
    database = open_database(pool_size=1)
    for use in (database.read, database.transaction):
        with use({"app.user_id": "ana"}) as connection:
            assert connection.value(SHOW) == "ana"
            assert connection.value(SHOW) == "ana"
        with use() as connection:
            assert not connection.value(SHOW)


def test_the_session_ends_with_an_error_too(open_database: OpenDatabase) -> None:
    database = open_database(pool_size=1)
    with pytest.raises(LookupError), database.transaction({"app.user_id": "ana"}) as connection:
        connection.value("SELECT 1")
        raise LookupError
    with database.read() as connection:
        assert not connection.value(SHOW)


@effort(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30))
def test_any_user_id_reaches_the_session_unchanged(database: Database, user_id: str) -> None:
    with database.read({"app.user_id": user_id}) as connection:
        assert connection.value(SHOW) == user_id


@pytest.mark.parametrize("conforming", ["on", "off"])
@pytest.mark.parametrize("user_id", ["it's", "back\\slash", "\\'; DROP TABLE numbers; --", "%s", "%(a)s", "$1"])
def test_quoting_does_not_depend_on_the_server(database: Database, admin: Admin, user_id: str, conforming: str) -> None:
    with admin.cursor() as cursor:
        cursor.execute(f"SET standard_conforming_strings = {conforming}; SET escape_string_warning = off")
        cursor.execute("BEGIN")
        cursor.execute(session_context({"app.user_id": user_id}).encode())
        cursor.execute(SHOW)
        assert cursor.fetchone() == (user_id,)
        cursor.execute("ROLLBACK")


def test_a_user_id_no_text_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="NUL"):
        session_context({"app.user_id": "a\x00b"})


ECHO = Prepared("echo_number", "SELECT %(number)s + 1, %(text)s", number="int", text="text")


def prepared_statements(database: Database) -> list[str]:
    with database.read() as connection:
        return [row[0] for row in connection.rows("SELECT name FROM pg_prepared_statements")]


@pytest.mark.parametrize("prepare", [True, False])
def test_a_prepared_statement_answers_the_same_either_way(open_database: OpenDatabase, prepare: bool) -> None:
    database = open_database(pool_size=1, prepare=prepare)
    for _ in range(3):
        for use in (database.read, database.transaction):
            with use({"app.user_id": "ana"}) as connection:
                assert connection.row(ECHO, {"number": 41, "text": "it's 100%"}) == (42, "it's 100%")
                assert connection.value(SHOW) == "ana"
    assert prepared_statements(database) == (["echo_number"] if prepare else [])


def test_a_statement_prepared_in_a_transaction_that_fails_is_still_known(open_database: OpenDatabase) -> None:
    database = open_database(pool_size=1)
    with pytest.raises(LookupError), database.transaction() as connection:
        connection.value("SELECT 1")
        connection.row(ECHO, {"number": 1, "text": ""})
        raise LookupError
    with database.read() as connection:
        assert connection.row(ECHO, {"number": 1, "text": ""}) == (2, "")


def test_a_new_connection_prepares_anew(
    open_database: OpenDatabase, admin: Admin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("suite.database.pool.TRUSTED_SECONDS", 0.0)
    database = open_database(pool_size=1)
    with database.read() as connection:
        connection.row(ECHO, {"number": 1, "text": ""})
        pid = connection.value("SELECT pg_backend_pid()")
    with admin.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
    with database.read() as connection:
        assert connection.row(ECHO, {"number": 1, "text": ""}) == (2, "")


def test_a_connection_that_is_lost_says_so_again_to_the_next_statement(database: Database, admin: Admin) -> None:
    with pytest.raises(DatabaseUnavailable), database.transaction() as connection:
        pid = connection.value("SELECT pg_backend_pid()")
        with admin.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
        with suppress(DatabaseUnavailable):
            connection.value("SELECT 1")
        connection.value("SELECT 1")


def test_a_violated_constraint_becomes_the_domain_error(database: Database, admin: Admin) -> None:
    insert(database, 1)
    with pytest.raises(Conflict), violating("pk_numbers", Conflict("taken")):
        insert(database, 1)
    with pytest.raises(ConstraintViolated) as other, violating("another", Conflict("taken")):
        insert(database, 1)
    assert other.value.constraint == "pk_numbers"


def test_a_lock_that_is_not_granted_in_time_is_named(database: Database, admin: Admin) -> None:
    insert(database, 1)
    with database.transaction() as holder:
        holder.value("SELECT number FROM numbers FOR UPDATE")
        with pytest.raises(LockTimeout), database.transaction() as connection:
            connection.run("SET LOCAL lock_timeout = 20; UPDATE numbers SET number = 2")


def test_a_statement_over_its_time_means_unavailable(open_database: OpenDatabase) -> None:
    database = open_database(statement_timeout_ms=20)
    with pytest.raises(DatabaseUnavailable), database.read() as connection:
        connection.value("SELECT pg_sleep(30)")
    database.ping()


def test_of_two_in_a_deadlock_one_is_told_to_try_again(database: Database, admin: Admin) -> None:
    insert(database, 1)
    insert(database, 2)
    meet = threading.Barrier(2)
    refused: list[Exception] = []

    def lock(first: int, second: int) -> None:
        try:
            with database.transaction() as connection:
                connection.value("SELECT 1 FROM numbers WHERE number = %s FOR UPDATE", (first,))
                meet.wait()
                connection.value("SELECT 1 FROM numbers WHERE number = %s FOR UPDATE", (second,))
        except TransactionAborted as error:
            refused.append(error)

    threads = [threading.Thread(target=lock, args=pair) for pair in ((1, 2), (2, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [error.headers for error in refused] == [{"Retry-After": "1"}]  # type: ignore[attr-defined]


def test_a_mistake_in_sql_stays_what_it_is(database: Database) -> None:
    with pytest.raises(psycopg2.errors.UndefinedTable), database.read() as connection:
        connection.value("SELECT 1 FROM nowhere")
    database.ping()


@pytest.mark.parametrize(
    ("sql", "operation"),
    [
        ("SELECT 1", "select"),
        ("  select 1", "select"),
        ("INSERT INTO numbers VALUES (1)", "insert"),
        ("WITH a AS (SELECT 1) SELECT * FROM a", "select"),
        ("WITH a AS (SELECT 1) INSERT INTO numbers SELECT 1", "insert"),
        ("DECLARE c CURSOR FOR SELECT 1", "other"),
        ("", "other"),
        (ECHO, "select"),
    ],
)
def test_statements_are_counted_by_their_verb(sql: str | Prepared, operation: str) -> None:
    assert operation_of(sql) == operation


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"])
def test_what_no_text_holds_is_replaced_in_parameters(database: Database, text: str) -> None:
    with database.read() as connection:
        assert connection.value("SELECT %s::text", (text,)) == "a\ufffdb"
        assert connection.value("SELECT %(texts)s::text[]", {"texts": [text, "c"]}) == ["a\ufffdb", "c"]
        assert connection.value(ECHO.sql.replace("%(number)s + 1, ", ""), {"text": text}) == "a\ufffdb"


def test_texts_of_an_encoded_row_are_utf8_whatever_the_environment_names(
    open_database: OpenDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    with open_database().read() as connection:
        assert connection.encoded_row("SELECT 'pregão €', 7, NULL::text, ARRAY['ç']") == (
            "pregão €".encode(), 7, None, ["ç"]
        )  # fmt: skip
        assert connection.row("SELECT 'pregão €'") == ("pregão €",)
