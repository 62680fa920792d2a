"""How the tests run: several files at a time, quick on demand, and nothing outlives them."""

import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from suite_ops.processes.patience import wait_until
from suite_testing.several_at_a_time import FEW_FILES, divide, names_few_files, processes_for

ROOT = Path(__file__).resolve().parents[3]
LEAVES_ONE = """
import subprocess, sys

def test_leaves_a_program_behind():
    subprocess.Popen(["sh", "-c", "sleep 300 & echo $! > pid"], stdout=subprocess.DEVNULL).wait()
"""


def run_tests(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """pytest with our plugin alone, in a folder of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "suite_testing.plugin", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        env={**environment, "SUITE_ROOT": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "few"),
    [
        (["shared/tests/test_cors.py"], True),
        (["shared/tests/test_cors.py::test_one", "shared/tests/test_cors.py::test_two"], True),
        (["tests/rules"], True),
        ([f"a/test_{number}.py" for number in range(11)], False),
        (["services/blog-api"], False),
        (["services", "shared/tests/test_cors.py"], False),
    ],
)
def test_few_files_run_in_one_process(arguments: list[str], few: bool) -> None:
    assert names_few_files(arguments) is few


def test_more_run_at_a_time_than_there_are_cores() -> None:
    assert [processes_for(cores) for cores in (1, 2, 8)] == [2, 3, 9]


@pytest.fixture(autouse=True)
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths are those of the repository."""
    monkeypatch.chdir(ROOT)


def divided(*args: str, **options: Any) -> SimpleNamespace:
    """The options of a run after we have looked at them."""
    given = {"numprocesses": None, "usepdb": False, "collectonly": False, "dist": "no", "durations": None}
    config = SimpleNamespace(args=list(args), option=SimpleNamespace(**{**given, **options}))
    divide(config)  # type: ignore[arg-type]
    return config.option


def test_folders_are_divided_by_files_and_the_slowest_tests_are_shown() -> None:
    option = divided("services", "shared/tests")
    assert (option.numprocesses, option.dist) == (processes_for(os.cpu_count() or 1), "loadfile")
    assert option.durations == 15


@pytest.mark.parametrize(
    "said", [{"numprocesses": 0}, {"usepdb": True}, {"collectonly": True}, {"dist": "worksteal"}], ids=str
)
def test_a_caller_who_says_otherwise_is_not_overruled(said: dict[str, Any]) -> None:
    option = divided("services", **said)
    assert option.numprocesses == said.get("numprocesses")
    assert option.durations is None


def test_a_part_of_a_divided_run_is_not_divided_again() -> None:
    option = SimpleNamespace(numprocesses=None, usepdb=False, collectonly=False, dist="no", durations=None)
    divide(SimpleNamespace(args=["services"], option=option, workerinput={}))  # type: ignore[arg-type]
    assert option.numprocesses is None


def test_a_run_of_many_files_is_divided_once(tmp_path: Path) -> None:
    for number in range(FEW_FILES + 1):
        (tmp_path / f"test_{number}.py").write_text("import os\n\ndef test_parent():\n    print(os.getppid())\n")
    done = run_tests(tmp_path, "-rP", ".")
    parents = set(re.findall(r"^(\d+)$", done.stdout, re.M))
    assert f"{FEW_FILES + 1} passed" in done.stdout, done.stdout + done.stderr
    assert len(parents) == 1


def test_a_run_that_leaves_a_program_behind_fails_names_it_and_ends_it(
    tmp_path: Path,
) -> None:
    (tmp_path / "test_leaving.py").write_text(LEAVES_ONE)
    done = run_tests(tmp_path, "test_leaving.py")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 passed" in done.stdout
    assert "outlived the tests:" in done.stdout
    assert "sleep 300" in done.stdout
    assert wait_until(lambda: not psutil.pid_exists(int((tmp_path / "pid").read_text())), 60)


def test_quick_leaves_out_what_starts_a_program_and_what_the_list_names(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\nnot_quick =\n    slow/test_*.py\n    test_long.py\n")
    (tmp_path / "slow").mkdir()
    for name in ("slow/test_a.py", "test_long.py", "test_short.py"):
        (tmp_path / name).write_text(f"def test_of_{Path(name).stem}():\n    pass\n")
    (tmp_path / "test_database.py").write_text("def test_of_a_table(test_cluster):\n    pass\n")
    done = run_tests(tmp_path, "-n", "0", "--quick", "-v")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed, 1 deselected" in done.stdout
    assert "test_short.py::test_of_test_short PASSED" in done.stdout


def test_a_server_that_a_quick_test_starts_fails_it(tmp_path: Path) -> None:
    server = tmp_path / "redis-server"
    server.write_text("#!/bin/sh\n")
    server.chmod(0o755)
    starting = f"import subprocess\n\ndef test_starts():\n    subprocess.run([{str(server)!r}], check=True)\n"
    (tmp_path / "test_starting.py").write_text(starting)
    assert run_tests(tmp_path, "-n", "0", "test_starting.py").returncode == 0
    done = run_tests(tmp_path, "-n", "0", "--quick", "test_starting.py")
    assert done.returncode == 1
    assert "name this file in not_quick of pyproject.toml" in done.stdout


def test_only_database_leaves_out_what_needs_none(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\nnot_quick =\n    test_long.py\n")
    (tmp_path / "test_long.py").write_text("def test_of_long(test_cluster):\n    pass\n")
    (tmp_path / "test_two.py").write_text(
        "def test_of_a_table(test_cluster):\n    pass\n\ndef test_of_none():\n    pass\n"
    )
    done = run_tests(tmp_path, "-n", "0", "--only-database", "--collect-only", "-q")
    assert "test_two.py::test_of_a_table" in done.stdout, done.stdout + done.stderr
    assert "test_of_none" not in done.stdout and "test_of_long" not in done.stdout


def test_the_list_of_what_is_not_quick_names_what_exists(pytestconfig: pytest.Config) -> None:
    patterns = pytestconfig.getini("not_quick")
    assert patterns
    assert [pattern for pattern in patterns if not list(ROOT.glob(pattern))] == []
