"""README, operations.md and the services' READMEs, executed: what they print is typed into a suite on its own ports."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from built_services import ROOT

from suite_ops.database.throwaway import reachable_folder
from suite_testing.printed_commands import OF_THE_HOST, PrintedBlock, blocks, inline_commands
from suite_testing.repository_copy import copy_repository, script_environment
from suite_testing.tools import require_tool

pytestmark = pytest.mark.end_to_end
PAGES = [Path("README.md"), Path("CONTRIBUTING.md"), Path("docs/operations.md")]
PAGES += [page.relative_to(ROOT) for page in sorted((ROOT / "services").glob("*/README.md"))]
# What somebody puts for the words that runbooks leave open: by the program, or by any.
STREAM = {"NAME": "tp_capital_signals"}
EXAMPLES: Mapping[str, Mapping[str, str]] = {
    "scripts/rotate-secret.sh": {"NAME": "JWT_SECRET --dry-run"},
    ".venv/bin/python -m db_sync_worker": STREAM,
    "curl -s localhost:3700": STREAM,
    "": {"ID": "workspace-api", "PORT": "3200"},
}
# An answer that is an error is a failure of the command, and what a pipe's first program says counts.
PREAMBLE = """
set -euo pipefail
curl() { command curl --fail-with-body --silent --show-error "$@"; }
trap 'echo "in the block at line $block" >&2' ERR
"""
Type = Callable[[str], subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def typed() -> Iterator[Type]:
    """A shell in a copy of the repository, in a network of its own, where the suite's ports are free."""
    if os.geteuid() != 0:
        pytest.skip("a network of its own needs root")
    ip = require_tool("ip")
    namespace = f"printed-{os.getpid()}"
    if subprocess.run([ip, "netns", "add", namespace], check=False).returncode:
        pytest.skip("this machine gives nobody a network of its own")
    inside = [ip, "netns", "exec", namespace]
    try:
        subprocess.run([*inside, ip, "link", "set", "lo", "up"], check=True)
        with reachable_folder("suite-printed-") as folder:
            root = folder / "copy"
            copy_repository(root)
            place_python(root)
            environment = without_ports(script_environment(root))

            def run(script: str) -> subprocess.CompletedProcess[str]:
                return subprocess.run(
                    [*inside, "bash", "-c", script],
                    cwd=root,
                    env=environment,
                    capture_output=True,
                    text=True,
                    timeout=540,
                )

            try:
                started = run("scripts/start-all.sh")
                assert started.returncode == 0, started.stderr
                yield run
            finally:
                run("scripts/stop-all.sh --force")
    finally:
        subprocess.run([ip, "netns", "delete", namespace], check=True)


def place_python(root: Path) -> None:
    """.venv/bin/python of the copy is the Python of this test."""
    python = root / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)


def without_ports(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if not name.endswith("_PORT")}


def script_of(page_blocks: list[PrintedBlock]) -> str:
    return "\n".join([PREAMBLE, *(f"block={block.line}\n{block.script}" for block in page_blocks)])


def unmarked(page: Path) -> list[PrintedBlock]:
    """Blocks that are typed here; none of them changes the machine."""
    found = [block for block in blocks(ROOT / page) if not block.marked]
    assert [block.line for block in found if any(map(OF_THE_HOST.search, block.script.splitlines()))] == []
    return found


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_what_a_page_prints_can_be_typed(page: Path, typed: Type) -> None:
    done = typed(script_of(unmarked(page)))
    assert done.returncode == 0, f"{page}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"


@pytest.mark.parametrize("command", [code for _, code in inline_commands(ROOT / "README.md", "| [")])
def test_the_column_of_things_to_try_answers(command: str, typed: Type) -> None:
    done = typed(f"{PREAMBLE}block=table\n{command}")
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize(
    ("line", "command"), list(inline_commands(ROOT / "docs" / "operations.md", "- Command:")), ids=str
)
def test_a_runbook_begins_with_a_command_that_runs(line: int, command: str, typed: Type) -> None:
    words = next(words for program, words in EXAMPLES.items() if command.startswith(program))
    for word, example in words.items():
        command = re.sub(rf"\b{word}\b", example, command)
    if command.startswith("SELECT"):
        command = f'scripts/psql.sh -- -X -v ON_ERROR_STOP=1 -c "{command}"'
    done = typed(command)
    assert done.returncode == 0 or (command.startswith("scripts/status.sh") and "down" in done.stdout), done.stderr
