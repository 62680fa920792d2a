"""Every script is a thin door: executable, correct shell, and it helps from any folder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from suite_ops.cli import COMMANDS, main

ROOT = Path(__file__).resolve().parents[3]
SCRIPTS = sorted(path.relative_to(ROOT / "scripts") for path in (ROOT / "scripts").rglob("*.sh"))
DOORS = [path for path in SCRIPTS if path.parts[0] != "lib"]
WITHOUT_HELP = {"check.sh", "lock.sh", "test.sh"}  # their arguments go to another program


@pytest.mark.parametrize("script", SCRIPTS, ids=str)
def test_a_script_is_correct_shell(script: Path) -> None:
    subprocess.run(["bash", "-n", ROOT / "scripts" / script], check=True)


@pytest.mark.parametrize("script", DOORS, ids=str)
def test_a_script_is_executable(script: Path) -> None:
    assert os.access(ROOT / "scripts" / script, os.X_OK)


@pytest.mark.parametrize("script", [path for path in DOORS if path.name not in WITHOUT_HELP], ids=str)
def test_a_script_helps_from_any_folder(script: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "SUITE_PYTHON": sys.executable, "SUITE_ROOT": "/nonexistent"}
    answer = subprocess.run(
        [ROOT / "scripts" / script, "--help"], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.startswith("usage: ")


@pytest.mark.parametrize("name", ["start-all", "stop-all", "status", "diagnose-services"])
def test_the_older_paths_of_the_scripts_stay(name: str) -> None:
    assert Path("services", f"{name}.sh") in SCRIPTS
    assert Path("maintenance", "health-check-all.sh") in SCRIPTS


def test_every_command_but_launch_has_a_script() -> None:
    assert set(COMMANDS) - {path.stem for path in SCRIPTS} == {"launch"}


def test_an_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fly"]) == 1
    assert capsys.readouterr().err.startswith("Unknown command 'fly'.\nusage: ")
