"""What an installation installs, by which program, and when there is nothing to do."""

import importlib.util
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "suite_ops" / "deployment" / "setup.py"


@pytest.fixture
def setup(tmp_path: Path) -> ModuleType:
    """The script as it runs in a clone of its own."""
    place = tmp_path / "shared" / "src" / "suite_ops" / "deployment" / "setup.py"
    place.parent.mkdir(parents=True)
    place.write_bytes(SOURCE.read_bytes())
    for kind in ("", "-run", "-fast", "-uv", "-archive"):
        name = f"requirements{kind}.lock"
        (tmp_path / name).write_text(f"{name.split('.')[0]}==1\n")
    (tmp_path / ".venv" / "lib" / "python3.11" / "site-packages").mkdir(parents=True)
    specification = importlib.util.spec_from_file_location("setup_of_a_clone", place)
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def record(setup: ModuleType, monkeypatch: pytest.MonkeyPatch, *, uv: bool) -> list[list[str]]:
    """Commands that are run; uv installs or does not."""
    ran: list[list[str]] = []

    def run(command: list[str], **_: Any) -> "subprocess.CompletedProcess[str]":
        ran.append([str(word) for word in command])
        failed = not uv and command[0].endswith("/uv")
        return subprocess.CompletedProcess(command, 1 if failed else 0, "", "")

    monkeypatch.setattr(setup.subprocess, "run", run)
    monkeypatch.setattr(setup, "_python_runs", lambda: True)
    return ran


def locks(ran: list[list[str]], program: str) -> list[str]:
    return [Path(words[-1]).name for words in ran if program in words[0] and "install" in words]


def test_uv_installs_and_a_second_run_does_nothing(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = record(setup, monkeypatch, uv=True)
    assert setup.main([]) == 0
    assert locks(ran, "/uv") == ["requirements.lock"]
    assert locks(ran, "/python") == ["requirements-uv.lock", "requirements-fast.lock"]
    assert all("--require-hashes" in words for words in ran)
    ran.clear()
    assert setup.main([]) == 0
    assert ran == []


def test_pip_installs_where_uv_does_not(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = record(setup, monkeypatch, uv=False)
    assert setup.main([]) == 0
    assert locks(ran, "/python") == ["requirements-uv.lock", "requirements.lock", "requirements-fast.lock"]
    # A lock is complete; the pip of Debian 12 fails at resolving this one.
    by_pip = [words for words in ran if words[0].endswith("/python") and words[-1].endswith("/requirements.lock")]
    assert by_pip and all("--no-deps" in words for words in by_pip)


def test_a_start_needs_less_than_a_test(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = record(setup, monkeypatch, uv=True)
    assert setup.main(["--run"]) == 0
    assert locks(ran, "/uv") == ["requirements-run.lock"]
    assert setup.main([]) == 0
    assert locks(ran, "/uv") == ["requirements-run.lock", "requirements.lock"]
    ran.clear()
    assert setup.main(["--run"]) == 0
    assert ran == []


def test_an_interrupted_installation_is_done_again(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    record(setup, monkeypatch, uv=True)
    assert setup.main([]) == 0
    monkeypatch.setattr(setup, "_install_by_uv", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
    (setup.ROOT / "requirements.lock").write_text("another==1\n")
    with pytest.raises(KeyboardInterrupt):
        setup.main([])
    assert not setup.MARK.exists()


def test_an_extra_is_installed_once_and_not_where_everything_is(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = record(setup, monkeypatch, uv=True)
    assert setup.main(["--run", "--with", "archive"]) == 0
    assert locks(ran, "/uv") == ["requirements-run.lock", "requirements-archive.lock"]
    ran.clear()
    assert setup.main(["--run", "--with", "archive"]) == 0
    assert setup.main(["--run"]) == 0
    assert ran == []
    assert setup.main(["--with", "nonsense"]) == 2
    assert setup.main([]) == 0
    ran.clear()
    assert setup.main(["--run", "--with", "archive"]) == 0
    assert ran == []


def test_all_an_extra_needs_is_in_the_lock_of_everything() -> None:
    root = SOURCE.parents[4]
    everything = set((root / "requirements.lock").read_text().splitlines())
    for name in ("archive",):
        pins = [line for line in (root / f"requirements-{name}.lock").read_text().splitlines() if "==" in line]
        assert pins and set(pins) <= everything
