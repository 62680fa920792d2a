"""The audit log: an entry for every write, read by keyset, chained and verified."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg2.extensions
import pytest
from documentation_client import SECRET, Api, bearer, messages

from documentation_api import cli
from documentation_api.app import create_app
from documentation_api.audit.entries import AUDIT_LOG
from documentation_api.audit.verification import verify_history
from documentation_api.maintenance.upkeep import run_upkeep
from documentation_api.settings import Settings
from suite.administration import admin_database
from suite.audit import Sealer
from suite.database import Database
from suite.http.cursors import digest_of, encode_cursor
from suite.parsers import Secret
from suite_testing.databases import TestCluster, TestDatabase

ENTRY_KEYS = {
    "id", "entity_type", "entity_id", "action", "user_id", "old_values", "new_values", "changes", "ip_address",
    "user_agent", "request_id", "created_at", "prev_hash", "hash",
}  # fmt: skip
BASE = "/api/v1/audit"


@pytest.fixture(scope="module")
def apart(test_cluster: TestCluster) -> TestDatabase:
    """A database for these tests: verification looks at everything."""
    return test_cluster.clone("documentation-api", "documentation")


@pytest.fixture
def own(apart: TestDatabase) -> TestDatabase:
    """The same without any entry."""
    with apart.connect(schema="documentation") as connection, connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE documentation_audit_log, documentation_audit_heads, documentation_audit_anchors,"
            " documentation_systems, documentation_ideas CASCADE"
        )
    return apart


@pytest.fixture
def writer(own: TestDatabase, settings: Settings) -> Iterator[Api]:
    application = create_app(replace(settings, database_url=Secret(own.dsn("app_documentation"))))
    yield Api(application, "dona")
    application.database.close()


@pytest.fixture
def owner(own: TestDatabase) -> Iterator[Database]:
    database = admin_database(Settings, own.dsn())
    yield database
    database.close()


@pytest.fixture
def alter(own: TestDatabase) -> Iterator[Callable[..., None]]:
    """Run a statement as superuser; it must touch something."""
    with own.connect(schema="documentation") as connection:

        def run(statement: str, *parameters: Any) -> None:
            with connection.cursor() as cursor:
                cursor.execute(statement, parameters)
                assert cursor.rowcount > 0

        yield run


def test_each_write_is_one_entry_with_who_when_and_what(api: Api) -> None:
    headers = {"X-Request-ID": "pedido-1", "User-Agent": "Navegador 1.0"}
    idea = api.post("/api/v1/ideas", {"title": "Olá", "category": "content"}, headers=headers).get_json()["data"]
    path = f"/api/v1/ideas/{idea['id']}"
    api.put(path, {"title": "Olá!", "priority": "high"})
    api.delete(path)
    created, updated, deleted = api.entries(idea["id"])
    assert set(created) == ENTRY_KEYS
    assert [entry["action"] for entry in (created, updated, deleted)] == ["created", "updated", "deleted"]
    assert (created["user_id"], created["request_id"], created["user_agent"], created["ip_address"]) == (
        api.user, "pedido-1", "Navegador 1.0", "127.0.0.1",
    )  # fmt: skip
    assert (created["old_values"], created["new_values"]) == ({}, idea)
    assert {"field": "priority", "from": "medium", "to": "high"} in updated["changes"]
    assert set(updated["new_values"]) == {"title", "priority", "updated_at"}
    assert deleted["old_values"]["title"] == "Olá!"
    assert updated["prev_hash"] == created["hash"]
    assert deleted["prev_hash"] == updated["hash"]


def test_a_refused_write_leaves_no_entry(api: Api) -> None:
    system = api.system()
    api.put(f"/api/v1/systems/{system['id']}", {"name": "x"}, headers={"If-Match": '"9"'})
    api.put(f"/api/v1/systems/{system['id']}", {"port": 0})
    assert len(api.entries(system["id"])) == 1


def test_the_log_is_read_by_keyset_newest_first(api: Api) -> None:
    ids = [api.system()["id"] for _ in range(5)]
    seen: list[str] = []
    cursor = ""
    for _ in range(3):
        body = api.get(f"{BASE}?user_id={api.user}&limit=2&include=total{cursor}").get_json()
        seen += [entry["entity_id"] for entry in body["data"]]
        cursor = f"&cursor={body['next_cursor']}"
        # A new entry belongs to no later page: it would shift the pages of an offset.
        api.system()
    assert seen == ids[::-1]
    assert body["next_cursor"] is None
    assert body["total"] == 7


def test_filters_choose_and_bad_ones_are_told(api: Api) -> None:
    system, idea = api.system(), api.idea()
    api.delete(f"/api/v1/systems/{system['id']}")

    def chosen(query: str) -> list[tuple[str, str]]:
        return [(entry["entity_type"], entry["action"]) for entry in api.data(f"{BASE}?user_id={api.user}&{query}")]

    assert chosen("entity_type=idea") == [("idea", "created")]
    assert chosen("action=deleted") == [("system", "deleted")]
    assert chosen(f"entity_id={idea['id']}") == [("idea", "created")]
    assert len(chosen("created_from=2020-01-01")) == 3
    assert chosen("created_to=2020-01-01") == []
    assert messages(api.get(f"{BASE}?entity_type=x&limit=101"))[1] == "limit must be an integer from 1 to 100"
    other = api.get(f"{BASE}?user_id={api.user}&limit=1").get_json()["next_cursor"]
    assert messages(api.get(f"{BASE}?cursor={other}")) == ["Invalid cursor"]
    made_up = encode_cursor(["2026-01-01T00:00:00+16:00", str(uuid4())], digest_of({}))
    assert messages(api.get(f"{BASE}?cursor={made_up}")) == ["Invalid cursor"]


def test_one_entry_is_found_by_its_id(api: Api) -> None:
    (entry,) = api.entries(api.system()["id"])
    assert api.data(f"{BASE}/{entry['id']}") == entry
    assert api.get(f"{BASE}/{uuid4()}").get_json()["error"] == "Audit entry not found"
    assert messages(api.get(f"{BASE}/1")) == ["ID must be a valid UUID"]


def test_others_see_their_own_entries_and_administrators_all(start: Any) -> None:
    service = start(auth_mode="jwt", jwt_secret=Secret(SECRET))
    ana, rui, chefe = (bearer(name, role) for name, role in (("ana", "editor"), ("rui", "editor"), ("chefe", "admin")))
    api = Api(service, "ignored")
    created = api.post("/api/v1/systems", {"name": "de ana", "type": "api"}, headers=ana).get_json()["data"]
    path = f"{BASE}?entity_id={created['id']}"
    (entry,) = api.get(path, headers=ana).get_json()["data"]
    assert api.get(path, headers=rui).get_json()["data"] == []
    assert api.get(f"{BASE}/{entry['id']}", headers=rui).status_code == 404
    assert api.get(path, headers=chefe).get_json()["data"] == [entry]


def test_the_service_may_neither_change_nor_forget_entries(database: TestDatabase) -> None:
    with database.connect("app_documentation", schema="documentation") as connection:
        for statement in (
            "UPDATE documentation_audit_log SET user_id = 'x'",
            "DELETE FROM documentation_audit_log",
            "SELECT count(*) FROM documentation_audit_log",
            "DELETE FROM documentation_audit_heads",
            "UPDATE documentation_audit_anchors SET version = 1",
        ):
            with connection.cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute(statement)
            connection.rollback()


def story(writer: Api) -> str:
    """A system with four entries, and another thing; the id of the first."""
    system = writer.system(metadata={"n": 1.5, "é": [1, None]})
    path = f"/api/v1/systems/{system['id']}"
    writer.put(path, {"owner": "a"})
    writer.put(path, {"owner": "b", "tags": ["x"]})
    writer.delete(path)
    writer.idea()
    return str(system["id"])


def test_an_intact_log_is_intact_also_after_parallel_writes(writer: Api, owner: Database) -> None:
    system = writer.system()
    with ThreadPoolExecutor(8) as pool:
        for number in range(24):
            pool.submit(Api.put, Api(writer.service, f"u{number}"), f"/api/v1/systems/{system['id']}", {"port": 1})
    story(writer)
    verdict = verify_history(owner, Sealer(None))
    assert (verdict.problems, verdict.items, verdict.entries) == ([], 3, 25 + 4 + 1)


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ('SET new_values = \'{"owner": "c"}\'', "system {id} version 2: was edited"),
        ("SET user_id = 'outra'", "system {id} version 2: was edited"),
        ("SET user_agent = NULL", "system {id} version 2: was edited"),
        ("SET created_at = created_at + interval '1 second'", "system {id} version 2: was edited"),
        ("SET entity_version = 7", "system {id} version 3: entry 2 before it is missing"),
        ("SET id = gen_random_uuid()", "system {id} version 2: the id of the entry was edited"),
    ],
)
def test_an_altered_entry_is_found(
    writer: Api, owner: Database, alter: Callable[..., None], statement: str, problem: str
) -> None:
    system_id = story(writer)
    alter(f"UPDATE documentation_audit_log {statement} WHERE entity_id = %s AND entity_version = 2", system_id)
    assert verify_history(owner, Sealer(None)).problems == [problem.format(id=system_id)]


@pytest.mark.parametrize(
    ("versions", "problem"),
    [
        ("1", "version 2: entry 1 before it is missing"),
        ("3", "version 4: entry 3 before it is missing"),
        ("4", ": the newest entry is missing"),
        ("1, 2, 3, 4", ": has no history"),
    ],
)
def test_missing_entries_are_found(
    writer: Api, owner: Database, alter: Callable[..., None], versions: str, problem: str
) -> None:
    system_id = story(writer)
    alter(f"DELETE FROM documentation_audit_log WHERE entity_id = %s AND entity_version IN ({versions})", system_id)
    (found,) = verify_history(owner, Sealer(None)).problems
    assert found.startswith(f"system {system_id}")
    assert found.endswith(problem)


def test_a_missing_head_is_found(writer: Api, owner: Database, alter: Callable[..., None]) -> None:
    system_id = story(writer)
    alter("DELETE FROM documentation_audit_heads WHERE entity_id = %s", system_id)
    assert verify_history(owner, Sealer(None)).problems == [f"system {system_id}: the head of its history is missing"]


def test_retention_drops_whole_days_and_the_rest_verifies(writer: Api, owner: Database, own: TestDatabase) -> None:
    system_id = story(writer)
    later = datetime.now(UTC) + timedelta(days=400)
    assert run_upkeep(owner, later).partitions_dropped >= 31
    with own.connect(schema="documentation") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT version, deleted FROM documentation_audit_anchors WHERE entity_id = %s", (system_id,))
        assert cursor.fetchone() == (4, True)
    verdict = verify_history(owner, Sealer(None))
    assert (verdict.problems, verdict.entries) == ([], 0)
    writer.idea()
    assert verify_history(owner, Sealer(None)).problems == []


def test_a_second_upkeep_finds_nothing_to_do(owner: Database) -> None:
    now = datetime.now(UTC)
    run_upkeep(owner, now)
    report = run_upkeep(owner, now)
    assert (report.partitions_added, report.entries_moved, report.partitions_dropped) == (0, 0, 0)
    with owner.read() as connection:
        assert {now.date(), (now + timedelta(days=30)).date()} <= set(AUDIT_LOG.select_days(connection))


def test_the_command_line_tells_and_answers_by_its_status(
    writer: Api,
    own: TestDatabase,
    alter: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    parts = psycopg2.extensions.parse_dsn(own.dsn())
    names = {"HOST": "host", "PORT": "port", "NAME": "dbname", "SUPERUSER": "user", "SUPERPASS": "password"}
    for name, part in names.items():
        monkeypatch.setenv(f"FRONTEND_APPS_DB_{name}", parts[part])
    system_id = story(writer)
    assert cli.main(["audit", "verify"]) == 0
    assert capsys.readouterr().out == "intact: 2 entities, 5 entries\n"
    alter("UPDATE documentation_audit_log SET request_id = 'x' WHERE entity_id = %s AND entity_version = 1", system_id)
    assert cli.main(["audit", "verify", "--entity", system_id]) == 1
    assert "version 1: was edited" in capsys.readouterr().out
    assert cli.main(["audit", "verify", "--entity", "nobody"]) == 2
