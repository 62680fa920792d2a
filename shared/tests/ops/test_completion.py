"""Shells complete what the help of a command tells."""

import subprocess

import pytest

from suite_ops.generate.completion import completion, main
from suite_testing.tools import require_tool


@pytest.fixture(scope="module")
def made() -> str:
    return completion()


def complete(made: str, *words: str) -> list[str]:
    """What bash offers for the last word."""
    typed = " ".join(f"'{word}'" for word in words)
    asked = f"COMP_WORDS=({typed}); COMP_CWORD={len(words) - 1}; _colmeia; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    done = subprocess.run(["bash", "-euc", f"{made}\n{asked}"], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_options_are_those_of_the_script(made: str) -> None:
    assert complete(made, "scripts/start-all.sh", "--no") == ["--no-console", "--no-gateway"]
    assert "--rollback" in complete(made, "/somewhere/scripts/deploy.sh", "--")


def test_services_are_completed_where_an_id_is_taken(made: str) -> None:
    assert complete(made, "logs.sh", "work") == ["workspace-api"]
    assert complete(made, "backup.sh", "work") == []


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_a_shell_accepts_it(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    program = require_tool(shell)
    assert main([shell]) == 0
    subprocess.run([program, "-n"], input=capsys.readouterr().out, text=True, check=True)
