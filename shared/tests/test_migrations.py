"""Migrations against a real PostgreSQL."""

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import make_dsn

from suite.migrations import (
    MigrationFailed,
    Migrations,
    MigrationsBusy,
    MigrationsRefused,
    pending_migrations,
)
from suite_testing.databases import TestCluster

SCHEMA = "workspace"


@pytest.fixture(scope="module")
def dsns(test_cluster: TestCluster) -> tuple[str, str]:
    """(owner, app_workspace) connection strings of a prepared cluster."""
    owner = test_cluster.cluster.admin_dsn("frontend_apps")
    return owner, make_dsn(owner, user="app_workspace", password=test_cluster.passwords["app_workspace"])


@pytest.fixture
def owner(dsns: tuple[str, str]) -> Iterator[str]:
    """The owner's connection string; what a test makes in the schema is gone after it."""
    yield dsns[0]
    with closing(psycopg2.connect(dsns[0])) as connection, connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('DROP TABLE %%I.%%I CASCADE', schemaname, tablename) FROM pg_tables WHERE schemaname = %s",
            (SCHEMA,),
        )
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "0001_items.sql").write_text("CREATE TABLE items (id integer, title text);\n")
    (tmp_path / "0002_tags.sql").write_text("CREATE TABLE tags (id integer);\nINSERT INTO tags VALUES (7);\n")
    return tmp_path


def query(dsn: str, statement: str) -> list[tuple[Any, ...]]:
    with closing(psycopg2.connect(dsn)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def tables(dsn: str) -> set[str]:
    return {name for (name,) in query(dsn, f"SELECT tablename FROM pg_tables WHERE schemaname = '{SCHEMA}'")}


def names(applied: list[Any]) -> list[str]:
    return [item.file.file_name for item in applied]


def test_pending_files_are_applied_in_order_and_recorded(owner: str, folder: Path) -> None:
    applied = Migrations(folder, SCHEMA).migrate(owner)
    assert names(applied) == ["0001_items.sql", "0002_tags.sql"]
    ledger = query(owner, f"SELECT version, name, checksum FROM {SCHEMA}.schema_migrations ORDER BY version")
    assert ledger == [
        (1, "items", applied[0].file.checksum),
        (2, "tags", applied[1].file.checksum),
    ]


def test_a_second_run_does_nothing(owner: str, folder: Path) -> None:
    Migrations(folder, SCHEMA).migrate(owner)
    assert Migrations(folder, SCHEMA).migrate(owner) == []
    assert query(owner, f"SELECT id FROM {SCHEMA}.tags") == [(7,)]


def test_a_schema_without_role_set_up_is_made(dsns: tuple[str, str], folder: Path) -> None:
    Migrations(folder, "fresh").migrate(dsns[0])
    assert query(dsns[0], "SELECT id FROM fresh.tags") == [(7,)]


def test_a_failing_file_leaves_nothing_and_keeps_those_before_it(owner: str, folder: Path) -> None:
    (folder / "0003_broken.sql").write_text("CREATE TABLE half (id integer);\n\nSELECT missing;\n")
    with pytest.raises(MigrationFailed, match=r'^0003_broken\.sql:3: column "missing" does not exist$'):
        Migrations(folder, SCHEMA).migrate(owner)
    assert tables(owner) == {"items", "tags", "schema_migrations"}
    assert Migrations(folder, SCHEMA).status(owner).applied[-1].version == 2


def change_edited(folder: Path) -> None:
    (folder / "0001_items.sql").write_text("CREATE TABLE items (id bigint);\n")


def change_missing(folder: Path) -> None:
    (folder / "0001_items.sql").unlink()


def change_renamed(folder: Path) -> None:
    (folder / "0002_tags.sql").rename(folder / "0002_labels.sql")


def change_duplicate(folder: Path) -> None:
    (folder / "0002_again.sql").write_text("SELECT 1")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (change_edited, "0001_items.sql: edited since it was applied"),
        (change_missing, "0001_items.sql: applied, but the file is missing"),
        (change_renamed, "0002_labels.sql: was applied as 0002_tags.sql"),
        (change_duplicate, "0002_tags.sql: version 0002 is also 0002_again.sql"),
    ],
)
def test_what_cannot_be_trusted_is_refused_before_anything_runs(
    owner: str, folder: Path, change: Any, problem: str
) -> None:
    Migrations(folder, SCHEMA).migrate(owner)
    change(folder)
    (folder / "0003_more.sql").write_text("CREATE TABLE more (id integer)")
    with pytest.raises(MigrationsRefused) as refused:
        Migrations(folder, SCHEMA).migrate(owner)
    assert problem in refused.value.problems
    assert "more" not in tables(owner)


def release(folder: Path, tmp_path_factory: pytest.TempPathFactory, *names: str) -> Path:
    """A release with some of the files only."""
    older = tmp_path_factory.mktemp("release")
    for name in names:
        (older / name).write_bytes((folder / name).read_bytes())
    return older


