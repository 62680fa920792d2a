"""A server that outlives its parent, and the parent that comes after: who serves is on record, with its socket.

A parent that is killed leaves a master that goes on serving for a while. The next parent takes the listening socket out
of that master, starts its own, and asks the old one to end: nobody is refused meanwhile
(docs/adr/0007-socket-handover.md).
"""

import ctypes
import json
import os
import socket
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

_PIDFD_GETFD = 438  # the same number on every architecture Linux has had since this call exists
_KILLED = -9


@dataclass(frozen=True)
class Serving:
    """A master, and the parent that started it."""

    pid: int
    started: float
    parent: int
    parent_started: float


class Predecessor:
    """A master whose parent is gone; asked and ended like a child of our own."""

    def __init__(self, process: psutil.Process) -> None:
        self._process = process
        self.pid = process.pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """None while it runs."""
        if self.returncode is None and not _runs(self._process):
            self.returncode = _KILLED
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Nothing happens when it has ended."""
        with suppress(psutil.NoSuchProcess):
            self._process.send_signal(number)

    def wait(self, timeout: float | None = None) -> int:
        """Its end as a status; raises psutil.TimeoutExpired."""
        self._process.wait(timeout)
        self.returncode = _KILLED
        return self.returncode


def write_serving(path: Path, pid: int) -> None:
    """Record who serves; a disk without space costs the record only."""
    with suppress(OSError, psutil.Error):
        own = psutil.Process()
        serving = Serving(pid, psutil.Process(pid).create_time(), own.pid, own.create_time())
        unfinished = path.with_suffix(".new")
        unfinished.write_text(json.dumps(asdict(serving)) + "\n", encoding="utf-8")
        unfinished.replace(path)


def find_predecessor(path: Path, address: tuple[str, int]) -> tuple[Predecessor, socket.socket] | None:
    """The recorded master and its socket, when its parent is gone and it listens on this address."""
    try:
        serving = Serving(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    process = _same(serving.pid, serving.started)
    if process is None or _same(serving.parent, serving.parent_started) is not None:
        return None
    listener = _take_listener(process, address)
    if listener is not None:
        return Predecessor(process), listener
    with suppress(psutil.NoSuchProcess):
        process.terminate()
    return None


def _take_listener(process: psutil.Process, address: tuple[str, int]) -> socket.socket | None:
    """A copy of the socket with which the process listens on the address; None where the system gives none."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        handle = os.pidfd_open(process.pid)
    except OSError:
        return None
    try:
        descriptors = list(Path(f"/proc/{process.pid}/fd").iterdir())
        return next(filter(None, (_copy_listener(handle, path, address) for path in descriptors)), None)
    except OSError:
        return None
    finally:
        os.close(handle)


def _copy_listener(handle: int, path: Path, address: tuple[str, int]) -> socket.socket | None:
    """The socket behind a descriptor when it listens on the address; the descriptors of a busy server come and go."""
    with suppress(OSError):
        if os.readlink(path).startswith("socket:"):
            copy = _copy_socket(handle, int(path.name))
            if copy is not None and _listens(copy, address):
                return copy
            if copy is not None:
                copy.close()
    return None


def _copy_socket(handle: int, descriptor: int) -> socket.socket | None:
    copied = ctypes.CDLL(None, use_errno=True).syscall(_PIDFD_GETFD, handle, descriptor, 0)
    return socket.socket(fileno=copied) if copied >= 0 else None


def _listens(listener: socket.socket, address: tuple[str, int]) -> bool:
    if listener.family not in (socket.AF_INET, socket.AF_INET6):
        return False
    return bool(listener.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)) and listener.getsockname()[:2] == address


def _same(pid: int, started: float) -> psutil.Process | None:
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        if abs(process.create_time() - started) < 1 and _runs(process):
            return process
    return None


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
