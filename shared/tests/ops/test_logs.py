"""Under systemd the lines of a service are found in the journal, filtered like those of a file."""

import json
import os
from pathlib import Path

import pytest

from suite_ops.logs import command

LINES = [json.dumps({"level": level, "message": f"said at {level}"}) for level in ("info", "error")]


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation without log files, and a journal of one service."""
    entry = {"id": "echo-api", "type": "backend", "path": "services/echo-api"}
    (tmp_path / "services" / "echo-api").mkdir(parents=True)
    (tmp_path / "services-manifest.json").write_text(json.dumps({"version": 1, "services": [entry]}))
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "systemctl").write_text('#!/bin/sh\n[ "$2" = colmeia-echo-api.service ]\n')
    text = "\n".join(LINES)
    (programs / "journalctl").write_text(f"#!/bin/sh\ncat <<'END'\n{text}\nEND\n")
    for program in programs.iterdir():
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setenv("SUITE_ROOT", str(tmp_path))
    monkeypatch.setenv("APP_ENV", "test")
    return programs


def test_the_journal_is_shown_where_no_file_is(systemd: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["echo-api"]) == 0
    assert capsys.readouterr().out.splitlines() == LINES


def test_the_journal_is_filtered(systemd: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["echo-api", "--level", "error"]) == 0
    assert capsys.readouterr().out.splitlines() == LINES[1:]


def test_a_service_without_file_and_unit_is_told(systemd: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (systemd / "systemctl").write_text("#!/bin/sh\nexit 1\n")
    assert command.main(["echo-api"]) == 1
    assert "systemd no unit colmeia-echo-api.service" in capsys.readouterr().err