def test_an_older_release_runs_on_a_schema_that_only_grew(
    owner: str, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    Migrations(folder, SCHEMA).migrate(owner)
    older = Migrations(release(folder, tmp_path_factory, "0001_items.sql"), SCHEMA)
    assert older.migrate(owner) == []
    assert [entry.file_name for entry in older.status(owner).newer] == ["0002_tags.sql"]


def test_an_older_release_does_not_run_on_what_a_later_one_took_away(
    owner: str, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (folder / "0003_less.sql").write_text("-- contract: nobody reads tags since 0002\nDROP TABLE tags;\n")
    Migrations(folder, SCHEMA).migrate(owner)
    older = Migrations(release(folder, tmp_path_factory, "0001_items.sql", "0002_tags.sql"), SCHEMA)
    with pytest.raises(MigrationsRefused, match=r"0003_less\.sql: a later release took something away \(nobody reads"):
        older.migrate(owner)


def test_a_ledger_of_an_older_release_is_read_and_widened(owner: str, application: Connection, folder: Path) -> None:
    Migrations(folder, SCHEMA).migrate(owner)
    query(owner, f"ALTER TABLE {SCHEMA}.schema_migrations DROP COLUMN contract; SELECT 1")
    assert pending_migrations(application, folder, SCHEMA) == []
    application.rollback()
    (folder / "0003_less.sql").write_text("-- contract: unused\nDROP TABLE tags;\n")
    Migrations(folder, SCHEMA).migrate(owner)
    assert Migrations(folder, SCHEMA).status(owner).applied[-1].contract == "unused"


def test_a_file_older_than_the_latest_applied_one_is_refused(owner: str, folder: Path) -> None:
    Migrations(folder, SCHEMA).migrate(owner)
    query(owner, f"DELETE FROM {SCHEMA}.schema_migrations WHERE version = 1 RETURNING 1")
    with pytest.raises(MigrationsRefused) as refused:
        Migrations(folder, SCHEMA).migrate(owner)
    assert refused.value.problems == ["0001_items.sql: out of order, 0002 is already applied"]


def test_a_dry_run_executes_everything_and_changes_nothing(owner: str, folder: Path) -> None:
    assert names(Migrations(folder, SCHEMA).dry_run(owner)) == ["0001_items.sql", "0002_tags.sql"]
    assert tables(owner) == set()
    (folder / "0002_tags.sql").write_text("ALTER TABLE items ADD missing no_such_type")
    with pytest.raises(MigrationFailed, match="no_such_type"):
        Migrations(folder, SCHEMA).dry_run(owner)
    assert tables(owner) == set()


def test_a_file_that_ends_its_transaction_by_stealth_fails(owner: str, folder: Path) -> None:
    (folder / "0003_end.sql").write_text("SELECT 1; END;")
    with pytest.raises(MigrationFailed, match=r"0003_end\.sql: ended the transaction it runs in"):
        Migrations(folder, SCHEMA).migrate(owner)


def test_a_file_may_opt_out_of_the_transaction(owner: str, folder: Path) -> None:
    (folder / "0003_index.sql").write_text(
        "-- no-transaction\n"
        "DROP INDEX CONCURRENTLY IF EXISTS idx_items_title;\n"
        "CREATE INDEX CONCURRENTLY idx_items_title ON items (title);\n"
    )
    assert [item.executed for item in Migrations(folder, SCHEMA).dry_run(owner)] == [True, True, False]
    Migrations(folder, SCHEMA).migrate(owner)
    assert query(owner, "SELECT indexname FROM pg_indexes WHERE tablename = 'items'") == [("idx_items_title",)]


def test_a_failure_outside_a_transaction_names_the_line_and_what_stays(owner: str, folder: Path) -> None:
    (folder / "0003_index.sql").write_text("-- no-transaction\nCREATE TABLE kept (id integer);\nSELECT missing;\n")
    with pytest.raises(MigrationFailed, match=r"^0003_index\.sql:3: .*earlier statements stay"):
        Migrations(folder, SCHEMA).migrate(owner)
    assert "kept" in tables(owner)
    assert Migrations(folder, SCHEMA).status(owner).applied[-1].version == 2


def test_session_settings_of_a_file_do_not_reach_the_next(owner: str, folder: Path) -> None:
    (folder / "0003_wander.sql").write_text("SET search_path = public; SET ROLE app_workspace;")
    (folder / "0004_home.sql").write_text("CREATE TABLE home (id integer)")
    Migrations(folder, SCHEMA).migrate(owner)
    assert "home" in tables(owner)


def test_a_baseline_records_files_without_running_them(owner: str, folder: Path) -> None:
    query(owner, f"CREATE TABLE {SCHEMA}.items (id integer); SELECT 1")
    recorded = Migrations(folder, SCHEMA).baseline(owner, 1)
    assert [item.executed for item in recorded] == [False]
    assert names(Migrations(folder, SCHEMA).migrate(owner)) == ["0002_tags.sql"]


def test_a_baseline_is_refused_over_a_ledger_or_without_its_file(owner: str, folder: Path) -> None:
    with pytest.raises(MigrationsRefused, match="0009: no file of this version"):
        Migrations(folder, SCHEMA).baseline(owner, 9)
    Migrations(folder, SCHEMA).migrate(owner)
    with pytest.raises(MigrationsRefused, match="has a ledger already"):
        Migrations(folder, SCHEMA).baseline(owner, 1)


def test_runners_at_once_apply_every_file_once(owner: str, folder: Path) -> None:
    (folder / "0003_index.sql").write_text(
        "-- no-transaction\nCREATE INDEX CONCURRENTLY idx_items_title ON items (title);\n"
    )
    outcomes: list[list[str]] = []
    runners = [
        threading.Thread(target=lambda: outcomes.append(names(Migrations(folder, SCHEMA).migrate(owner))))
        for _ in range(4)
    ]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join(60)
    assert sorted(outcomes) == [[], [], [], ["0001_items.sql", "0002_tags.sql", "0003_index.sql"]]


def test_a_runner_gives_up_on_a_schema_that_stays_taken(owner: str, folder: Path) -> None:
    impatient = Migrations(folder, SCHEMA, patience_s=0.1)
    with impatient._exclusive(owner), pytest.raises(MigrationsBusy):
        impatient.migrate(owner)


def test_a_locked_table_is_tried_again_until_it_is_free(
    owner: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Migrations(folder, SCHEMA).migrate(owner)
    (folder / "0003_alter.sql").write_text("ALTER TABLE items ADD COLUMN extra integer")
    attempts: list[str] = []
    with closing(hold_lock(owner)) as holder:

        def let_go_after_two(self: Migrations, connection: Connection, file: Any) -> int:
            attempts.append(file.file_name)
            if len(attempts) == 3:
                holder.rollback()
            return execute(self, connection, file)

        execute = Migrations._execute
        monkeypatch.setattr(Migrations, "_execute", let_go_after_two)
        Migrations(folder, SCHEMA, lock_timeout_ms=50).migrate(owner)
    assert attempts == ["0003_alter.sql"] * 3


def test_a_table_locked_for_good_fails_after_the_retries(owner: str, folder: Path) -> None:
    Migrations(folder, SCHEMA).migrate(owner)
    (folder / "0003_alter.sql").write_text("ALTER TABLE items ADD COLUMN extra integer")
    with closing(hold_lock(owner)), pytest.raises(MigrationFailed, match="lock timeout"):
        Migrations(folder, SCHEMA, lock_timeout_ms=20, retries=1).migrate(owner)


def hold_lock(dsn: str) -> Connection:
    connection = psycopg2.connect(dsn)
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {SCHEMA}.items IN ACCESS SHARE MODE")
    return connection


def test_the_application_role_reads_the_ledger_and_cannot_write_it(
    dsns: tuple[str, str], owner: str, folder: Path
) -> None:
    Migrations(folder, SCHEMA).migrate(owner)
    for change in ("INSERT INTO schema_migrations VALUES (9)", "UPDATE schema_migrations SET version = 9"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            query(dsns[1], change)
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        query(dsns[1], "DELETE FROM schema_migrations")
    assert query(dsns[1], "SELECT count(*) FROM schema_migrations") == [(2,)]
    assert query(dsns[1], "INSERT INTO items VALUES (1, 'a') RETURNING id") == [(1,)]


@pytest.fixture
def application(dsns: tuple[str, str]) -> Iterator[Connection]:
    with closing(psycopg2.connect(dsns[1])) as connection:
        yield connection


def test_readiness_sees_pending_files_with_the_application_role(
    owner: str, application: Connection, folder: Path
) -> None:
    assert pending_migrations(application, folder, SCHEMA) == ["0001_items.sql", "0002_tags.sql"]
    application.rollback()
    Migrations(folder, SCHEMA).migrate(owner)
    assert pending_migrations(application, folder, SCHEMA) == []


def test_readiness_accepts_a_newer_ledger_and_refuses_an_edited_file(
    owner: str, application: Connection, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    Migrations(folder, SCHEMA).migrate(owner)
    older_release = tmp_path_factory.mktemp("older")
    (older_release / "0001_items.sql").write_bytes((folder / "0001_items.sql").read_bytes())
    assert pending_migrations(application, older_release, SCHEMA) == []
    edited = tmp_path_factory.mktemp("edited")
    (edited / "0001_items.sql").write_text("SELECT 1")
    with pytest.raises(MigrationsRefused, match=r"0001_items\.sql: edited since it was applied"):
        pending_migrations(application, edited, SCHEMA)
