"""A step of `proof.sh host` held when its own commands did, whatever the shell keeps for the next one."""

import subprocess
from pathlib import Path

import pytest
from proof.host import command
from proof.host.machine import Machine


class Here(Machine):
    """This machine in place of a machine of its own."""

    def __init__(self) -> None:
        pass

    def run(self, script: str, timeout: float = 900) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", script],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=timeout,
            check=False,
        )


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setattr(command, "REMEMBERED", str(tmp_path / "remembered"))
    for name in ("DOMAIN", "REPOSITORY", "ADMIN_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    return Here()


def test_a_step_that_exports_nothing_holds(host: Machine) -> None:
    assert command.said(host, "true") == ""


def test_a_step_that_fails_says_so(host: Machine) -> None:
    assert command.said(host, "echo gone; exit 3") == "status 3: gone"


def test_folder_and_variables_go_on_to_the_next_step(host: Machine, tmp_path: Path) -> None:
    assert command.said(host, f"cd {tmp_path}; export DOMAIN=films.example.org") == ""
    assert command.said(host, f'[ "$PWD" = {tmp_path} ]; [ "$DOMAIN" = films.example.org ]') == ""
