"""The migrate command: exit statuses and what it prints."""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from suite_ops.database import migrate
from suite_ops.database.cluster import Cluster

DATABASE = "migrate_command"


@pytest.fixture
def root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prepared: tuple[Cluster, Mapping[str, str]]
) -> Iterator[Path]:
    """A repository with two services and an empty database of its own."""
    cluster = prepared[0]
    (tmp_path / "shared" / "migrations" / "bus").mkdir(parents=True)
    services = []
    for name in ("alpha", "beta"):
        folder = tmp_path / "services" / name / "migrations"
        folder.mkdir(parents=True)
        (folder / "0001_first.sql").write_text("CREATE TABLE first (id integer)")
        services.append({"id": name, "type": "backend", "path": f"services/{name}", "schema": name})
    (tmp_path / "services-manifest.json").write_text(json.dumps({"version": 1, "services": services}))
    monkeypatch.setenv("SUITE_ROOT", str(tmp_path))
    for name, value in {
        "HOST": "127.0.0.1",
        "PORT": str(cluster.port),
        "NAME": DATABASE,
        "SUPERUSER": cluster.superuser,
        "SUPERPASS": cluster.password,
    }.items():
        monkeypatch.setenv(f"FRONTEND_APPS_DB_{name}", value)
    execute(cluster.admin_dsn(), f"CREATE DATABASE {DATABASE}")
    yield tmp_path
    execute(cluster.admin_dsn(), f"DROP DATABASE {DATABASE} WITH (FORCE)")


def execute(dsn: str, statement: str) -> None:
    with closing(psycopg2.connect(dsn)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)


def test_status_is_2_while_something_pends_and_0_after(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert migrate.main(["--status"]) == 2
    assert capsys.readouterr().out == "alpha\tpending\t0001_first.sql\t\nbeta\tpending\t0001_first.sql\t\n"
    assert migrate.main([]) == 0
    assert migrate.main(["status"]) == 0
    assert migrate.main(["--verify"]) == 0
    capsys.readouterr()
    assert migrate.main(["up"]) == 0
    assert capsys.readouterr().out == "nothing to do: every schema is up to date\n"


def test_a_dry_run_changes_nothing(root: Path) -> None:
    assert migrate.main(["--dry-run"]) == 0
    assert migrate.main(["--status"]) == 2


def test_one_service_alone(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert migrate.main(["--service", "beta"]) == 0
    assert migrate.main(["--status", "--service", "beta"]) == 0
    assert migrate.main(["--status", "--service", "alpha"]) == 2
    assert migrate.main(["--service", "gamma"]) == 1
    assert "gamma" in capsys.readouterr().err


def test_one_refused_schema_keeps_all_others_untouched(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    migrate.main(["--service", "beta"])
    (root / "services" / "beta" / "migrations" / "0001_first.sql").write_text("SELECT 1")
    for arguments in ([], ["--status"], ["--verify"], ["--dry-run"]):
        assert migrate.main(arguments) == 3
        assert "[ERROR] beta: 0001_first.sql: edited since it was applied" in capsys.readouterr().err
    assert migrate.main(["--status", "--service", "alpha"]) == 2


def test_a_failing_file_is_1(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "services" / "alpha" / "migrations" / "0001_first.sql").write_text("SELECT nothing")
    assert migrate.main([]) == 1
    assert '0001_first.sql:1: column "nothing" does not exist' in capsys.readouterr().err


def test_a_database_that_is_away_is_1_and_no_password_is_shown(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRONTEND_APPS_DB_SUPERPASS", "wrong-password-here")
    assert migrate.main([]) == 1
    assert "wrong-password-here" not in capsys.readouterr().err


def test_a_baseline_is_for_one_service(root: Path) -> None:
    assert migrate.main(["--baseline", "1"]) == 3
    assert migrate.main(["--baseline", "1", "--service", "alpha"]) == 0
    assert migrate.main(["--status", "--service", "alpha"]) == 0


def test_the_bus_comes_first(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "shared" / "migrations" / "bus" / "0001_events.sql").write_text("CREATE TABLE events (id integer)")
    assert migrate.main([]) == 0
    assert [line.split("\t")[0] for line in capsys.readouterr().out.splitlines()] == ["bus", "alpha", "beta"]


@pytest.mark.parametrize("folder", ["shared/migrations/bus", "services/beta/migrations"])
def test_what_lacks_its_files_is_refused_before_anything_is_touched(
    root: Path, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / folder).rename(root / "elsewhere")
    for arguments in ([], ["--status"], ["--verify"], ["--dry-run"]):
        assert migrate.main(arguments) == 3
        assert "migrations/bus: no such folder" in (said := capsys.readouterr().err) or "beta/migrations: no" in said
    (root / "elsewhere").rename(root / folder)
    assert migrate.main(["--status"]) == 2
