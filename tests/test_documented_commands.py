"""What docs/operations.md prints can be copied: its scripts and options exist, its environment is accepted."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from built_services import ROOT

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
PAGES += sorted((ROOT / "services").glob("*/README.md"))
TEXT = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
# A command on one line of a page: its script and the long options after it.
SCRIPT = re.compile(r"scripts/([a-z0-9/-]+\.sh)((?:[^\S\n]+[^\s`|;&)]+)*)")
MODULE = re.compile(r"(?:\.venv/bin/)?python -m ([a-z_]+(?:\.[a-z_]+)*)")
OPTION = re.compile(r"--[a-z][a-z-]*")
MISSING = """
import sys
from importlib.util import find_spec
sys.exit(" ".join(name for name in sys.argv[1:] if not find_spec(name)) or 0)
"""
PASSED_ON = {"test.sh", "check.sh", "lock.sh", "psql.sh"}


def documented_scripts() -> list[tuple[str, str]]:
    found = set()
    for page in PAGES:
        for script, words in SCRIPT.findall(page.read_text(encoding="utf-8")):
            found.update((script, option) for option in OPTION.findall(words) or [""])
    return sorted(found)


@pytest.fixture(scope="module")
def help_of() -> dict[str, str]:
    """What each documented script answers to --help."""
    environment = {**os.environ, "SUITE_PYTHON": sys.executable}
    names = {script for script, _ in documented_scripts()}
    run = {
        name: subprocess.run([ROOT / "scripts" / name, "--help"], env=environment, capture_output=True, text=True)
        for name in names - PASSED_ON
    }
    assert [name for name, done in run.items() if done.returncode != 0] == []
    return {name: done.stdout for name, done in run.items()}


@pytest.mark.parametrize(("script", "option"), documented_scripts(), ids=lambda value: value or "-")
def test_a_documented_option_exists(script: str, option: str, help_of: dict[str, str]) -> None:
    assert (ROOT / "scripts" / script).is_file()
    if script not in PASSED_ON and option not in ("", "--help"):
        assert option in help_of[script]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_documented_module_exists(page: Path) -> None:
    # notes_api is the service that docs/adding-a-service.md makes.
    names = {name for name in MODULE.findall(page.read_text(encoding="utf-8")) if not name.startswith("notes_api")}
    command = [sys.executable, "-c", MISSING, *names]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_environment_of_a_new_server_is_accepted_strictly(tmp_path: Path) -> None:
    block = re.search(r"```bash\n(.*?)```", TEXT[TEXT.index("## From an empty server") :], re.S)
    assert block is not None
    lines = [line.removeprefix("   ") for line in block[1].splitlines()]
    given = {"PATH": os.environ["PATH"], "DOMAIN": "films.example.org", "ADMIN_PASSWORD": "f3" * 24 + "a7b9"}
    subprocess.run(["bash", "-euc", "\n".join(lines)], cwd=tmp_path, env=given, check=True)
    assert (tmp_path / ".env.local").stat().st_mode & 0o077 == 0
    (tmp_path / "services-manifest.json").write_bytes((ROOT / "services-manifest.json").read_bytes())
    for folder in ("services", "config"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    environment = {
        "PATH": os.environ["PATH"],
        "SUITE_ROOT": str(tmp_path),
        "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry),
    }
    command = [sys.executable, "-m", "suite_ops", "validate-env", "--strict"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, [line for line in done.stdout.splitlines() if not line.startswith("[OK]")]


def test_runbooks_of_alerts_are_on_the_page() -> None:
    rules = (ROOT / "deploy" / "prometheus" / "rules.yml").read_text(encoding="utf-8")
    titles = re.findall(r"^#+ (.+)$", TEXT, re.M)
    headings = {re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-") for title in titles}
    assert set(re.findall(r"operations\.md#([a-z0-9-]+)", rules)) <= headings
