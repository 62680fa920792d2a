"""Statements nobody reads go with the next one or the commit; what they violate is raised where they are sent."""

from collections.abc import Callable

import psycopg2
import psycopg2.errors
import psycopg2.extensions
import pytest

from suite.database import ConstraintViolated, Database, LockTimeout, Prepared, savepoint, violating
from suite.database.connection import MAX_PREPARED
from suite.database.facade import READ_SNAPSHOT
from suite.errors import Conflict, DatabaseUnavailable, StorageFull

OpenDatabase = Callable[..., Database]
Admin = psycopg2.extensions.connection
ADD = Prepared("add_number", "INSERT INTO numbers VALUES (%(number)s)", number="int")


@pytest.fixture(params=[True, False], ids=["prepared", "behind a pooler"])
def database(open_database: OpenDatabase, admin: Admin, request: pytest.FixtureRequest) -> Database:
    return open_database(pool_size=2, prepare=request.param)


def insert(database: Database, number: int) -> None:
    with database.transaction() as connection:
        connection.run("INSERT INTO numbers VALUES (%s)", (number,))


def numbers(database: Database) -> list[int]:
    with database.read() as connection:
        return [row[0] for row in connection.rows("SELECT number FROM numbers ORDER BY number")]


def messages_of(database: Database, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool, str]]:
    """Operation, success and query of every message from now on."""
    messages: list[tuple[str, bool, str]] = []
    monkeypatch.setattr(
        database._meter,
        "observe_query",
        lambda operation, _, succeeded, query: messages.append((operation, succeeded, query)),
    )
    return messages


def test_they_go_with_the_next_statement(database: Database) -> None:
    with database.transaction() as connection:
        connection.run_later(ADD, {"number": 1})
        connection.run_later("INSERT INTO numbers VALUES (%s)", (2,))
        assert connection.value("SELECT count(*) FROM numbers") == 2
        connection.run_later(ADD, {"number": 3})
        assert numbers(database) == []
    assert numbers(database) == [1, 2, 3]


