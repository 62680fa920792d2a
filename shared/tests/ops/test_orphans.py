"""Children of a program that was killed are found by its record, told and ended; nobody else is taken for one."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import psutil
import pytest

from suite_ops.database.throwaway import free_port, reachable_folder
from suite_ops.health import status
from suite_ops.installation import Installation, load_installation
from suite_ops.processes import start_all, stop_all
from suite_ops.processes.patience import wait_until
from suite_ops.processes.ports import find_holder
from suite_ops.processes.records import orphans, running_process, write_record
from suite_ops.processes.service import begin_service
from suite_ops.processes.supervisor import Supervisor
from suite_ops.processes.termination import kill_all
from suite_testing.small_suite import enter_suite

FAMILY = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"


@pytest.fixture
def family(tmp_path: Path) -> Iterator[psutil.Process]:
    """A recorded program of a group of its own, with a child."""
    program = subprocess.Popen([sys.executable, "-c", FAMILY], start_new_session=True)
    process = psutil.Process(program.pid)
    try:
        assert wait_until(process.children, 60)
        write_record(tmp_path, "family", None, program.pid)
        yield process
    finally:
        os.killpg(program.pid, signal.SIGKILL)
        program.wait(20)


def test_children_of_a_living_program_are_no_orphans(tmp_path: Path, family: psutil.Process) -> None:
    assert orphans(tmp_path, "family") == []


def test_children_of_a_killed_program_are_orphans(tmp_path: Path, family: psutil.Process) -> None:
    children = family.children()
    family.kill()
    family.wait(20)
    assert orphans(tmp_path, "family") == children


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    """An installation that is nothing but an nginx and a database."""
    if shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") is None:
        pytest.skip("nginx is not installed")
    entry = {"id": "gateway", "type": "infra", "path": "deploy/nginx", "port": free_port(), "built": False}
    entry["health"] = {"path": "/gateway/healthz"}
    with reachable_folder("suite gateway ") as root:
        enter_suite(monkeypatch, root, entry)
        try:
            assert start_all.main(["--gateway"]) == 0
            yield load_installation()
        finally:
            stop_all.main(["--force"])


def master(here: Installation) -> psutil.Process | None:
    return running_process(here.log_dir, "gateway")


def test_a_killed_nginx_is_followed_by_another(gateway: Installation) -> None:
    first = master(gateway)
    assert first is not None
    first.kill()
    assert wait_until(lambda: master(gateway) not in (None, first) and status.main([]) == 0, 60)


def test_orphans_of_nginx_are_told_and_ended(gateway: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    supervisor, first = Supervisor(gateway).process(), master(gateway)
    assert supervisor is not None
    assert first is not None
    workers = first.children()
    assert workers
    supervisor.kill()
    first.kill()
    assert wait_until(lambda: master(gateway) is None, 60)
    assert status.main(["--detailed"]) == 1
    assert "orphaned" in capsys.readouterr().out
    assert stop_all.main([]) == 0
    assert not [worker for worker in workers if worker.is_running() and worker.status() != psutil.STATUS_ZOMBIE]


def test_a_killed_process_that_its_parent_does_not_look_at_is_gone(family: psutil.Process) -> None:
    family.suspend()
    [child] = family.children()
    kill_all([child], patience=600)
    assert child.status() == psutil.STATUS_ZOMBIE


HOLDER = "import socket, sys, time; s = socket.create_server(('127.0.0.1', int(sys.argv[1]))); time.sleep(60)"
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {HOLDER!r}, sys.argv[1]])"


class NotedStarts:
    """A supervisor that runs nothing and notes what it is to start."""

    def __init__(self) -> None:
        self.started: list[str] = []

    def state(self, name: str) -> str:
        return ""

    def start(self, name: str) -> None:
        self.started.append(name)


def test_the_server_of_a_supervisor_that_died_serves_until_the_next_parent_takes_its_socket(tmp_path: Path) -> None:
    port, supervisor = free_port(), NotedStarts()
    content = {"id": "x-api", "type": "backend", "path": "x", "start": "gunicorn x", "port": port, "env_prefix": "X"}
    (tmp_path / "x").mkdir()
    (tmp_path / "services-manifest.json").write_text(json.dumps({"version": 1, "services": [content]}))
    here = load_installation(tmp_path)
    here.run_dir.mkdir(parents=True)
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(port)], start_new_session=True)
    try:
        assert wait_until(lambda: find_holder(port), 60)
        write_record(here.log_dir, "x-api", port, parent.pid)
        [server] = psutil.Process(parent.pid).children()
        assert begin_service(here, cast("Supervisor", supervisor), here.manifest.services[0])
        assert supervisor.started == ["x-api"]
        assert running_process(here.log_dir, "x-api") is None
        assert server.is_running()
        assert find_holder(port)
    finally:
        os.killpg(parent.pid, signal.SIGKILL)
        parent.wait(20)
