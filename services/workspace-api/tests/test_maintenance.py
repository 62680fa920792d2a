"""`maintenance run`: partitions ahead, entries out of the default partition, retention, pruning."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Thread
from typing import Any

import psycopg2.extensions
import pytest
from workspace_client import Api
from workspace_invariants import select

from suite.administration import admin_database
from suite.audit import Sealer
from suite.audit.upkeep import UpkeepReport, UpkeepRunning, sole_runner
from suite.database import Database
from suite.parsers import Secret
from suite_testing.databases import TestDatabase
from workspace_api import cli
from workspace_api.app import create_app
from workspace_api.audit.verification import verify_history
from workspace_api.history.entries import HISTORY
from workspace_api.history.ledger import ItemEditor, Ledger
from workspace_api.items import editing
from workspace_api.items.fields import Item
from workspace_api.maintenance.upkeep import run_upkeep
from workspace_api.settings import Settings
from workspace_api.users.queries import ensure_user

Admin = psycopg2.extensions.connection
NOW = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
USER = "dona"
NEW_VALUES = {"title": "T", "description": "D", "category": "dashboard", "priority": "low", "tags": [], "metadata": {}}

NOTHING_DONE = UpkeepReport(pruned={"changes": 0, "idempotency": 0})


@pytest.fixture
def root(own: TestDatabase) -> Iterator[Admin]:
    with own.connect(schema="workspace") as connection:
        yield connection


@pytest.fixture
def runtime(own: TestDatabase) -> Iterator[Database]:
    database = Database(own.dsn("app_workspace"), schema="workspace", application="test")
    yield database
    database.close()


def actor_at(moment: datetime) -> ItemEditor:
    return ItemEditor(USER, "test", None, moment, Sealer(None), USER, clock=lambda: moment)


def create(runtime: Database, at: datetime) -> Item:
    """An item created at a moment of the past, through the normal write path."""
    ledger = Ledger(actor_at(at))
    with runtime.transaction({"app.user_id": USER}) as connection:
        ensure_user(connection, USER, at)
        item = editing.create_item(connection, ledger, NEW_VALUES)
        ledger.flush(connection)
    return item


def change(runtime: Database, item: Item, at: datetime, **fields: Any) -> None:
    """A change of the item at a moment of the past."""
    ledger = Ledger(actor_at(at))
    with runtime.transaction({"app.user_id": USER}) as connection:
        editing.update_item(connection, ledger, editing.lock_item(connection, ledger, item.id), fields)
        ledger.flush(connection)


def delete(runtime: Database, item: Item, at: datetime) -> None:
    ledger = Ledger(actor_at(at))
    with runtime.transaction({"app.user_id": USER}) as connection:
        editing.delete_item(connection, ledger, editing.lock_item(connection, ledger, item.id))
        ledger.flush(connection)


def days_of(owner: Database) -> list[date]:
    with owner.read() as connection:
        return HISTORY.select_days(connection)


def versions_of(root: Admin, item: Item) -> list[int]:
    rows = select(root, "SELECT version FROM workspace_audit_log WHERE item_id = %s ORDER BY version", str(item.id))
    return [version for (version,) in rows]


def problems_of(owner: Database) -> list[str]:
    return verify_history(owner, Sealer(None)).problems


def test_partitions_reach_thirty_days_ahead(owner: Database) -> None:
    later = NOW + timedelta(days=10)

    report = run_upkeep(owner, later)

    assert report.partitions_added == 10
    assert days_of(owner)[-1] == later.date() + timedelta(days=30)


def test_a_second_run_finds_nothing_to_do(owner: Database, runtime: Database) -> None:
    create(runtime, NOW - timedelta(days=400))
    run_upkeep(owner, NOW)

    assert run_upkeep(owner, NOW) == NOTHING_DONE


def test_entries_of_the_default_partition_move_to_their_day(owner: Database, runtime: Database, root: Admin) -> None:
    item = create(runtime, NOW - timedelta(days=40))
    change(runtime, item, NOW - timedelta(days=39), title="Outro")

    report = run_upkeep(owner, NOW)

    assert report.entries_moved == report.partitions_added == 2
    assert select(root, "SELECT count(*) FROM workspace_audit_log_default") == [(0,)]
    day = f"workspace_audit_log_{NOW - timedelta(days=40):%Y%m%d}"
    assert select(root, f"SELECT item_id, version FROM {day}") == [(str(item.id), 1)]
    assert versions_of(root, item) == [1, 2]
    assert problems_of(owner) == []


def test_new_partitions_have_the_indexes_and_rules_of_the_log(owner: Database, runtime: Database, root: Admin) -> None:
    create(runtime, NOW - timedelta(days=40))
    run_upkeep(owner, NOW)

    shape = "SELECT indisprimary, count(*) FROM pg_index WHERE indrelid = %s::regclass GROUP BY 1 ORDER BY 1"
    rules = "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c' ORDER BY conname"
    day = f"workspace_audit_log_{NOW - timedelta(days=40):%Y%m%d}"
    assert select(root, shape, day) == select(root, shape, "workspace_audit_log")
    assert select(root, rules, day) == select(root, rules, "workspace_audit_log") != []


def test_the_service_may_touch_no_partition_directly(
    owner: Database, runtime: Database, own: TestDatabase, root: Admin
) -> None:
    create(runtime, NOW - timedelta(days=40))
    run_upkeep(owner, NOW + timedelta(days=5))

    granted = select(
        root,
        "SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid,"
        " unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS kind"
        " WHERE inhparent = 'workspace_audit_log'::regclass"
        " AND has_table_privilege('app_workspace', pg_class.oid, kind)",
    )
    assert granted == []
    with own.connect("app_workspace", schema="workspace") as connection:
        for statement in ("SELECT FROM", "DELETE FROM"):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                select(connection, f"{statement} workspace_audit_log")


def test_history_past_retention_is_dropped_and_the_rest_verifies(
    owner: Database, runtime: Database, root: Admin
) -> None:
    item = create(runtime, NOW - timedelta(days=400))
    change(runtime, item, NOW - timedelta(days=380), title="Segundo")
    change(runtime, item, NOW - timedelta(days=10), title="Terceiro")
    untouched = create(runtime, NOW - timedelta(days=390))

    report = run_upkeep(owner, NOW)

    assert report.partitions_dropped == 3
    assert (versions_of(root, item), versions_of(root, untouched)) == ([3], [])
    anchors = select(root, "SELECT item_id, version, deleted FROM workspace_audit_anchors ORDER BY version")
    assert anchors == [(str(untouched.id), 1, False), (str(item.id), 2, False)]
    assert problems_of(owner) == []


def test_an_item_goes_on_after_its_whole_history_has_expired(owner: Database, runtime: Database, root: Admin) -> None:
    item = create(runtime, NOW - timedelta(days=400))
    run_upkeep(owner, NOW)

    change(runtime, item, NOW, status="completed")

    assert versions_of(root, item) == [2]
    assert problems_of(owner) == []


def test_retention_keeps_what_is_365_days_old(owner: Database, runtime: Database, root: Admin) -> None:
    kept = create(runtime, NOW - timedelta(days=365))
    dropped = create(runtime, NOW - timedelta(days=366))

    run_upkeep(owner, NOW)

    assert (versions_of(root, kept), versions_of(root, dropped)) == ([1], [])


def test_a_deletion_past_retention_is_told_from_a_row_taken_away(
    owner: Database, runtime: Database, root: Admin
) -> None:
    deleted = create(runtime, NOW - timedelta(days=400))
    delete(runtime, deleted, NOW - timedelta(days=399))
    taken = create(runtime, NOW - timedelta(days=400))
    run_upkeep(owner, NOW)
    assert problems_of(owner) == []

    with root.cursor() as cursor:
        cursor.execute("DELETE FROM workspace_items WHERE id = %s", (str(taken.id),))

    assert problems_of(owner) == [f"item {taken.id}: is gone without an entry that deletes it"]


def test_a_chain_interleaved_over_midnight_goes_as_a_whole(owner: Database, runtime: Database, root: Admin) -> None:
    midnight = NOW.replace(hour=0) - timedelta(days=365)
    item = create(runtime, midnight - timedelta(hours=1))
    change(runtime, item, midnight + timedelta(milliseconds=1), title="Segundo")
    change(runtime, item, midnight - timedelta(milliseconds=1), title="Terceiro")
    change(runtime, item, NOW, title="Quarto")

    early = run_upkeep(owner, NOW)
    assert (early.partitions_dropped, versions_of(root, item)) == (0, [1, 2, 3, 4])
    assert problems_of(owner) == []

    late = run_upkeep(owner, NOW + timedelta(days=1))
    assert (late.partitions_dropped, versions_of(root, item)) == (2, [4])
    assert problems_of(owner) == []


def test_only_the_beginning_of_a_feed_is_pruned(owner: Database, runtime: Database, root: Admin) -> None:
    first = create(runtime, NOW - timedelta(days=50))
    change(runtime, first, NOW - timedelta(days=40), title="Segundo")
    change(runtime, first, NOW - timedelta(days=20), title="Terceiro")
    change(runtime, first, NOW - timedelta(days=40), title="Quarto")

    report = run_upkeep(owner, NOW)

    assert report.pruned["changes"] == 2
    assert select(root, "SELECT seq FROM workspace_changes ORDER BY seq") == [(3,), (4,)]


def test_the_feed_tells_a_reader_whose_position_was_pruned(
    owner: Database, runtime: Database, own: TestDatabase, settings: Settings
) -> None:
    item = create(runtime, NOW - timedelta(days=50))
    change(runtime, item, NOW - timedelta(days=40), title="Segundo")
    change(runtime, item, NOW - timedelta(days=1), title="Terceiro")
    run_upkeep(owner, NOW)
    service = create_app(replace(settings, database_url=Secret(own.dsn("app_workspace"))))
    api = Api(service, USER)

    assert [api.get(f"/api/items/changes?since={seq}").status_code for seq in (0, 1)] == [410, 410]
    feed = api.get("/api/items/changes?since=2").get_json()
    assert [change["seq"] for change in feed["data"]] == [3]
    service.database.close()


def test_a_feed_without_recent_changes_is_emptied_and_its_numbers_go_on(
    owner: Database, runtime: Database, root: Admin
) -> None:
    item = create(runtime, NOW - timedelta(days=50))
    run_upkeep(owner, NOW)
    assert select(root, "SELECT seq FROM workspace_changes") == []

    change(runtime, item, NOW, title="Segundo")

    assert select(root, "SELECT seq FROM workspace_changes") == [(2,)]


def test_stored_replies_are_forgotten_after_a_day(owner: Database, root: Admin) -> None:
    with root.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO workspace_idempotency (user_id, key, route, request_hash, created_at)"
            " VALUES (%s, %s, 'POST /api/items', repeat('0', 64), %s)",
            [(USER, "old", NOW - timedelta(hours=25)), (USER, "new", NOW - timedelta(hours=23))],
        )

    assert run_upkeep(owner, NOW).pruned["idempotency"] == 1
    assert select(root, "SELECT key FROM workspace_idempotency") == [("new",)]


def test_a_second_runner_steps_back(owner: Database, own: TestDatabase) -> None:
    other = admin_database(Settings, own.dsn())
    with sole_runner(other, HISTORY), pytest.raises(UpkeepRunning):
        run_upkeep(owner, NOW)
    other.close()

    assert run_upkeep(owner, NOW) == NOTHING_DONE


def test_a_run_that_fails_lets_the_next_one_work(owner: Database, root: Admin) -> None:
    with pytest.raises(ZeroDivisionError), sole_runner(owner, HISTORY):
        raise ZeroDivisionError
    with sole_runner(owner, HISTORY):
        locks = select(root, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted")
    assert locks == [(1,)]


def test_writes_go_on_while_partitions_are_added(owner: Database, runtime: Database) -> None:
    future = NOW + timedelta(days=200)
    written: list[Item] = []

    def write() -> None:
        while len(written) < 200:
            written.append(create(runtime, future))

    writer = Thread(target=write)
    writer.start()
    run_upkeep(owner, future)
    writer.join()

    assert len(written) == 200
    assert problems_of(owner) == []


@pytest.fixture
def command_environment(own: TestDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = psycopg2.extensions.parse_dsn(own.dsn())
    names = {"HOST": "host", "PORT": "port", "NAME": "dbname", "SUPERUSER": "user", "SUPERPASS": "password"}
    for name, part in names.items():
        monkeypatch.setenv(f"FRONTEND_APPS_DB_{name}", parts[part])


@pytest.mark.usefixtures("command_environment")
def test_the_command_tells_what_it_did(runtime: Database, capsys: pytest.CaptureFixture[str]) -> None:
    create(runtime, datetime.now(UTC) - timedelta(days=400))

    assert cli.main(["maintenance", "run"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "partitions added: 1",
        "entries moved: 1",
        "partitions dropped: 1",
        "changes pruned: 1",
        "idempotency pruned: 0",
    ]
    assert cli.main(["audit", "verify"]) == 0


@pytest.mark.usefixtures("command_environment")
def test_the_command_says_when_another_run_is_at_work(owner: Database, capsys: pytest.CaptureFixture[str]) -> None:
    with sole_runner(owner, HISTORY):
        assert cli.main(["maintenance", "run"]) == 0
    assert capsys.readouterr().out == "another maintenance run is at work; nothing to do\n"


@pytest.mark.usefixtures("command_environment")
def test_the_command_fails_when_the_database_is_away(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FRONTEND_APPS_DB_PORT", "1")

    assert cli.main(["maintenance", "run"]) == 1
    assert "maintenance failed" in capsys.readouterr().err
