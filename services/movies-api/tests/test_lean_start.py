"""What a web process of movies-api does without: packages that only commands need."""

import subprocess
import sys

import pytest

ONLY_COMMANDS = ("snowballstemmer", "rich", "json_repair", "json_repair.json_repair")


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    """The modules of a process that has made the application's routes."""
    program = "import sys, movies_api.app; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)
    return set(done.stdout.split())


@pytest.mark.parametrize("package", ONLY_COMMANDS)
def test_a_web_process_does_not_import_what_only_commands_need(loaded: set[str], package: str) -> None:
    assert "movies_api.app" in loaded
    assert package not in loaded
