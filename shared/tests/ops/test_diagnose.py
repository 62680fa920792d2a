"""diagnose-services: every finding that is no good news has a fix."""

import json
import shutil
import socket
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from suite_ops.database.cluster import Cluster
from suite_ops.database.migrate import BUS_MIGRATIONS
from suite_ops.database.throwaway import free_port
from suite_ops.health import diagnose_services
from suite_ops.health.diagnosis import machine, software
from suite_ops.installation import load_installation
from suite_ops.processes.records import write_record


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prepared: tuple[Cluster, Mapping[str, str]]) -> Path:
    """A repository with one service, one migration, and the cluster of the tests."""
    cluster, passwords = prepared
    folder = tmp_path / "services" / "workspace-api" / "migrations"
    folder.mkdir(parents=True)
    (folder / "0001_first.sql").write_text("CREATE TABLE diagnosed (id integer)")
    (tmp_path / BUS_MIGRATIONS).mkdir(parents=True)
    service = {
        "id": "workspace-api",
        "type": "backend",
        "path": "services/workspace-api",
        "port": free_port(),
        "env_prefix": "WORKSPACE",
        "package": "workspace_api",
        "schema": "workspace",
    }
    (tmp_path / "services-manifest.json").write_text(json.dumps({"version": 1, "services": [service]}))
    (tmp_path / ".env").write_text(
        "APP_ENV=test\nAUTH_MODE=off\nFRONTEND_APPS_DB_HOST=127.0.0.1\n"
        f"FRONTEND_APPS_DB_PORT={cluster.port}\nFRONTEND_APPS_DB_SUPERPASS={cluster.password}\n"
        f"APP_WORKSPACE_DB_PASSWORD={passwords['app_workspace']}\n"
    )
    monkeypatch.setenv("SUITE_ROOT", str(tmp_path))
    for name in ("WORKSPACE_PORT", "LOG_DIR", "APP_ENV"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, dict[str, Any]]]:
    """(exit status, findings by subject)."""
    status = diagnose_services.main(["--json"])
    findings = json.loads(capsys.readouterr().out)
    assert all(bool(finding["fix"]) == (finding["level"] != "ok") for finding in findings)
    return status, {finding["subject"]: finding for finding in findings}


def test_a_stopped_suite_lacks_its_migrations_and_says_how_to_apply_them(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, found = run(capsys)
    assert status == 1
    assert found["migrations workspace-api"]["text"] == "1 pending"
    assert found["migrations workspace-api"]["fix"] == "scripts/migrate.sh --service workspace-api"
    assert found["process workspace-api"]["level"] == "warning"
    assert found["database login of workspace-api"]["level"] == "ok"
    assert {found[subject]["level"] for subject in ("environment", "clock")} == {"ok"}


def test_without_errors_the_exit_status_is_0(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "services" / "workspace-api" / "migrations" / "0001_first.sql").unlink()
    assert run(capsys)[0] == 0


def test_a_foreign_program_on_a_port_is_named(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    port = load_installation(root).manifest.find("workspace-api").port
    with socket.create_server(("127.0.0.1", port or 0)):
        status, found = run(capsys)
    assert status == 1
    assert found[f"port {port}"]["level"] == "error"
    assert found[f"port {port}"]["fix"] == "end that program, or set WORKSPACE_PORT"


def test_a_port_held_by_our_own_process_is_fine(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    port = load_installation(root).manifest.find("workspace-api").port
    write_record(root / "var" / "log", "workspace-api", port)
    with socket.create_server(("127.0.0.1", port or 0)):
        found = run(capsys)[1]
    assert found[f"port {port}"]["level"] == "ok"
    assert found["process workspace-api"]["level"] == "ok"


def test_a_recorded_process_that_is_gone_is_an_error(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = root / "var" / "log" / "workspace-api.pid"
    record.parent.mkdir(parents=True)
    record.write_text(json.dumps({"id": "workspace-api", "pid": 1, "started": 1.0, "port": None}))
    assert run(capsys)[1]["process workspace-api"]["text"] == "was started and is gone"


def test_a_database_that_is_away(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    monkeypatch.setenv("FRONTEND_APPS_DB_PORT", str(port))
    status, found = run(capsys)
    assert status == 1
    assert "Connection refused" in found[f"database 127.0.0.1:{port}"]["text"]
    assert found["migrations workspace-api"]["level"] == "error"


def test_a_role_that_cannot_log_in(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APP_WORKSPACE_DB_PASSWORD", "not-the-password-of-it")
    found = run(capsys)[1]
    assert "password authentication failed" in found["database login of workspace-api"]["text"]


def test_packages_are_compared_with_the_lock(root: Path) -> None:
    (root / "requirements.lock").write_text(
        f"psycopg2-binary=={version('psycopg2-binary')} \\\n    --hash=sha256:00\n"
        "flask==0.1\nno-such-package==1.0\nother==1 ; python_version < '3'\n"
    )
    found = {item.subject: item.level for item in software.inspect_packages(load_installation(root))}
    assert found == {"package flask": "warning", "package no-such-package": "error"}


def test_a_clock_before_existing_files_is_an_error(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 1_000_000_000.0)
    (finding,) = machine.inspect_clock(load_installation(root))
    assert finding.level == "error"


@pytest.mark.parametrize(("mib", "level"), [(100, "error"), (500, "warning"), (5000, "ok")])
def test_disk_space(root: Path, monkeypatch: pytest.MonkeyPatch, mib: int, level: str) -> None:
    usage = shutil.disk_usage(root)._replace(free=mib * 1024 * 1024)
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    (finding,) = machine.inspect_disk(load_installation(root))
    assert finding.level == level
