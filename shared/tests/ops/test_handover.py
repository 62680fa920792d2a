"""A service is replaced while it answers: one socket, two generations, no request lost."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event, Thread

import psutil
import pytest

from suite_ops.database.throwaway import free_port
from suite_ops.processes.handover import PortTaken, exit_status, read_outcome, take_listener
from suite_ops.processes.patience import wait_until
from suite_ops.processes.succession import find_predecessor, write_serving

SERVER = """\
import os, signal, socket, sys, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        ready = not os.path.exists("not-ready")
        self.send_response(200 if ready or self.path != "/readyz" else 503)
        self.end_headers()
        self.wfile.write(str(os.getpid()).encode())
    def log_message(self, *words):
        pass

if os.path.exists("broken"):
    sys.exit(78)
ThreadingHTTPServer.daemon_threads = False  # what was accepted is answered before the process ends
servers = []
for number in map(int, os.environ["SUITE_LISTEN_FDS"].split(",")):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer, bind_and_activate=False)
    server.socket.close()
    server.socket = socket.socket(fileno=number)
    server.server_address = server.socket.getsockname()
    servers.append(server)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
def stop(*_):
    threading.Thread(target=lambda: [server.shutdown() for server in servers]).start()
signal.signal(signal.SIGTERM, stop)
"""
PARENT = """\
import sys
from pathlib import Path
from suite_ops.processes.handover import Handover, take_listener
listener = take_listener("127.0.0.1", int(sys.argv[1]))
command = [sys.executable, "server.py"]
sys.exit(Handover(command, dict, listener, Path("outcome.json"), stop_seconds=5, patience=2).run())
"""
OUTLIVING = """\
import os, signal
signal.signal(signal.SIGALRM, lambda *_: None)
"""
SUCCEEDING = """\
import sys
from pathlib import Path
from suite_ops.processes.handover import Handover, succeed_to
outcome = Path("outcome.json")
listener, predecessor = succeed_to("127.0.0.1", int(sys.argv[1]), outcome)
command = [sys.executable, "server.py"]
sys.exit(Handover(command, dict, listener, outcome, stop_seconds=5, patience=20, predecessor=predecessor).run())
"""


class Parent:
    """A running parent with its server."""

    def __init__(self, folder: Path, server: str = SERVER, parent: str = PARENT) -> None:
        self.folder = folder
        self.port = free_port()
        self.refusals: list[str] = []
        (folder / "server.py").write_text(server)
        (folder / "parent.py").write_text(parent)
        self.start()

    def start(self) -> None:
        """Start a parent, the first or another."""
        self.process = subprocess.Popen([sys.executable, "parent.py", str(self.port)], cwd=self.folder)

    def ask(self) -> str | None:
        """The pid of the process that answers, None when nobody does; why stands in `refusals`."""
        try:
            with closing(HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
                connection.request("GET", "/")
                return connection.getresponse().read().decode()
        except (OSError, HTTPException) as error:
            self.refusals.append(repr(error))
            return None

    def hand_over(self) -> str:
        """Ask for a new generation; the state it came to."""
        path = self.folder / "outcome.json"
        before = read_outcome(path)
        self.process.send_signal(signal.SIGHUP)
        assert wait_until(lambda: read_outcome(path) not in (None, before), 60)
        outcome = read_outcome(path)
        assert outcome is not None
        return outcome.state


@contextmanager
def running_parent(folder: Path, server: str = SERVER, parent: str = PARENT) -> Iterator[Parent]:
    running = Parent(folder, server, parent)
    try:
        assert wait_until(running.ask, 60)
        yield running
    finally:
        running.process.terminate()
        running.process.wait(20)


def test_no_request_is_lost_while_generations_change(tmp_path: Path) -> None:
    answers: list[str | None] = []
    done = Event()
    with running_parent(tmp_path) as parent:
        asking = Thread(target=lambda: [answers.append(parent.ask()) for _ in iter(done.is_set, True)])
        asking.start()
        first = parent.ask()
        assert [parent.hand_over() for _ in range(3)] == ["ready"] * 3
        assert wait_until(lambda: len(psutil.Process(parent.process.pid).children()) == 1, 60)
        last = parent.ask()
        done.set()
        asking.join()
    assert None not in answers, parent.refusals
    assert {first, last} <= set(answers)
    assert first != last


def count_answers(parent: Parent, answers: list[str | None], done: Event) -> Thread:
    asking = Thread(target=lambda: [answers.append(parent.ask()) for _ in iter(done.is_set, True)])
    asking.start()
    return asking


def test_who_comes_while_a_killed_server_is_replaced_waits_and_is_answered(tmp_path: Path) -> None:
    with running_parent(tmp_path) as parent:
        first = parent.ask()
        server = psutil.Process(int(first or 0))
        server.kill()
        assert wait_until(lambda: not server.is_running() or server.status() == psutil.STATUS_ZOMBIE, 60)
        assert parent.ask() not in (None, first)
        assert parent.process.poll() is None


def test_a_server_that_is_killed_again_and_again_ends_the_parent(tmp_path: Path) -> None:
    with running_parent(tmp_path) as parent:
        for _ in range(6):
            answered = parent.ask()
            if answered is None:
                break
            psutil.Process(int(answered)).kill()
            assert wait_until(lambda before=answered: parent.process.poll() or parent.ask() not in (None, before), 60)
        assert parent.process.wait(20) == 128 + signal.SIGKILL


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a socket is taken out of another process on Linux")
def test_the_next_parent_takes_the_socket_of_a_server_that_outlived_the_one_before(tmp_path: Path) -> None:
    answers: list[str | None] = []
    done = Event()
    with running_parent(tmp_path, server=OUTLIVING + SERVER, parent=SUCCEEDING) as parent:
        first = parent.ask()
        asking = count_answers(parent, answers, done)
        parent.process.kill()
        parent.process.wait(20)
        assert parent.ask() == first
        parent.start()
        assert wait_until(lambda: parent.ask() not in (None, first), 60)
        assert wait_until(lambda: not psutil.pid_exists(int(first or 0)), 60)
        done.set()
        asking.join()
    assert None not in answers, parent.refusals


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a socket is taken out of another process on Linux")
def test_the_socket_of_a_server_with_a_living_parent_is_not_taken(tmp_path: Path) -> None:
    with running_parent(tmp_path, parent=SUCCEEDING) as parent:
        path = tmp_path / "outcome.serving"
        assert wait_until(path.exists, 60)
        assert find_predecessor(path, ("127.0.0.1", parent.port)) is None
        assert parent.ask()


def test_a_generation_that_is_not_ready_is_sent_away(tmp_path: Path) -> None:
    with running_parent(tmp_path) as parent:
        first = parent.ask()
        (tmp_path / "not-ready").touch()
        assert parent.hand_over() == "refused"
        assert wait_until(lambda: len(psutil.Process(parent.process.pid).children()) == 1, 60)
        assert parent.ask() == first


def test_a_generation_that_cannot_start_is_named(tmp_path: Path) -> None:
    with running_parent(tmp_path) as parent:
        first = parent.ask()
        (tmp_path / "broken").touch()
        assert parent.hand_over() == "refused"
        assert json.loads((tmp_path / "outcome.json").read_text())["reason"] == "ended with status 78"
        assert parent.ask() == first


def test_the_parent_ends_as_its_server_does(tmp_path: Path) -> None:
    (tmp_path / "broken").touch()
    assert Parent(tmp_path).process.wait(20) == 78


def test_a_killed_parent_takes_its_server_along(tmp_path: Path) -> None:
    with running_parent(tmp_path) as parent:
        server = psutil.Process(int(parent.ask() or 0))
        parent.process.kill()
        assert wait_until(lambda: not server.is_running(), 60)
        take_listener("127.0.0.1", parent.port).close()


def test_a_taken_port_is_named() -> None:
    with closing(take_listener("127.0.0.1", 0)) as holder, pytest.raises(PortTaken, match="Address already in use"):
        take_listener("127.0.0.1", holder.getsockname()[1], patience=0)


def test_the_socket_of_a_service_manager_is_taken_over(tmp_path: Path) -> None:
    port = free_port()
    script = (
        "import os, socket, sys; from suite_ops.processes.handover import take_listener\n"
        "os.environ.update(LISTEN_FDS='1', LISTEN_PID=str(os.getpid()))\n"
        f"given = socket.create_server(('127.0.0.1', {port})); os.dup2(given.fileno(), 3)\n"
        "print(take_listener('127.0.0.1', 1).getsockname()[1])"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, close_fds=True)
    assert told.stdout.strip() == str(port), told.stderr


@pytest.mark.parametrize(("code", "status"), [(0, 0), (3, 3), (-9, 137), (None, 0)])
def test_a_status_is_what_a_shell_would_report(code: int | None, status: int) -> None:
    assert exit_status(code) == status


def test_outcomes_that_cannot_be_read_count_as_none(tmp_path: Path) -> None:
    path = tmp_path / "outcome.json"
    assert read_outcome(path) is None
    path.write_text("{")
    assert read_outcome(path) is None


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a socket is taken out of another process on Linux")
def test_a_connection_that_ends_meanwhile_does_not_hide_the_socket(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with take_listener("127.0.0.1", free_port()) as listener:
        read = os.readlink

        def ended_below_the_listener(path: Path) -> str:
            if int(path.name) < listener.fileno():
                raise FileNotFoundError(path)
            return read(path)

        record = tmp_path / "outcome.serving"
        write_serving(record, os.getpid())
        gone = {**json.loads(record.read_text()), "parent": 2**22 + 1}
        record.write_text(json.dumps(gone))
        monkeypatch.setattr(os, "readlink", ended_below_the_listener)
        monkeypatch.setattr(psutil.Process, "terminate", lambda _: None)  # it is this process
        found = find_predecessor(record, listener.getsockname())
        assert found is not None
        with found[1] as taken:
            assert taken.getsockname() == listener.getsockname()
