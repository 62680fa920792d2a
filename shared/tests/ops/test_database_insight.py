"""What `db.sh top` shows of a real PostgreSQL, and that it shows no value of anybody."""

import json
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from threading import Thread

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection

from suite_ops.database.account import PostgresError
from suite_ops.database.binaries import Binaries, find_binaries
from suite_ops.database.cluster import Cluster
from suite_ops.database.throwaway import free_port, reachable_folder
from suite_ops.insight import command
from suite_ops.insight.figures import figures_of
from suite_ops.insight.picture import NO_STATISTICS, Picture, take_picture
from suite_ops.insight.statements import LONGEST, without_values
from suite_ops.insight.tables import text_of
from suite_ops.installation import load_installation
from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestCluster, TestDatabase
from suite_testing.replica_server import StreamingReplica

PATIENCE_SECONDS = 60.0
MANY = 100


@pytest.fixture
def database(test_cluster: TestCluster) -> TestDatabase:
    return test_cluster.clone("workspace-api", "workspace")


@contextmanager
def connected(dsn: str, application: str) -> Iterator[Connection]:
    with closing(psycopg2.connect(dsn, application_name=application)) as connection:
        yield connection


def execute(connection: Connection, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def own_cluster(configuration: str, binaries: Binaries | None = None) -> Iterator[Cluster]:
    """A server with one more line of configuration."""
    with reachable_folder("suite-insight-") as folder:
        password = secrets.token_urlsafe(24)
        cluster = Cluster(folder / "data", free_port(), password, fast=True, binaries=binaries)
        cluster.init()
        with (folder / "data" / "postgresql.conf").open("a") as file:
            file.write(f"{configuration}\n")
        cluster.start(folder / "postgres.log")
        try:
            yield cluster
        finally:
            cluster.stop()


def test_an_open_transaction_is_shown_without_its_values(database: TestDatabase) -> None:
    with connected(database.dsn(), "trial") as connection:
        execute(connection, "SELECT 'secret-text', 41234")
        picture = take_picture(database.dsn(), MANY)
    [row] = [row for row in picture.running if row["application"] == "trial"]
    assert row["state"] == "idle in transaction"
    assert row["statement"] == "SELECT ?, ?"
    assert figures_of(picture)["database_longest_transaction_seconds"] > 0


def test_who_waits_for_a_lock_is_shown_with_whom_it_waits_for(database: TestDatabase) -> None:
    with ExitStack() as stack:
        # The holder goes first whatever happens, so that nobody waits for ever.
        waiter = stack.enter_context(connected(database.dsn(), "waiter"))
        holder = stack.enter_context(connected(database.dsn(), "holder"))
        execute(holder, "LOCK TABLE workspace.workspace_items IN ACCESS EXCLUSIVE MODE")
        waiting = Thread(target=execute, args=(waiter, "SELECT 'secret' FROM workspace.workspace_items"))
        waiting.start()
        assert wait_until(lambda: take_picture(database.dsn(), MANY).waiters, PATIENCE_SECONDS)
        picture = take_picture(database.dsn(), MANY)
        holder.rollback()
        waiting.join(PATIENCE_SECONDS)
    [row] = picture.waiters
    assert (row["application"], row["blocking_application"]) == ("waiter", "holder")
    assert (row["wants"], row["mode"]) == ("workspace.workspace_items", "AccessShareLock")
    assert row["statement"] == "SELECT ? FROM workspace.workspace_items"
    assert figures_of(picture)["database_lock_waiters"] == 1


def test_dead_rows_unused_indexes_and_whole_reads_are_shown(database: TestDatabase) -> None:
    with connected(database.dsn(), "trial") as connection:
        connection.autocommit = True
        for statement in (
            "CREATE TABLE workspace.trial (number int, filling text) WITH (autovacuum_enabled = false)",
            "CREATE INDEX ix_trial_number ON workspace.trial (number)",
            "INSERT INTO workspace.trial SELECT n, repeat('x', 100) FROM generate_series(1, 60000) n",
            "DELETE FROM workspace.trial WHERE number % 4 = 0",
            "SELECT sum(length(filling)) FROM workspace.trial",
        ):
            execute(connection, statement)
    # What the first session counted has arrived with its end; counting anew comes after it.
    with connected(database.dsn(), "trial") as connection:
        connection.autocommit = True
        execute(connection, "ANALYZE workspace.trial")

    def shown() -> bool:
        picture = take_picture(database.dsn(), MANY)
        return bool(picture.bloat and picture.unused_indexes and picture.scanned_tables)

    assert wait_until(shown, PATIENCE_SECONDS)
    picture = take_picture(database.dsn(), MANY)
    bloat = {row["name"]: row for row in picture.bloat}["workspace.trial"]
    assert (bloat["dead_rows"], bloat["dead_share"]) == (15_000, 0.25)
    assert bloat["bytes"] > 1_048_576
    assert "workspace.ix_trial_number" in {row["name"] for row in picture.unused_indexes}
    assert "workspace.trial" in {row["name"] for row in picture.scanned_tables}
    figures = figures_of(picture)
    assert figures["database_dead_rows"] >= 15_000
    assert figures["database_unused_index_bytes"] > 0


def test_a_standby_and_its_slot_are_shown(streaming: StreamingReplica) -> None:
    primary = take_picture(streaming.primary.cluster.admin_dsn("frontend_apps"), MANY)
    assert [row["state"] for row in primary.replication] == ["streaming"]
    assert figures_of(primary)["database_standbys"] == 1
    follower = take_picture(streaming.dsn("frontend_apps"), MANY)
    assert follower.replication[0]["received"]
    assert figures_of(follower)["database_standbys"] == 0


def test_without_statistics_of_statements_that_is_said(database: TestDatabase) -> None:
    picture = take_picture(database.dsn(), MANY)
    assert picture.slowest is None
    assert NO_STATISTICS in text_of(picture)
    assert "database_slowest_statement_mean_seconds" not in figures_of(picture)


@pytest.mark.parametrize("loaded", [True, False])
def test_where_statements_are_counted_the_slowest_are_shown(loaded: bool) -> None:
    try:
        binaries = find_binaries("system")
    except PostgresError:
        pytest.skip("no PostgreSQL with its contributions is installed")
    line = "shared_preload_libraries = 'pg_stat_statements'" if loaded else ""
    with own_cluster(line, binaries=binaries) as cluster:
        dsn = cluster.admin_dsn("postgres")
        with connected(dsn, "trial") as connection:
            connection.autocommit = True
            execute(connection, 'CREATE SCHEMA "odd one"')
            execute(connection, 'CREATE EXTENSION pg_stat_statements SCHEMA "odd one"')
            execute(connection, "SELECT pg_sleep(0.2), 'secret'")
        picture = take_picture(dsn, MANY)
    if not loaded:
        assert picture.slowest is None
        return
    assert picture.slowest is not None
    [row] = [row for row in picture.slowest if "pg_sleep" in row["statement"]]
    assert (row["calls"], row["longest_ms"] >= 200) == (1, True)
    assert "secret" not in json.dumps(picture.slowest)
    assert figures_of(picture)["database_slowest_statement_mean_seconds"] > 0


@pytest.fixture
def installed(database: TestDatabase, monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> TestDatabase:
    parts = psycopg2.extensions.parse_dsn(database.dsn())
    monkeypatch.setenv("FRONTEND_APPS_DB_HOST", parts["host"])
    monkeypatch.setenv("FRONTEND_APPS_DB_PORT", parts["port"])
    monkeypatch.setenv("FRONTEND_APPS_DB_NAME", parts["dbname"])
    monkeypatch.setenv("FRONTEND_APPS_DB_SUPERUSER", parts["user"])
    monkeypatch.setenv("FRONTEND_APPS_DB_SUPERPASS", parts.get("password", ""))
    return database


def test_the_command_answers_as_text_json_and_metrics(
    installed: TestDatabase, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command.main(["top"]) == 0
    titles = [line for line in capsys.readouterr().out.splitlines() if line.endswith(":")]
    assert titles[:3] == ["Running:", "Waiting for locks:", "Slowest:"]
    assert command.main(["top", "--json", "-n", "1"]) == 0
    assert json.loads(capsys.readouterr().out).keys() == Picture.__dataclass_fields__.keys()
    written: dict[str, float] = {}
    monkeypatch.setattr(command, "write_gauges", lambda root, name, figures: written.update(figures))
    assert command.main(["top", "--textfile"]) == 0
    assert written["database_lock_waiters"] == 0


def test_figures_are_of_all_and_not_of_what_is_shown(installed: TestDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    written: dict[str, float] = {}
    monkeypatch.setattr(command, "write_gauges", lambda root, name, figures: written.update(figures))
    with ExitStack() as stack:
        for _ in range(command.ROWS + 2):
            execute(stack.enter_context(connected(installed.dsn(), "trial")), "SELECT 1")
        assert command.main(["top", "--textfile"]) == 0
    assert written["database_statements_running"] >= command.ROWS + 2


def test_a_prepared_transaction_that_others_wait_for_is_shown() -> None:
    with own_cluster("max_prepared_transactions = 2") as cluster, ExitStack() as stack:
        dsn = cluster.admin_dsn("postgres")
        waiter = stack.enter_context(connected(dsn, "waiter"))
        holder = stack.enter_context(connected(dsn, "holder"))
        holder.autocommit = True
        execute(holder, "CREATE TABLE trial (number int)")
        for statement in ("BEGIN", "LOCK TABLE trial IN ACCESS EXCLUSIVE MODE", "PREPARE TRANSACTION 'trial'"):
            execute(holder, statement)
        waiting = Thread(target=execute, args=(waiter, "SELECT number FROM trial"))
        waiting.start()
        shown = wait_until(lambda: take_picture(dsn, MANY).waiters, PATIENCE_SECONDS)
        picture = take_picture(dsn, MANY)
        execute(holder, "ROLLBACK PREPARED 'trial'")
        waiting.join(PATIENCE_SECONDS)
    assert shown
    [row] = picture.waiters
    assert (row["blocked_by"], row["blocking_state"]) == (0, "prepared transaction")
    assert "prepared transaction" in text_of(picture)


def test_a_database_that_is_away_is_said(
    installed: TestDatabase, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRONTEND_APPS_DB_PORT", str(free_port()))
    assert load_installation().settings.database_port
    assert command.main(["top"]) == 1
    assert "[ERROR] database: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ("SELECT 1", "SELECT ?"),
        ("select a1, \"b'2\" from t_2 where x = 'it''s' and y=$1", 'select a1, "b\'2" from t_2 where x = ? and y=$1'),
        ("SELECT E'a\\'b', 1.5e-3, 0xFF", "SELECT ?, ?-?, ?"),
        ("SELECT 'cut off", "SELECT ?"),
        ("DO $body$ secret $body$", "DO ?"),
        ("SELECT -- don't\n'secret', \"--a'\"", 'SELECT ?, "--a\'"'),
        ("SELECT /* it's */ 'secret' /* the", "SELECT ?"),
        ("SELECT /* /* it's */ */ 'secret'", "SELECT"),
        ("SELECT\n  2\n,\t3", "SELECT ? , ?"),
        ("", ""),
    ],
)
def test_values_are_left_out(statement: str, shown: str) -> None:
    assert without_values(statement) == shown


def test_a_long_statement_is_cut() -> None:
    assert len(without_values(f"SELECT {', '.join(['a'] * 5_000)}")) == LONGEST
