"""The supervisor process of an installation, and what we ask of it over its socket."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from xmlrpc.client import Fault, ServerProxy, Transport

import psutil

from suite_ops.environment.private_files import OWNER_AND_GROUP
from suite_ops.installation import Installation
from suite_ops.processes.patience import wait_until
from suite_ops.processes.programs import Program
from suite_ops.processes.supervisor_configuration import configuration_text
from suite_ops.processes.termination import kill_family

RUNNING = ("STARTING", "RUNNING")
# It ended right after its start, and is started again in a moment.
FAILED_ONCE = "BACKOFF"
STILL_THERE = (*RUNNING, "STOPPING", FAILED_ONCE)
GAVE_UP = "FATAL"


class SupervisorError(Exception):
    """The supervisor does not do what it was asked; the text says what."""


class _SocketConnection(HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=10)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        try:
            self.sock.connect(str(self._path))
        except OSError:
            self.close()
            raise


class _SocketTransport(Transport):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def make_connection(self, host: Any) -> HTTPConnection:
        connection = _SocketConnection(self._path)
        self._connection = host, connection  # where Transport.close looks for it
        return connection


class Supervisor:
    """The supervisor process of one installation, running or not."""

    def __init__(self, here: Installation) -> None:
        self._here = here
        self.configuration = here.run_dir / "supervisord.conf"
        self.pid_file = here.run_dir / "supervisord.pid"

    def _call(self, method: str, *arguments: str | bool) -> Any:
        with ServerProxy("http://localhost", transport=_SocketTransport(self._here.socket)) as proxy:
            return getattr(proxy.supervisor, method)(*arguments)

    def answers(self) -> bool:
        """Whether it runs and listens to us."""
        try:
            return bool(self._call("getState")["statecode"] == 1)
        except (OSError, HTTPException, Fault):
            return False

    def ensure(self, programs: Iterable[Program]) -> None:
        """Write the configuration and have a supervisor that follows it; running programs are left alone."""
        self._here.run_dir.mkdir(parents=True, exist_ok=True)
        self._here.log_dir.mkdir(parents=True, exist_ok=True)
        _make_private(self._here.socket.parent, self._here.run_dir)
        text = configuration_text(self._here, programs, self.pid_file)
        # Written when it differs: on a full disk what is opened for writing ends up empty.
        if not self.configuration.exists() or self.configuration.read_text(encoding="utf-8") != text:
            self.configuration.write_text(text, encoding="utf-8")
        if self.answers():
            self._take_over_changes()
        else:
            self._start()

    def _start(self) -> None:
        output = self._here.log_dir / "supervisord.log"
        command = [sys.executable, "-m", "supervisor.supervisord", "-c", str(self.configuration)]
        environment = {**os.environ, "SUITE_ROOT": str(self._here.root), "PYTHONUNBUFFERED": "1"}
        done = subprocess.run(
            command,
            cwd=self._here.log_dir,
            env=environment,
            umask=OWNER_AND_GROUP,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0 or not wait_until(self.answers, 10):
            reason = (done.stderr + done.stdout).strip() or f"see {output}"
            raise SupervisorError(f"the supervisor does not start: {reason.splitlines()[0]}")

    def _take_over_changes(self) -> None:
        try:
            ((added, changed, removed),) = self._call("reloadConfig")
        except Fault as fault:
            raise SupervisorError(f"the supervisor refuses its configuration: {fault.faultString}") from fault
        states = self.states()
        for name in (*changed, *removed):
            if states.get(name, {}).get("statename") not in RUNNING:
                self._call("removeProcessGroup", name)
        for name in (*added, *changed):
            if states.get(name, {}).get("statename") not in RUNNING:
                self._call("addProcessGroup", name)

    def states(self) -> Mapping[str, Mapping[str, Any]]:
        """Program name → what the supervisor knows: statename, pid …; empty when it is away."""
        try:
            return {info["name"]: info for info in self._call("getAllProcessInfo")}
        except (OSError, HTTPException, Fault):
            return {}

    def state(self, name: str) -> str:
        """RUNNING, STARTING, STOPPED, BACKOFF, FATAL …; empty for an unknown program."""
        return str(self.states().get(name, {}).get("statename", ""))

    def pid(self, name: str) -> int | None:
        """Process id of a program that runs."""
        info = self.states().get(name, {})
        return int(info["pid"]) if info.get("statename") in RUNNING and info["pid"] else None

    def start(self, name: str) -> None:
        """Start one program; returns before it is ready. Nothing happens when it runs already."""
        if self.state(name) in RUNNING:
            return
        try:
            self._call("startProcess", name, False)
        except Fault as fault:
            raise SupervisorError(f"{name} cannot be started: {fault.faultString}") from fault

    def signal(self, name: str, signal: str) -> None:
        """Send a running program a signal, e.g. HUP."""
        with suppress(Fault):
            self._call("signalProcess", name, signal)

    def begin_stop(self, name: str) -> None:
        """Ask one program to end, without waiting for it; nothing happens when it does not run."""
        with suppress(Fault, OSError, HTTPException):
            self._call("stopProcess", name, False)

    def stop(self, name: str, timeout: float, *, force: bool = False) -> bool:
        """Stop one program and wait for its end; False when it still runs after `timeout` seconds."""
        pid = self.pid(name)
        self.begin_stop(name)
        if force and pid:
            with suppress(psutil.NoSuchProcess):
                kill_family(psutil.Process(pid))
        return wait_until(lambda: self.state(name) not in STILL_THERE, timeout)

    def process(self) -> psutil.Process | None:
        """The supervisor process, recognised by its pid file and its command line."""
        try:
            process = psutil.Process(int(self.pid_file.read_text(encoding="ascii")))
            own = str(self.configuration) in process.cmdline() and process.status() != psutil.STATUS_ZOMBIE
        except (OSError, ValueError, psutil.Error):
            return None
        return process if own else None

    def shut_down(self, timeout: float) -> None:
        """End the supervisor and everything it still runs, and remove what it leaves behind."""
        process = self.process()
        with suppress(Fault, OSError, HTTPException):
            self._call("shutdown")
        if process:
            with suppress(psutil.NoSuchProcess):
                try:
                    process.wait(timeout)
                except psutil.TimeoutExpired:
                    process.kill()
                    process.wait(10)
        for path in (self._here.socket, self.pid_file, self.configuration):
            path.unlink(missing_ok=True)
        if self._here.socket.parent != self._here.run_dir:
            with suppress(OSError):
                self._here.socket.parent.rmdir()


def _make_private(folder: Path, run_dir: Path) -> None:
    if folder == run_dir:
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise SupervisorError(f"{folder} must belong to this user alone")
