"""Ports, records and the lock: whose is this process?"""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from suite_ops.database.throwaway import free_port
from suite_ops.processes.lock import LockTaken, exclusive
from suite_ops.processes.ports import find_holder
from suite_ops.processes.records import Record, read_record, remove_record, running_process, write_record
from suite_ops.processes.termination import end_process


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    """A process that would go on for a minute."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    yield process
    process.kill()
    process.wait()


def test_the_holder_of_a_port_is_named_with_pid_and_command() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        holder = find_holder(port)
    assert holder is not None
    assert str(holder).startswith(f"port {port} is taken by pid {os.getpid()} (")


@pytest.mark.parametrize(("family", "address"), [(socket.AF_INET, ""), (socket.AF_INET6, "::1")])
def test_a_listener_on_any_address_holds_its_port(family: socket.AddressFamily, address: str) -> None:
    try:
        listener = socket.create_server((address, 0), family=family)
    except OSError:
        pytest.skip("this machine has no such address")
    with listener:
        holder = find_holder(listener.getsockname()[1])
        assert holder is not None
        assert holder.pid == os.getpid()


def test_a_free_port_has_no_holder() -> None:
    assert find_holder(free_port()) is None


def test_a_free_port_is_none_that_a_connection_may_be_given() -> None:
    lowest = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text(encoding="ascii").split()[0])
    assert all(free_port() < lowest for _ in range(50))


def test_a_record_finds_its_process(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    record = write_record(tmp_path / "log", "blog-api", 3100, sleeper.pid)
    assert read_record(tmp_path / "log", "blog-api") == record
    process = running_process(tmp_path / "log", "blog-api")
    assert process is not None
    assert process.pid == sleeper.pid


def test_a_pid_that_was_given_again_is_not_ours(sleeper: subprocess.Popen[bytes], tmp_path: Path) -> None:
    started = write_record(tmp_path, "blog-api", 3100, sleeper.pid).started
    assert Record("blog-api", sleeper.pid, started - 60, 3100).process() is None


def test_a_record_of_a_process_that_ended_finds_nothing(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    write_record(tmp_path, "blog-api", 3100, sleeper.pid)
    process = running_process(tmp_path, "blog-api")
    assert process is not None
    end_process(process, 10)
    assert running_process(tmp_path, "blog-api") is None


@pytest.mark.parametrize("text", ["", "4711", "{}", '{"id": "blog-api"}', "[1]"])
def test_a_damaged_record_is_no_record(tmp_path: Path, text: str) -> None:
    (tmp_path / "blog-api.pid").write_text(text)
    assert read_record(tmp_path, "blog-api") is None
    remove_record(tmp_path, "blog-api")
    assert list(tmp_path.iterdir()) == []


def test_the_lock_excludes_and_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "run" / "start.lock"
    with exclusive(path):
        assert path.read_text().strip() == str(os.getpid())
        with pytest.raises(LockTaken, match=f"process {os.getpid()} "), exclusive(path, timeout=0):
            pass
    assert list(path.parent.iterdir()) == []


def test_a_lock_file_that_was_left_behind_is_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "start.lock"
    path.write_text("4194999\n")
    with exclusive(path, timeout=0):
        assert path.read_text().strip() == str(os.getpid())
