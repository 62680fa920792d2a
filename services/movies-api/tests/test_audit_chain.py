"""What editors changed is sealed: whatever somebody alters is found, older entries stay readable."""

from collections.abc import Iterator
from dataclasses import replace

import psycopg2.errors
import pytest
from movies_databases import rows
from movies_editor import Editor

from movies_api import cli
from movies_api.app import create_app
from movies_api.editing.audit import verify_changes
from movies_api.settings import Settings
from suite.administration import admin_database
from suite.audit import Sealer
from suite.database import Database
from suite.http import Service
from suite.settings import Secret
from suite_testing.databases import TestDatabase

KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def owner(own_database: TestDatabase) -> Iterator[Database]:
    database = admin_database(Settings, own_database.dsn())
    yield database
    database.close()


def alter(database: TestDatabase, statement: str, *values: object) -> None:
    """Run a statement as superuser; it must touch something."""
    with database.connect(schema="movies") as connection, connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount > 0


def change_film(service: Service) -> str:
    """The id of a film with three versions."""
    editor = Editor(service, "editora-do-registo")
    film = str(editor.create("/films", title="Selado", year=2024)["id"])
    for title in ("Selado outra vez", "Selado"):
        _, tag = editor.read(f"/films/{film}")
        assert editor.change(f"/films/{film}", tag, title=title).status_code == 200
    return film


@pytest.fixture
def film(own_service: Service) -> str:
    return change_film(own_service)


def test_changes_of_one_row_are_one_chain(own_database: TestDatabase, owner: Database, film: str) -> None:
    assert rows(
        own_database, "SELECT version, action, actor FROM audit_log WHERE entity_id = %s ORDER BY version", (film,)
    ) == [(1, "created", "editora-do-registo"), *((n, "updated", "editora-do-registo") for n in (2, 3))]
    verdict = verify_changes(owner, Sealer(None))
    assert (verdict.items, verdict.entries, verdict.problems) == (1, 3, [])
    assert verify_changes(owner, Sealer(None), "movies/nobody").items == 0


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE audit_log SET actor = 'outra' WHERE entity_id = %s AND version = 2", "version 2: was edited"),
        ("UPDATE audit_log SET changed_fields = '{}' WHERE entity_id = %s AND version = 2", "version 2: was edited"),
        ("DELETE FROM audit_log WHERE entity_id = %s AND version = 1", "entry 1 before it is missing"),
        ("DELETE FROM audit_log WHERE entity_id = %s AND version = 3", "the newest entry is missing"),
        ("DELETE FROM audit_heads WHERE entity_id = %s", "the head of its history is missing"),
    ],
)
def test_what_a_superuser_alters_is_found(
    own_database: TestDatabase, owner: Database, film: str, statement: str, problem: str
) -> None:
    alter(own_database, statement, film)
    [found] = verify_changes(owner, Sealer(None)).problems
    assert problem in found


def test_with_a_key_the_chain_cannot_be_written_anew(
    own_service: Service, own_database: TestDatabase, settings: Settings, owner: Database
) -> None:
    url = Secret(own_database.dsn("app_movies"))
    service = create_app(replace(settings, database_url=url, audit_key=Secret(KEY)))
    change_film(service)
    service.database.close()
    assert verify_changes(owner, Sealer(KEY)).valid
    assert "a key that is not configured" in verify_changes(owner, Sealer(None)).problems[0]


def test_entries_older_than_the_seals_begin_no_chain(
    own_service: Service, own_database: TestDatabase, owner: Database
) -> None:
    alter(
        own_database,
        "INSERT INTO audit_log (id, created_at, entity, entity_id, action, user_id, actor, request_id) VALUES"
        " (gen_random_uuid(), now(), 'movies', 'old', 'created', gen_random_uuid(), 'antiga', 'r')",
    )
    change_film(own_service)
    verdict = verify_changes(owner, Sealer(None))
    assert (verdict.valid, verdict.items, verdict.entries) == (True, 1, 3)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_heads SET version = version + 1, hash = repeat('f', 64) WHERE entity_id = %s",
        "UPDATE audit_heads SET version = version - 1 WHERE entity_id = %s",
        "INSERT INTO audit_heads (entity, entity_id, version, hash) VALUES ('new', %s, 1, repeat('f', 64))",
    ],
)
def test_the_service_moves_a_head_to_what_it_appended_only(
    own_database: TestDatabase, film: str, statement: str
) -> None:
    with (
        own_database.connect("app_movies", schema="movies") as connection,
        connection.cursor() as cursor,
        pytest.raises(psycopg2.errors.IntegrityConstraintViolation, match="head of an audit chain"),
    ):
        cursor.execute(statement, (film,))


def test_the_command_tells_by_its_exit_status(
    own_database: TestDatabase, film: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dsn = own_database.dsn()
    monkeypatch.setattr("suite.audit.cli.admin_database", lambda service: admin_database(service, dsn))
    assert cli.main(["audit", "verify", "--row", f"movies/{film}"]) == 0
    assert "intact: 1 rows, 3 entries" in capsys.readouterr().out
    assert cli.main(["audit", "verify", "--row", "movies/nobody"]) == 2
    alter(own_database, "UPDATE audit_log SET action = 'deleted' WHERE entity_id = %s AND version = 2", film)
    assert cli.main(["audit", "verify"]) == 1
    assert "version 2: was edited" in capsys.readouterr().out
