"""`audit verify`: an intact history passes, whatever a superuser alters is found and named."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import psycopg2.extensions
import pytest
from prometheus_client.parser import text_string_to_metric_families
from workspace_client import Api

from suite.audit import Sealer
from suite.audit.verification import LogVerdict
from suite.database import Database
from suite.ids import now_milliseconds, uuid7
from suite.imports import ImportRow
from suite.parsers import Secret
from suite_testing.databases import TestDatabase
from workspace_api import cli
from workspace_api.app import create_app
from workspace_api.audit.verification import verify_and_remember, verify_history
from workspace_api.history.ledger import ItemEditor
from workspace_api.settings import Settings
from workspace_api.transfer.importer import ItemImport

Admin = psycopg2.extensions.connection
KEY = "0123456789abcdef0123456789abcdef"
UNKNOWN_ITEM = "0192f0c4-7d1e-7c3a-9b55-2f1d0e4a6c88"


@pytest.fixture
def alter(own: TestDatabase) -> Iterator[Callable[..., None]]:
    """Run a statement as superuser; it must touch something."""
    with own.connect(schema="workspace") as connection:

        def run(statement: str, *parameters: Any) -> None:
            with connection.cursor() as cursor:
                cursor.execute(statement, parameters)
                assert cursor.rowcount > 0

        yield run


@pytest.fixture
def serve(own: TestDatabase, settings: Settings) -> Iterator[Callable[..., Api]]:
    """A client of a service on this database: serve("user", audit_key=…)."""
    services = []

    def start(user: str, **changes: Any) -> Api:
        service = create_app(replace(settings, database_url=Secret(own.dsn("app_workspace")), **changes))
        services.append(service)
        return Api(service, user)

    yield start
    for service in services:
        service.database.close()


@pytest.fixture
def item(serve: Callable[..., Api]) -> dict[str, Any]:
    """An item with four versions; another, with two versions, is deleted; a third has one."""
    api = serve("dona")
    item = api.create(title="Conferir saldo", metadata={"horas": 2, "feito": True})
    for change in ({"title": "Conferir saldos"}, {"status": "review"}, {"tags": ["b", "a"]}):
        item = api.patch(f"/api/items/{item['id']}", change).get_json()["data"]
    api.delete(f"/api/items/{api.create(title='Apagado')['id']}")
    api.create(title="Outro")
    return item


def problem_of(owner: Database, sealer: Sealer | None = None) -> str:
    """The only problem there is."""
    verdict = verify_history(owner, sealer or Sealer(None))
    assert verdict.errors == len(verdict.problems) == 1
    return verdict.problems[0]


def test_a_history_of_a_thousand_random_writes_is_intact(serve: Callable[..., Api], owner: Database) -> None:
    write_at_random(serve("dona"), random.Random(7), 1_000)

    verdict = verify_history(owner, Sealer(None))

    assert verdict.problems == []
    assert verdict.entries >= 1_000


def write_at_random(api: Api, chance: random.Random, writes: int) -> None:
    """Creates, changes, deletions and restorations."""
    live: list[str] = []
    gone: list[str] = []
    for number in range(writes):
        kind = chance.choice(("create", "change", "change", "status", "delete", "restore", "back"))
        if kind == "create" or not live:
            live.append(api.create(title=f"Item {number}", metadata={"n": number})["id"])
        elif kind == "delete":
            gone.append(live.pop(chance.randrange(len(live))))
            assert api.delete(f"/api/items/{gone[-1]}").status_code == 200
        elif kind == "restore" and gone:
            live.append(gone.pop(chance.randrange(len(gone))))
            assert api.post(f"/api/items/{live[-1]}/restore").status_code == 200
        elif kind == "back":
            path = f"/api/items/{chance.choice(live)}"
            assert api.post(f"{path}/restore", {"version": 1}).status_code == 200
        else:
            change = {"status": chance.choice(("new", "review", "completed"))} if kind == "status" else {}
            reply = api.patch(f"/api/items/{chance.choice(live)}", {"title": f"Título {number}", **change})
            assert reply.status_code == 200


def test_an_empty_database_is_intact(owner: Database) -> None:
    assert verify_history(owner, Sealer(None)) == LogVerdict()


ENTRY_VALUES = {
    "id": "'019b8e07-4600-7d96-82db-f686a92009fd'",
    "created_at": "created_at + interval '1 microsecond'",
    "action": "'updated'",
    "old_values": '\'{"status": "completed"}\'',
    "new_values": '\'{"status": "completed"}\'',
    "created_by": "'outra'",
    "request_id": "'outro'",
    "ip": "'10.0.0.1'",
    "prev_hash": "repeat('a', 64)",
    "hash": "repeat('a', 64)",
    "hash_alg": "'hmac-sha256'",
}


@pytest.mark.parametrize("column", ENTRY_VALUES)
def test_an_edited_entry_is_found(
    column: str, item: dict[str, Any], owner: Database, alter: Callable[..., None]
) -> None:
    alter(
        f"UPDATE workspace_audit_log SET {column} = {ENTRY_VALUES[column]} WHERE item_id = %s AND version = 3",
        item["id"],
    )

    assert f"item {item['id']} version 3" in problem_of(owner)


@pytest.mark.parametrize("change", ["user_id = 'outra'", "item_id = gen_random_uuid()", "version = 9"])
def test_an_entry_moved_elsewhere_is_found(
    change: str, item: dict[str, Any], owner: Database, alter: Callable[..., None]
) -> None:
    alter(f"UPDATE workspace_audit_log SET {change} WHERE item_id = %s AND version = 3", item["id"])

    problems = verify_history(owner, Sealer(None)).problems
    assert any(f"item {item['id']}" in problem for problem in problems)


ITEM_VALUES = {
    "title": "'Conferir tudo'",
    "title_key": "'zzz'",
    "description": "'Outra'",
    "category": "'banco-dados'",
    "priority": "'low'",
    "status": "'completed'",
    "tags": "'{a,b}'",
    "created_at": "created_at + interval '1 millisecond'",
    "updated_at": "updated_at + interval '1 millisecond'",
    "created_by": "'outra'",
    "updated_by": "'outra'",
    "metadata": '\'{"horas": 2, "feito": 1}\'',
    "version": "5",
    "audit_hash": "repeat('a', 64)",
    "search_text": "'nada'",
}


@pytest.mark.parametrize("column", ITEM_VALUES)
def test_an_altered_item_is_found(
    column: str, item: dict[str, Any], owner: Database, alter: Callable[..., None]
) -> None:
    alter(f"UPDATE workspace_items SET {column} = {ITEM_VALUES[column]} WHERE id = %s", item["id"])

    assert f"item {item['id']}" in problem_of(owner)


def test_an_item_given_to_another_user_is_found(
    item: dict[str, Any], serve: Callable[..., Api], owner: Database, alter: Callable[..., None]
) -> None:
    serve("outra").get("/api/categories")
    alter("UPDATE workspace_items SET user_id = 'outra' WHERE id = %s", item["id"])

    problems = verify_history(owner, Sealer(None)).problems
    assert f"item {item['id']}: is gone without an entry that deletes it" in problems
    assert f"item {item['id']}: has no history" in problems


@pytest.mark.parametrize(
    ("versions", "told"),
    [
        ("1", "version 2: entry 1 before it is missing"),
        ("2", "version 3: entry 2 before it is missing"),
        ("2, 3", "version 4: entry 2 before it is missing"),
        ("4", "the newest entry is missing"),
        ("3, 4", "the newest entry is missing"),
        ("1, 2, 3, 4", "has no history"),
    ],
)
def test_missing_entries_are_found(
    versions: str, told: str, item: dict[str, Any], owner: Database, alter: Callable[..., None]
) -> None:
    alter(f"DELETE FROM workspace_audit_log WHERE item_id = %s AND version IN ({versions})", item["id"])

    assert problem_of(owner).endswith(told)


def test_reordered_entries_are_found(item: dict[str, Any], owner: Database, alter: Callable[..., None]) -> None:
    alter(
        "UPDATE workspace_audit_log SET version = 5 - version WHERE item_id = %s AND version IN (2, 3)",
        item["id"],
    )

    assert problem_of(owner) == f"item {item['id']} version 2: does not continue the entry before it"


def test_a_cut_tail_is_found_although_the_item_was_set_back_with_it(
    item: dict[str, Any], owner: Database, alter: Callable[..., None]
) -> None:
    alter("DELETE FROM workspace_audit_log WHERE item_id = %s AND version = 4", item["id"])
    alter(
        "UPDATE workspace_items SET version = 3, tags = '{ui}', audit_hash = entry.hash,"
        " updated_at = date_trunc('milliseconds', entry.created_at) FROM workspace_audit_log AS entry"
        " WHERE workspace_items.id = %s AND entry.item_id = workspace_items.id AND entry.version = 3",
        item["id"],
    )

    assert problem_of(owner) == f"item {item['id']}: entry 4 is missing, the change feed tells of it"


def test_a_row_taken_away_without_an_entry_is_found(
    item: dict[str, Any], owner: Database, alter: Callable[..., None]
) -> None:
    alter("DELETE FROM workspace_items WHERE id = %s", item["id"])

    assert problem_of(owner) == f"item {item['id']}: is gone without an entry that deletes it"


def test_an_item_taken_away_with_its_history_is_found(
    item: dict[str, Any], owner: Database, alter: Callable[..., None]
) -> None:
    alter("DELETE FROM workspace_items WHERE id = %s", item["id"])
    alter("DELETE FROM workspace_audit_log WHERE item_id = %s", item["id"])

    assert problem_of(owner) == f"item {item['id']}: has no history"


def test_an_entry_of_a_deletion_taken_away_is_found(
    item: dict[str, Any], owner: Database, alter: Callable[..., None]
) -> None:
    alter("DELETE FROM workspace_audit_log WHERE action = 'deleted'")

    assert problem_of(owner).endswith("is gone without an entry that deletes it")


def test_an_item_put_back_by_hand_is_found(item: dict[str, Any], owner: Database, alter: Callable[..., None]) -> None:
    alter(
        "INSERT INTO workspace_items (id, user_id, title, title_key, description, category, created_at,"
        " updated_at, created_by, updated_by, version, audit_hash, search_text)"
        " SELECT item_id, user_id, 'T', 't', 'D', 'dashboard', created_at, created_at, user_id, user_id,"
        " version, hash, '' FROM workspace_audit_log WHERE action = 'deleted'"
    )

    assert problem_of(owner).endswith("is there although version 2 deleted it")


def test_an_item_without_any_history_is_found(
    item: dict[str, Any], owner: Database, alter: Callable[..., None]
) -> None:
    invented = uuid7()
    alter(
        "INSERT INTO workspace_items (id, user_id, title, title_key, description, category, created_at,"
        " updated_at, created_by, updated_by, audit_hash, search_text)"
        " VALUES (%s, 'dona', 'T', 't', 'D', 'dashboard', now(), now(), 'dona', 'dona', repeat('0', 64),"
        " 't d')",
        str(invented),
    )

    assert problem_of(owner) == f"item {invented}: has no history"


def test_a_cut_front_is_only_accepted_where_its_anchor_says_so(
    item: dict[str, Any], owner: Database, alter: Callable[..., None]
) -> None:
    alter(
        "INSERT INTO workspace_audit_anchors (item_id, user_id, version, hash)"
        " SELECT item_id, user_id, version, hash FROM workspace_audit_log WHERE item_id = %s AND version = 2",
        item["id"],
    )
    alter("DELETE FROM workspace_audit_log WHERE item_id = %s AND version <= 2", item["id"])
    assert verify_history(owner, Sealer(None)).problems == []

    alter("UPDATE workspace_audit_anchors SET hash = repeat('a', 64)")
    assert problem_of(owner) == f"item {item['id']} version 3: does not continue the entry before it"

    alter("UPDATE workspace_audit_anchors SET version = 1")
    assert problem_of(owner) == f"item {item['id']} version 3: entry 2 before it is missing"


def test_several_broken_items_are_counted_and_the_first_is_named_first(
    item: dict[str, Any], owner: Database, alter: Callable[..., None]
) -> None:
    alter("UPDATE workspace_audit_log SET request_id = 'outro' WHERE version = 1")

    verdict = verify_history(owner, Sealer(None))

    assert (verdict.errors, verdict.items) == (3, 3)
    assert verdict.problems[0] == f"item {item['id']} version 1: was edited"


def test_a_keyed_chain_needs_its_key(serve: Callable[..., Api], owner: Database, alter: Callable[..., None]) -> None:
    item = serve("dona", audit_key=Secret(KEY)).create()

    assert verify_history(owner, Sealer(KEY)).problems == []
    assert problem_of(owner, Sealer(None)).endswith("was sealed with a key that is not configured")
    assert problem_of(owner, Sealer("another")) == f"item {item['id']} version 1: was edited"

    alter("UPDATE workspace_audit_log SET created_by = 'outra'")
    assert problem_of(owner, Sealer(KEY)) == f"item {item['id']} version 1: was edited"


def test_a_chain_may_go_on_with_a_key(serve: Callable[..., Api], owner: Database) -> None:
    item = serve("dona").create()
    serve("dona", audit_key=Secret(KEY)).patch(f"/api/items/{item['id']}", {"title": "Depois"})

    verdict = verify_history(owner, Sealer(KEY))

    assert verdict.problems == []
    assert verdict.algorithms == {"sha256": 1, "hmac-sha256": 1}


def test_one_item_alone_is_verified(item: dict[str, Any], owner: Database, alter: Callable[..., None]) -> None:
    alter("UPDATE workspace_audit_log SET request_id = 'outro' WHERE item_id <> %s", item["id"])

    verdict = verify_history(owner, Sealer(None), UUID(item["id"]))

    assert (verdict.valid, verdict.items, verdict.entries) == (True, 1, 4)


def test_the_same_id_of_two_users_makes_two_chains(
    item: dict[str, Any], serve: Callable[..., Api], own: TestDatabase, owner: Database
) -> None:
    serve("dona").delete(f"/api/items/{item['id']}")
    import_item(own, "outra", item)

    verdict = verify_history(owner, Sealer(None))

    assert verdict.problems == []
    assert verdict.items == 4


def import_item(own: TestDatabase, user: str, item: dict[str, Any]) -> None:
    """Store an exported item under another user."""
    database = Database(own.dsn("app_workspace"), schema="workspace", application="test")
    actor = ItemEditor(user, "import", None, now_milliseconds(), Sealer(None), user)
    assert ItemImport(database, actor, refuse=pytest.fail).store([ImportRow(1, item)]) == {"created": 1}
    database.close()


@pytest.fixture
def command(own: TestDatabase, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """The command line on this database; answers its exit status."""
    parts = psycopg2.extensions.parse_dsn(own.dsn())
    for name, part in (
        ("HOST", "host"),
        ("PORT", "port"),
        ("NAME", "dbname"),
        ("SUPERUSER", "user"),
        ("SUPERPASS", "password"),
    ):
        monkeypatch.setenv(f"FRONTEND_APPS_DB_{name}", parts[part])
    monkeypatch.delenv("WORKSPACE_AUDIT_KEY", raising=False)

    def run(*arguments: str) -> int:
        try:
            return cli.main(["audit", "verify", *arguments])
        except SystemExit as end:
            assert isinstance(end.code, int)
            return end.code

    return run


def test_exit_status_and_words_of_an_intact_history(
    item: dict[str, Any], command: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command() == 0
    assert capsys.readouterr().out == "intact: 3 items, 7 entries\n"


def test_exit_status_and_words_of_a_broken_history(
    item: dict[str, Any],
    command: Callable[..., int],
    alter: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    alter("UPDATE workspace_audit_log SET ip = '10.0.0.1' WHERE item_id = %s AND version = 2", item["id"])

    assert command() == 1
    assert capsys.readouterr().out == (f"broken: 1 of 3 items, 7 entries\nitem {item['id']} version 2: was edited\n")
    assert command("--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["valid"], told["errors"]) == (False, 1)
    assert told["firstProblem"] == f"item {item['id']} version 2: was edited"


def test_the_key_is_taken_from_the_environment(
    serve: Callable[..., Api], command: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    serve("dona", audit_key=Secret(KEY)).create()

    assert command() == 1
    monkeypatch.setenv("WORKSPACE_AUDIT_KEY", KEY)
    assert command() == 0


@pytest.mark.parametrize("arguments", [("--item", "none"), ("--item", UNKNOWN_ITEM), ("--unknown",)])
def test_wrong_usage_ends_with_status_2(
    arguments: tuple[str, ...], command: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(*arguments) == 2
    assert capsys.readouterr().err


def test_a_database_that_is_away_ends_with_status_3(
    command: Callable[..., int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FRONTEND_APPS_DB_PORT", "1")

    assert command() == 3
    assert "cannot be read" in capsys.readouterr().err


def test_metrics_show_the_last_verdict_on_all_items(
    item: dict[str, Any], serve: Callable[..., Api], owner: Database, alter: Callable[..., None]
) -> None:
    name = "workspace_audit_chain_errors"
    before = gauge(serve("dona"), name)
    verify_and_remember(owner, Sealer(None))
    intact = gauge(serve("dona"), name)
    alter("UPDATE workspace_audit_log SET ip = '10.0.0.1'")
    verify_and_remember(owner, Sealer(None))
    broken = gauge(serve("dona"), name)

    assert (before, intact, broken) == ([], [0.0], [3.0])


def gauge(api: Api, name: str) -> list[float]:
    """Values of a metric that must be declared."""
    families = text_string_to_metric_families(api.get("/metrics").get_data(as_text=True))
    (family,) = (family for family in families if family.name == name)
    return [sample.value for sample in family.samples]
