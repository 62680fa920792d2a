"""new-service makes a service that passes everything at once, and takes it away without a trace."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from built_services import MANIFEST, SERVICES

from suite_ops.database.throwaway import reachable_folder
from suite_ops.generate.command import store
from suite_ops.manifest import Manifest, ManifestService
from suite_ops.new_service.command import own_changes, plan_of_made
from suite_ops.new_service.files import MANIFEST_ENTRY, render, service_files
from suite_ops.new_service.insertions import changed_texts, insertions
from suite_ops.new_service.plan import Refused, ServicePlan, plan_service
from suite_ops.new_service.words import RESERVED_BY_POSTGRESQL
from suite_testing.databases import TestCluster
from suite_testing.repository_copy import ROOT, copy_repository, script_environment

NOTES = ServicePlan("notes-api", 3900, "notes")
APPLES = ServicePlan("apples-api", 3900, "apples")
NEWS = ServicePlan("news", 3900, "news")
LONG = ServicePlan("zoo-abcdefgh-ities-api", 4000, "zoo")
NOT_OURS = {"var", "__pycache__", ".ruff_cache", ".env.local"}


@dataclass
class Copy:
    """A copy of the repository."""

    root: Path
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """A command in the copy; the code of every service there is on its path."""
        return subprocess.run(
            command, cwd=self.root, env=self.environment, capture_output=True, text=True, timeout=300, check=False
        )

    def new_service(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """scripts/new-service.sh; afterwards the environment is that of the services there are."""
        done = self.run(self.root / "scripts" / "new-service.sh", *arguments)
        self.environment = script_environment(self.root)
        return done

    def python(self, *arguments: str) -> None:
        """A Python module that has to succeed."""
        done = self.run(sys.executable, "-m", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr

    def content(self) -> dict[str, str]:
        """Path → checksum of every file that is not made by running something."""
        files = (path for path in self.root.rglob("*") if path.is_file() and not NOT_OURS & set(path.parts))
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def copy() -> Iterator[Copy]:
    with reachable_folder("suite new service ") as folder:
        root = folder / "the copy"
        copy_repository(root)
        yield Copy(root, script_environment(root))


@pytest.mark.end_to_end
def test_a_new_service_passes_everything_serves_and_is_removed_without_a_trace(copy: Copy) -> None:
    before = copy.content()
    made = copy.new_service(NOTES.id, "--port", str(NOTES.port))
    assert made.returncode == 0, made.stderr
    _check_and_test(copy)
    _serve(copy)
    migrations = copy.root / "services" / NOTES.id / "migrations"
    (migrations / "0001_notes.sql").write_text(
        "CREATE TABLE notes (id uuid NOT NULL, CONSTRAINT pk PRIMARY KEY (id));\n"
    )
    (migrations / "0002_more.sql").write_text("SELECT 1;\n")
    refused = copy.new_service(NOTES.id, "--remove")
    assert (refused.returncode, "migrations/0001_notes.sql, migrations/0002_more.sql" in refused.stderr) == (1, True)
    removed = copy.new_service(NOTES.id, "--remove", "--force")
    assert removed.returncode == 0, removed.stderr
    assert copy.content() == before


def _check_and_test(copy: Copy) -> None:
    copy.python("ruff", "check", "-q", "services", "shared/src")
    copy.python("ruff", "format", "--check", "-q", "services", "shared/src")
    _check_types(copy.root / "services" / NOTES.id / "src")
    copy.python("suite_ops", "generate", "--check")
    facts = ["services/notes-api/tests", "tests/test_manifest_agrees.py", "tests/test_schemas.py"]
    facts += ["tests/rules/test_imports.py"]
    copy.python("pytest", "-p", "no:cacheprovider", *facts, "-k", "notes or sample_environment_is or folders or cover")


def _serve(copy: Copy) -> None:
    try:
        started = copy.run(copy.root / "scripts" / "start-all.sh", "--only", NOTES.id, "--no-gateway")
        assert started.returncode == 0, started.stderr
        url = f"http://127.0.0.1:{copy.environment['NOTES_PORT']}"
        assert requests.get(f"{url}/readyz", timeout=30).status_code == 200
        assert requests.post(f"{url}/api/notes", json={"text": "olá"}, timeout=30).status_code == 201
        [note] = requests.get(f"{url}/api/notes", timeout=30).json()["data"]
        assert note["text"] == "olá"
        one = f"{url}/api/notes/{note['id']}"
        assert requests.delete(one, timeout=30).status_code == 204
        refused = copy.run(copy.root / "scripts" / "new-service.sh", NOTES.id, "--remove", "--force")
        assert (refused.returncode, "notes-api runs; scripts/stop-all.sh" in refused.stderr) == (1, True)
        assert requests.get(one, timeout=30).json()["code"] == "NOT_FOUND"
    finally:
        copy.run(copy.root / "scripts" / "stop-all.sh", "--force")


def _check_types(source: Path) -> None:
    # From this repository, whose cache spares checking the library again.
    command = [sys.executable, "-m", "mypy", str(source)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_only_what_was_worked_on_counts_as_changed(tmp_path: Path) -> None:
    for name, text in service_files(NOTES).items():
        store(tmp_path / name, text)
    (tmp_path / "src" / "__pycache__").mkdir()
    (tmp_path / "src" / "__pycache__" / "x.pyc").write_bytes(b"")
    assert list(own_changes(tmp_path, NOTES)) == []
    (tmp_path / "README.md").write_text("mine")
    (tmp_path / "tests" / "test_more.py").write_text("")
    (tmp_path / "pyproject.toml").unlink()
    assert sorted(own_changes(tmp_path, NOTES)) == ["README.md", "pyproject.toml", "tests/test_more.py"]


@pytest.mark.parametrize("name", ["none-api", "gateway", *(service.id for service in SERVICES)])
def test_no_force_removes_what_the_command_did_not_make(name: str) -> None:
    with pytest.raises(Refused, match=r"no service 'none-api'|not a service this command made"):
        plan_of_made(MANIFEST, name)


def test_a_service_is_known_whatever_became_of_its_migration(tmp_path: Path) -> None:
    folder = tmp_path / "services" / NOTES.id
    for name, text in service_files(NOTES).items():
        store(folder / name, text)
    manifest = Manifest(
        tmp_path, (ManifestService(NOTES.id, "backend", f"services/{NOTES.id}", port=3900, schema="notes"),)
    )
    migration = folder / "migrations" / "0001_notes.sql"
    migration.write_text("CREATE TABLE notes (id integer);\n")
    assert plan_of_made(manifest, NOTES.id) == NOTES
    assert list(own_changes(folder, NOTES)) == ["migrations/0001_notes.sql"]
    migration.rename(migration.with_name("0001_first.sql"))
    assert plan_of_made(manifest, NOTES.id) == NOTES
    project = folder / "pyproject.toml"
    project.write_text(project.read_text().partition("\n")[2])
    with pytest.raises(Refused, match="not a service this command made"):
        plan_of_made(manifest, NOTES.id)


@pytest.mark.parametrize("plan", [NOTES, LONG, APPLES, NEWS], ids=lambda plan: str(plan.id))
def test_the_code_of_any_noun_passes_the_linter_and_is_formatted(plan: ServicePlan, tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "shared").symlink_to(ROOT / "shared")
    for name, text in service_files(plan).items():
        store(tmp_path / "services" / plan.id / name, text)
    for words in (["check", "--quiet"], ["format", "--check", "--diff", "--quiet"]):
        command = [sys.executable, "-m", "ruff", *words, "--no-cache", "services"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.parametrize("plan", [NOTES, NEWS], ids=lambda plan: str(plan.id))
def test_the_classes_of_a_service_are_those_of_its_code(plan: ServicePlan) -> None:
    source = "".join(text for name, text in service_files(plan).items() if name.startswith("src/"))
    assert set(re.findall(r"^class (\w+)", source, re.MULTILINE)) - {"Settings"} == plan.classes


def test_lines_go_in_and_come_out_again_also_after_the_entry_was_edited() -> None:
    before = {path: path.read_text(encoding="utf-8") for path in changed_texts(ROOT, NOTES)}
    for insertion in insertions(NOTES):
        text = before[ROOT / insertion.path]
        assert insertion.put_in(text) != text
        assert insertion.take_out(insertion.put_in(text)) == text
    entry = next(iter(insertions(NOTES)))
    text = before[ROOT / entry.path]
    assert entry.take_out(entry.put_in(text).replace('"port": 3900', '"port": 3901')) == text


@pytest.mark.parametrize(
    ("name", "port", "schema", "reason"),
    [
        ("movies-api", None, None, "a service 'movies-api' is there already"),
        ("docs-api", None, None, "a service 'docs-api' is there already"),
        ("Notes", None, None, "is no name"),
        ("notes_api", None, None, "is no name"),
        ("../evil", None, None, "is no name"),
        ("notes-", None, None, "is no name"),
        ("a-name-that-is-too-long-api", None, None, "is no name"),
        ("", None, None, "is no name"),
        ("suite", None, None, "Python has a module 'suite' already"),
        ("order-api", None, None, "'order' means something else"),
        ("class-api", None, None, "'class' means something else"),
        ("settings-api", None, None, "'settings' means something else"),
        ("log-api", None, None, "variables LOG_… are read already"),
        ("blog", None, None, "variables BLOG_… are read already"),
        ("article-api", None, None, "there is a class NewArticleSchema already"),
        ("newsletter", None, None, "the gateway leads /api/newsletter elsewhere already"),
        ("admin-api", None, None, "the gateway leads /api/admin elsewhere already"),
        ("notes-api", 3000, None, "port 3000 is used already"),
        ("notes-api", 3601, None, "port 3601 is used already"),
        ("notes-api", 3199, None, "port 3200 is used already"),
        ("notes-api", 5444, None, "port 5444 is used already"),
        ("notes-api", 80, None, "is not between"),
        ("notes-api", 65535, None, "is not between"),
        ("notes-api", None, "movies", "schema 'movies' is used already"),
        ("notes-api", None, "market", "schema 'market' is used already"),
        ("notes-api", None, "bus", "schema 'bus' is used already"),
        ("notes-api", None, "public", "belongs to PostgreSQL"),
        ("notes-api", None, "pg_notes", "belongs to PostgreSQL"),
        ("notes-api", None, "no;schema", "is no schema"),
    ],
)
def test_what_is_used_or_no_name_is_refused(name: str, port: int | None, schema: str | None, reason: str) -> None:
    with pytest.raises(Refused, match=re.escape(reason)):
        plan_service(MANIFEST, name, port, schema)


def test_the_names_follow_from_the_id() -> None:
    plan = plan_service(MANIFEST, "film-categories-api", None, None)
    assert (plan.noun, plan.one, plan.kind, plan.prefix) == (
        "film_categories", "film_category", "FilmCategory", "FILM_CATEGORIES",
    )  # fmt: skip
    assert {plan.port, plan.port + 1}.isdisjoint({service.port for service in MANIFEST.services})
    assert [ServicePlan(name, 1, "x").one for name in ("notes", "news", "status", "address", "staff")] == [
        "note", "news", "status", "address", "staff",
    ]  # fmt: skip


def test_no_line_of_a_service_with_the_longest_name_is_too_long() -> None:
    lines = [line for name, text in service_files(LONG).items() if name[-3:] == ".py" for line in text.splitlines()]
    assert [line for line in lines if len(line) > 120] == []


def test_words_reserved_by_postgresql_are_all_known(test_cluster: TestCluster) -> None:
    database = test_cluster.clone("workspace-api", "workspace")
    with database.connect(schema="workspace") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT word FROM pg_get_keywords() WHERE catcode IN ('R', 'T')")
        assert {word for (word,) in cursor.fetchall()} <= RESERVED_BY_POSTGRESQL


def test_the_guide_shows_what_the_command_writes() -> None:
    guide = (ROOT / "docs" / "adding-a-service.md").read_text(encoding="utf-8")
    files = {name: text for name, text in service_files(NOTES).items() if not name.startswith(("tests/", "README"))}
    shown = {name: guide.partition(f"`services/notes-api/{name}`")[2].partition("```")[2] for name in files}
    blocks = {name: text.partition("\n")[2].partition("\n```\n")[0] + "\n" for name, text in shown.items()}
    assert blocks == files
    entry: dict[str, Any] = json.loads(re.findall(r"```json\n(.*?)```", guide, re.DOTALL)[0])
    assert entry == json.loads(render(MANIFEST_ENTRY, NOTES).rstrip().rstrip(","))
