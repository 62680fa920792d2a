"""Runs in processes of their own: killed in the middle, started twice, asked while they work, called from a shell."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docs_portal import Portal

from documentation_api.markdown.library import FoundFile, Library
from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestDatabase
from suite_testing.processes import PATIENCE_SECONDS, TEST_ENVIRONMENT, running_service

MANY = 150
WRITING = """
SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND usename = 'app_documentation'
               AND query LIKE '%INSERT INTO documentation_docs%' AND xact_start IS NOT NULL)
"""


@pytest.fixture
def variables(docs_database: TestDatabase, portal: Portal) -> dict[str, str]:
    """The environment of a process that indexes the folder of the portal."""
    return {
        "DOCUMENTATION_DATABASE_URL": docs_database.dsn("app_documentation"),
        "DOCS_DIR": str(portal.folder),
        "DOCS_REINDEX_INTERVAL": "0",
    }


@pytest.fixture
def command(variables: dict[str, str]) -> Iterator[Any]:
    """Start a command line of the service: command("reindex"); what still runs is ended."""
    started: list[subprocess.Popen[str]] = []
    environment = {**os.environ, **TEST_ENVIRONMENT, **variables}

    def start(*arguments: str) -> subprocess.Popen[str]:
        line = [sys.executable, "-m", "documentation_api.cli", *arguments]
        pipe = subprocess.PIPE
        started.append(subprocess.Popen(line, env=environment, stdout=pipe, stderr=pipe, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_a_run_killed_in_the_middle_leaves_the_old_index_and_the_next_completes(
    portal: Portal, command: Any, docs_database: TestDatabase
) -> None:
    portal.write("old.md", "antigo", title="Old")
    portal.run()
    for number in range(MANY):
        portal.write(f"new/{number}.md", "novo " * 2_000, title=f"New {number}")
    portal.write("old.md", "outro", title="Old")
    process = command("reindex")
    with docs_database.connect(schema="documentation") as admin, admin.cursor() as cursor:

        def is_writing() -> bool:
            cursor.execute(WRITING)
            row = cursor.fetchone()
            return bool(row and row[0])

        wait_until(is_writing, PATIENCE_SECONDS)
        process.kill()
        assert process.wait() == -signal.SIGKILL
        assert (portal.found("antigo"), portal.found("novo"), portal.ask("search")["total"]) == (["old"], [], 1)
        wait_until(lambda: not is_writing(), PATIENCE_SECONDS)
    outcome = portal.run()
    assert (outcome.added, outcome.changed) == (MANY, 1)
    assert (portal.found("antigo"), portal.ask("search", q="novo")["total"]) == ([], MANY)


def test_searches_during_a_run_see_the_old_index(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    portal.write("a.md", "antes", title="A")
    portal.run()
    portal.write("a.md", "depois", title="A")
    portal.write("b.md", "depois", title="B")
    seen: list[tuple[int, int]] = []
    read = Library.read

    def search_then_read(library: Library, file: FoundFile) -> bytes:
        seen.append((portal.ask("search", q="antes")["total"], portal.ask("search", q="depois")["total"]))
        return read(library, file)

    monkeypatch.setattr(Library, "read", search_then_read)
    portal.run()
    assert seen == [(1, 0), (1, 0)]
    assert (portal.found("antes"), portal.found("depois")) == ([], ["a", "b"])


def test_two_workers_index_once_and_answer_meanwhile(
    portal: Portal, variables: dict[str, str], tmp_path: Path, docs_database: TestDatabase
) -> None:
    for number in range(MANY):
        portal.write(f"{number}.md", "palavra " * 50, title=f"Page {number}")
    given = {**variables, "DOCUMENTATION_WORKERS": "2"}
    module, settings = "documentation_api.wsgi:app", "documentation_api.settings"
    with running_service(module, settings, "DOCUMENTATION", given, tmp_path) as service, service.caller() as caller:
        totals: list[int] = []

        def is_indexed() -> bool:
            answer = caller.get("/api/v1/docs/search?q=palavra")
            assert answer.status_code == 200
            totals.append(answer.json()["total"])
            return totals[-1] == MANY

        def is_run_by_hand() -> bool:
            # The other worker may still be making sure that nothing is left to do.
            reply = caller.post("/api/v1/docs/reindex")
            if reply.status_code == 409:
                return False
            assert reply.json()["indexed"]["added"] == 0
            return True

        assert wait_until(is_indexed, PATIENCE_SECONDS)
        assert set(totals) <= {0, MANY}
        assert wait_until(is_run_by_hand, PATIENCE_SECONDS)
        entries = caller.get("/api/v1/audit?entity_type=docs&limit=2").json()["data"]
    assert [entry["new_values"]["added"] for entry in entries] == [0, MANY]
    assert entries[1]["user_id"] == "system"


def test_the_command_lines_index_and_audit(portal: Portal, command: Any) -> None:
    portal.write("a.md", "[x](gone.md)", title="A")
    output, errors = (process := command("reindex")).communicate(timeout=PATIENCE_SECONDS)
    assert (process.returncode, errors) == (0, "")
    assert '"added": 1' in output and portal.files() == ["a"]
    output, errors = (process := command("docs-audit", "--least", "99")).communicate(timeout=PATIENCE_SECONDS)
    assert (process.returncode, errors) == (1, "")
    assert output.startswith("# Documentation audit ") and "`gone.md` – File not found" in output
