"""Every script is a thin door: executable, correct shell, and it helps from any folder."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from suite_ops.cli import COMMANDS, INTERNAL, main

ROOT = Path(__file__).resolve().parents[3]
SCRIPTS = sorted(path.relative_to(ROOT / "scripts") for path in (ROOT / "scripts").rglob("*.sh"))
SETUP = Path("shared", "src", "suite_ops", "deployment", "setup.py")
ENTRIES = {"__init__", "__main__", "cli", "installation", "manifest", "service_manifest", "settings", "terminal"}
DOORS = [path for path in SCRIPTS if path.parts[0] != "lib"]


@pytest.mark.parametrize("script", SCRIPTS, ids=str)
def test_a_script_is_correct_shell(script: Path) -> None:
    subprocess.run(["bash", "-n", ROOT / "scripts" / script], check=True)


@pytest.mark.parametrize("script", DOORS, ids=str)
def test_a_script_is_executable(script: Path) -> None:
    assert os.access(ROOT / "scripts" / script, os.X_OK)


@pytest.mark.parametrize("script", DOORS, ids=str)
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


@pytest.mark.parametrize("script", DOORS, ids=str)
def test_help_installs_resolves_and_writes_nothing(script: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(ROOT / "scripts", copy / "scripts")
    (copy / SETUP).parent.mkdir(parents=True)
    shutil.copy(ROOT / SETUP, copy / SETUP)
    before = sorted(copy.rglob("*"))
    environment = {name: value for name, value in os.environ.items() if name != "SUITE_PYTHON"}
    answer = subprocess.run(
        [copy / "scripts" / script, "--help"], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.startswith("usage: ")
    assert sorted(copy.rglob("*")) == before


def test_an_installation_that_was_interrupted_is_named(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(ROOT / "scripts", copy / "scripts")
    (copy / ".venv" / "bin").mkdir(parents=True)
    (copy / ".venv" / "bin" / "python").symlink_to(sys.executable)
    environment = {name: value for name, value in os.environ.items() if name != "SUITE_PYTHON"}
    answer = subprocess.run([copy / "scripts" / "status.sh"], env=environment, capture_output=True, text=True)
    assert answer.returncode == 1
    assert "not to its end; run scripts/setup-local.sh" in answer.stderr


def test_a_reader_that_has_seen_enough_sees_no_traceback() -> None:
    command = f"{sys.executable} -m suite_ops service-manifest list | head -c 1"
    answer = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True)
    assert "Traceback" not in answer.stderr
    assert "BrokenPipeError" not in answer.stderr


def test_every_command_for_people_has_a_script() -> None:
    assert set(COMMANDS) - {path.stem for path in SCRIPTS} == set(INTERNAL)


def test_an_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fly"]) == 1
    assert capsys.readouterr().err.startswith("Unknown command 'fly'.\nusage: ")


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"test-disaster-recovery"}))
def test_the_module_of_a_command_has_its_name_or_is_the_command_of_its_room(name: str) -> None:
    assert COMMANDS[name][0].rpartition(".")[2] in (name.replace("-", "_"), "command")


def test_every_module_of_the_tools_has_a_room() -> None:
    assert {path.stem for path in (ROOT / "shared" / "src" / "suite_ops").glob("*.py")} == ENTRIES