def test_a_block_that_only_queues_is_one_message(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    messages = messages_of(database, monkeypatch)
    with database.transaction() as connection:
        connection.run_later(ADD, {"number": 1})
        connection.run_later(ADD, {"number": 2})
    assert messages == [("insert", True, "test_a_block_that_only_queues_is_one_message")]
    assert numbers(database) == [1, 2]


def test_rows_and_counts_are_those_of_the_statement_that_is_read(database: Database) -> None:
    with database.transaction() as connection:
        connection.run_later(ADD, {"number": 1})
        assert connection.rows("INSERT INTO numbers VALUES (7), (8) RETURNING number") == [(7,), (8,)]
        connection.run_later(ADD, {"number": 2})
        assert connection.run("DELETE FROM numbers WHERE number > 2") == 2
        connection.run_later(ADD, {"number": 3})
        assert connection.encoded_row("SELECT 'pregão €'") == ("pregão €".encode(),)
    assert numbers(database) == [1, 2, 3]


def test_texts_arrive_as_they_are(database: Database) -> None:
    texts = ["100%", "it's; ROLLBACK; --", "\\", "%s", "pregão €", "a\x00b"]
    with database.transaction() as connection:
        connection.run("CREATE TEMPORARY TABLE texts (text text) ON COMMIT DROP")
        for text in texts:
            connection.run_later("INSERT INTO texts VALUES (%s)", (text,))
        connection.run_later("INSERT INTO texts VALUES ('50%')")
        assert [row[0] for row in connection.rows("SELECT text FROM texts")] == [*texts[:-1], "a\ufffdb", "50%"]


def test_a_constraint_they_violate_is_raised_by_the_commit(database: Database) -> None:
    insert(database, 1)
    with pytest.raises(ConstraintViolated) as refused, database.transaction() as connection:
        connection.run_later(ADD, {"number": 2})
        connection.run_later(ADD, {"number": 1})
        connection.run_later(ADD, {"number": 3})
    assert refused.value.constraint == "pk_numbers"
    assert numbers(database) == [1]
    insert(database, 4)
    assert numbers(database) == [1, 4]


def test_a_constraint_they_violate_is_raised_by_the_next_statement(database: Database) -> None:
    insert(database, 1)
    reached = False
    with pytest.raises(ConstraintViolated), database.transaction() as connection:
        connection.run_later(ADD, {"number": 1})
        connection.run("INSERT INTO numbers VALUES (2)")
        reached = True
    assert not reached
    assert numbers(database) == [1]


def test_the_domain_error_is_named_around_the_transaction(database: Database) -> None:
    insert(database, 1)
    with (
        pytest.raises(Conflict, match="taken"),
        violating("pk_numbers", Conflict("taken")),
        database.transaction() as connection,
    ):
        connection.run_later(ADD, {"number": 1})


def test_an_error_that_is_swallowed_is_not_committed_silently(database: Database) -> None:
    insert(database, 1)
    with pytest.raises(RuntimeError), database.transaction() as connection:
        connection.run_later(ADD, {"number": 1})
        with pytest.raises(ConstraintViolated):
            connection.value("SELECT 1")
        connection.run_later(ADD, {"number": 2})
    assert numbers(database) == [1]


def test_a_block_that_raises_never_sends_them(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    messages = messages_of(database, monkeypatch)
    with pytest.raises(LookupError), database.transaction() as connection:
        connection.run_later(ADD, {"number": 1})
        raise LookupError
    assert messages == []
    assert numbers(database) == []


def test_parameters_nobody_can_send_are_refused_where_they_are_queued(database: Database) -> None:
    with database.transaction() as connection:
        connection.run_later(ADD, {"number": 1})
        with pytest.raises(psycopg2.ProgrammingError):
            connection.run_later("INSERT INTO numbers VALUES (%s)", (object(),))
        with pytest.raises(psycopg2.ProgrammingError):
            connection.run("INSERT INTO numbers VALUES (%s)", (object(),))
        with pytest.raises(IndexError):
            connection.run("INSERT INTO numbers VALUES (%s, %s)", (1,))
        assert connection.value("SELECT count(*) FROM numbers") == 1
        assert numbers(database) == []
    assert numbers(database) == [1]


def test_a_statement_that_cannot_be_prepared_loses_none_of_them(open_database: OpenDatabase, admin: Admin) -> None:
    database = open_database(pool_size=1)
    broken = Prepared("ask_nowhere", "SELECT %(number)s FROM nowhere", number="int")
    with database.transaction() as connection:
        connection.run_later(ADD, {"number": 1})
        with pytest.raises(psycopg2.errors.UndefinedTable):
            connection.value(broken, {"number": 1})
    assert numbers(database) == [1]


def test_they_run_in_the_session_of_the_transaction(database: Database) -> None:
    with database.transaction({"app.user_id": "ana"}) as connection:
        connection.run_later("INSERT INTO numbers SELECT length(current_setting('app.user_id'))")
    assert numbers(database) == [3]
    with database.read() as connection:
        assert not connection.value("SELECT current_setting('app.user_id', true)")


def test_row_level_security_holds_for_them(database: Database, admin: Admin) -> None:
    with admin.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE numbers ENABLE ROW LEVEL SECURITY;"
            "CREATE POLICY own_numbers ON numbers USING (number::text = current_setting('app.user_id', true))"
        )
    with database.transaction({"app.user_id": "7"}) as connection:
        connection.run_later(ADD, {"number": 7})
    with pytest.raises(psycopg2.errors.InsufficientPrivilege), database.transaction({"app.user_id": "7"}) as connection:
        connection.run_later(ADD, {"number": 8})
    with admin.cursor() as cursor:
        cursor.execute("SELECT number FROM numbers")
        assert cursor.fetchall() == [(7,)]


def test_a_connection_that_is_lost_before_they_are_sent_is_unavailable(database: Database, admin: Admin) -> None:
    with pytest.raises(DatabaseUnavailable), database.transaction() as connection:
        pid = connection.value("SELECT pg_backend_pid()")
        connection.run_later(ADD, {"number": 1})
        with admin.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 60000)", (pid,))
    assert numbers(database) == []
    insert(database, 2)
    assert numbers(database) == [2]


def test_a_block_that_only_queued_on_a_lost_connection_is_unavailable(
    open_database: OpenDatabase, admin: Admin
) -> None:
    database = open_database(pool_size=1)
    with database.read() as connection:
        pid = connection.value("SELECT pg_backend_pid()")
    with pytest.raises(DatabaseUnavailable), database.transaction() as connection:
        connection.run_later(ADD, {"number": 1})
        with admin.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 60000)", (pid,))
    assert numbers(database) == []


