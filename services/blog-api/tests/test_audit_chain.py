"""What editors changed is sealed: whatever somebody alters is found, older entries stay readable."""

from collections.abc import Iterator
from typing import Any

import psycopg2.errors
import pytest
from blog_client import Api, Rows

from blog_api import cli
from blog_api.editing.audit import verify_changes
from blog_api.settings import Settings
from suite.administration import admin_database
from suite.audit import Sealer
from suite.database import Database
from suite.http import Service
from suite.settings import Secret
from suite_testing.databases import TestDatabase

KEY = "0123456789abcdef0123456789abcdef"
Fresh = tuple[Service, TestDatabase]


@pytest.fixture
def all_rows(fresh_blog: Fresh) -> Iterator[Rows]:
    """The administrator of a database of this test's own, where dona owns blog 3."""
    with fresh_blog[1].connect(schema="blog") as connection:
        rows = Rows(connection)
        person = rows.insert("users", email="dona@example.com", name="dona", subject="dona")
        rows.insert("blog_access", user_id=person, blog_id=3, role="owner")
        yield rows


@pytest.fixture
def owner(fresh_blog: Fresh) -> Iterator[Database]:
    database = admin_database(Settings, fresh_blog[1].dsn())
    yield database
    database.close()


def change_tag(service: Service) -> dict[str, Any]:
    """A tag with three versions; another is deleted."""
    api = Api(service, "dona", **{"X-Blog-Id": "3"})
    tag: dict[str, Any] = api.post("/api/admin/tags", {"name": "Ficção", "slug": "ficcao"}).get_json()["data"]
    for name in ("Ficção científica", "Ficção"):
        assert api.patch(f"/api/admin/tags/{tag['id']}", {"name": name}).status_code == 200
    gone = api.post("/api/admin/tags", {"name": "Outra", "slug": "outra"}).get_json()["data"]
    assert api.delete(f"/api/admin/tags/{gone['id']}").status_code == 200
    return tag


@pytest.fixture
def tag(fresh_blog: Fresh, all_rows: Rows) -> dict[str, Any]:
    return change_tag(fresh_blog[0])


def test_changes_of_one_record_are_one_chain(fresh_blog: Fresh, tag: dict[str, Any], owner: Database) -> None:
    entries = Api(fresh_blog[0], "dona", **{"X-Blog-Id": "3"}).data("/api/admin/audit")
    assert [entry["version"] for entry in entries if entry["nounId"] == tag["id"]] == [3, 2, 1]
    assert all(len(entry["hash"]) == 64 for entry in entries)
    verdict = verify_changes(owner, Sealer(None))
    assert (verdict.items, verdict.entries, verdict.problems) == (2, 5, [])
    assert verify_changes(owner, Sealer(None), f"tag/{tag['id']}").entries == 3


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE audit_log SET user_id = 'outro' WHERE noun_id = %s AND version = 2", "version 2: was edited"),
        ("UPDATE audit_log SET ip = '10.0.0.1' WHERE noun_id = %s AND version = 2", "version 2: was edited"),
        (
            "UPDATE audit_log SET noun_id = 0 - noun_id WHERE noun_id = %s AND version = 2",
            "entry 2 before it is missing",
        ),
        ("DELETE FROM audit_log WHERE noun_id = %s AND version = 1", "entry 1 before it is missing"),
        ("DELETE FROM audit_log WHERE noun_id = %s AND version = 3", "the newest entry is missing"),
        ("DELETE FROM audit_heads WHERE noun_id = %s", "the head of its history is missing"),
        (
            "UPDATE audit_log SET version = NULL, hash = NULL, prev_hash = NULL, hash_alg = NULL"
            " WHERE noun_id = %s AND version = 3",
            "the newest entry is missing",
        ),
    ],
)
def test_what_a_superuser_alters_is_found(
    all_rows: Rows, owner: Database, tag: dict[str, Any], statement: str, problem: str
) -> None:
    all_rows.run(statement, tag["id"])
    problems = verify_changes(owner, Sealer(None)).problems
    assert any(problem in found for found in problems), problems


def test_with_a_key_the_chain_cannot_be_written_anew(
    fresh_blog: Fresh, all_rows: Rows, start_blog: Any, owner: Database
) -> None:
    change_tag(start_blog(database_url=Secret(fresh_blog[1].dsn("app_blog")), audit_key=Secret(KEY)))
    assert verify_changes(owner, Sealer(KEY)).valid
    assert "a key that is not configured" in verify_changes(owner, Sealer(None)).problems[0]


def test_entries_older_than_the_seals_are_shown_and_begin_no_chain(
    fresh_blog: Fresh, all_rows: Rows, owner: Database
) -> None:
    all_rows.run(
        "INSERT INTO audit_log (id, blog_id, noun, noun_id, action, user_id, request_id, created_at)"
        " VALUES ('0190f0c4-7d1e-7c3a-9b55-2f1d0e4a6c88', 3, 'tag', 1, 'created', 'dona', 'r', now() - interval '1 d')"
    )
    tag = change_tag(fresh_blog[0])
    oldest = Api(fresh_blog[0], "dona", **{"X-Blog-Id": "3"}).data("/api/admin/audit")[-1]
    assert (oldest["userId"], oldest["version"], oldest["hash"]) == ("dona", None, None)
    verdict = verify_changes(owner, Sealer(None))
    assert (verdict.valid, verdict.entries, tag["version"]) == (True, 5, 1)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_heads SET version = version + 1, hash = repeat('f', 64) WHERE noun_id = %s",
        "UPDATE audit_heads SET version = version - 1 WHERE noun_id = %s",
        "INSERT INTO audit_heads (noun, noun_id, version, hash) VALUES ('new', %s, 1, repeat('f', 64))",
    ],
)
def test_the_service_moves_a_head_to_what_it_appended_only(
    fresh_blog: Fresh, tag: dict[str, Any], statement: str
) -> None:
    with fresh_blog[1].connect("app_blog", schema="blog") as connection:
        role = Rows(connection)
        role.run("SELECT set_config('app.blog_id', '3', false)")
        with pytest.raises(psycopg2.errors.IntegrityConstraintViolation, match="head of an audit chain"):
            role.run(statement, tag["id"])


def test_the_command_tells_by_its_exit_status(
    fresh_blog: Fresh,
    all_rows: Rows,
    tag: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    dsn = fresh_blog[1].dsn()
    monkeypatch.setattr("suite.audit.cli.admin_database", lambda service: admin_database(service, dsn))
    assert cli.main(["audit", "verify"]) == 0
    assert "intact: 2 records, 5 entries" in capsys.readouterr().out
    assert cli.main(["audit", "verify", "--record", "tag/0"]) == 2
    all_rows.run("UPDATE audit_log SET action = 'deleted' WHERE noun_id = %s AND version = 2", tag["id"])
    assert cli.main(["audit", "verify", "--record", f"tag/{tag['id']}"]) == 1
    assert "version 2: was edited" in capsys.readouterr().out