def test_what_only_the_commit_refuses_is_raised_and_leaves_nothing(database: Database, admin: Admin) -> None:
    with admin.cursor() as cursor:
        cursor.execute("ALTER TABLE numbers ADD CONSTRAINT uq_late UNIQUE (number) DEFERRABLE INITIALLY DEFERRED")
        cursor.execute("ALTER TABLE numbers DROP CONSTRAINT pk_numbers")
    with pytest.raises(ConstraintViolated) as refused, database.transaction() as connection:
        connection.run_later("INSERT INTO numbers VALUES (1)")
        connection.run_later("INSERT INTO numbers VALUES (1)")
    assert refused.value.constraint == "uq_late"
    assert numbers(database) == []
    insert(database, 2)
    assert numbers(database) == [2]


def test_a_lock_they_do_not_get_in_time_is_named(database: Database) -> None:
    insert(database, 1)
    with database.transaction() as holder:
        holder.value("SELECT number FROM numbers FOR UPDATE")
        with pytest.raises(LockTimeout), database.transaction() as connection:
            connection.run_later("SET LOCAL lock_timeout = 20")
            connection.run_later("UPDATE numbers SET number = 2")
    assert numbers(database) == [1]


def test_a_server_that_takes_no_writes_says_so_at_the_commit(open_database: OpenDatabase, admin: Admin) -> None:
    database = open_database(pool_size=1)
    with database.driver_connection() as raw, raw.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
    with pytest.raises(StorageFull), database.transaction() as connection:
        connection.run_later(ADD, {"number": 1})


def test_without_a_transaction_they_are_executed_at_once(database: Database) -> None:
    with database.read({"app.user_id": "ana"}) as connection:
        connection.run_later("INSERT INTO numbers SELECT length(current_setting('app.user_id'))")
        assert numbers(database) == [3]
        with pytest.raises(ConstraintViolated):
            connection.run_later(ADD, {"number": 3})


def test_nothing_is_written_where_nothing_may_be(database: Database) -> None:
    with (
        pytest.raises(psycopg2.errors.ReadOnlySqlTransaction),
        database.transaction(mode=READ_SNAPSHOT) as connection,
    ):
        connection.run_later(ADD, {"number": 1})
    assert numbers(database) == []


def test_a_savepoint_takes_back_what_they_violate_and_the_rest_stays(database: Database) -> None:
    insert(database, 1)
    with database.transaction() as connection:
        connection.run_later(ADD, {"number": 2})
        with pytest.raises(ConstraintViolated), savepoint(connection, "part"):
            connection.run_later(ADD, {"number": 3})
            connection.run_later(ADD, {"number": 1})
        with savepoint(connection, "part"):
            connection.run_later(ADD, {"number": 4})
    assert numbers(database) == [1, 2, 4]


def test_a_savepoint_whose_block_raises_never_sends_them(database: Database) -> None:
    insert(database, 1)
    with database.transaction() as connection:
        connection.run_later(ADD, {"number": 2})
        with pytest.raises(LookupError), savepoint(connection, "part"):
            connection.run("INSERT INTO numbers VALUES (3)")
            connection.run_later(ADD, {"number": 1})
            raise LookupError
        connection.run_later(ADD, {"number": 4})
    assert numbers(database) == [1, 2, 4]


def test_what_was_queued_before_a_savepoint_is_not_taken_back_with_it(database: Database) -> None:
    insert(database, 1)
    entered = False
    with pytest.raises(ConstraintViolated), database.transaction() as connection:
        connection.run_later(ADD, {"number": 1})
        with savepoint(connection, "part"):
            entered = True
    assert not entered
    assert numbers(database) == [1]


def test_a_savepoint_does_not_outlive_a_lost_connection(database: Database, admin: Admin) -> None:
    with pytest.raises(DatabaseUnavailable), database.transaction() as connection, savepoint(connection, "part"):
        connection.run_later(ADD, {"number": 1})
        with admin.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 60000)", (connection.value("SELECT pg_backend_pid()"),))
    assert numbers(database) == []


def echo(name: str) -> Prepared:
    return Prepared(name, "SELECT %(number)s", number="int")


def test_a_message_of_statements_survives_that_all_are_forgotten(open_database: OpenDatabase, admin: Admin) -> None:
    database = open_database(pool_size=1)
    with database.transaction() as connection:
        for number in range(MAX_PREPARED):
            assert connection.value(echo(f"echo_{number}"), {"number": number}) == number
        connection.run_later(ADD, {"number": 1})
        connection.run_later(ADD, {"number": 2})
        assert connection.value(echo("echo_0"), {"number": 7}) == 7
        assert connection.value(echo("echo_1"), {"number": 8}) == 8
    assert numbers(database) == [1, 2]
