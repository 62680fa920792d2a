"""The parent's side of a child process."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any

from suite.bounded.errors import CPU, CRASH, MEMORY, ChildEnded, ClientLeft, OutOfTime, TooCostly
from suite.bounded.frames import ACCEPTED, HEADER, READY, TASK, frame
from suite.bounded.line import POLL_SECONDS

START_SECONDS = 60.0
OUT_OF_MEMORY_STATUS = 77
_KEPT_VARIABLES = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "VIRTUAL_ENV")
_PIECE = 1 << 18


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one task: memory beyond what the child needs idle, seconds of CPU, bytes of the reply."""

    memory_mb: int | None
    cpu_seconds: int | None
    reply_bytes: int


class Child:
    """A process that computes one task after the other."""

    def __init__(self, target: str, limits: Limits) -> None:
        ours, theirs = socket.socketpair()
        self._socket = ours
        self._limits = limits
        self._buffer = bytearray()
        self._accepted = False
        with theirs:
            self.process = subprocess.Popen(
                command_for(target, limits, theirs.fileno()),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=child_environment(),
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )
        try:
            self._receive(monotonic() + START_SECONDS, lambda: False, READY)
        except ChildEnded:
            self.end()
            raise RuntimeError(f"the child for {target} does not start") from None
        except BaseException:
            self.end()
            raise

    def compute(self, task: Any, seconds: float, left: Callable[[], bool]) -> tuple[bytes, bytes]:
        """Kind and payload of the reply. OutOfTime, ClientLeft, TooCostly, ChildEnded: end the child then."""
        end = monotonic() + seconds
        self._accepted = False
        try:
            self._socket.settimeout(seconds)
            self._socket.sendall(frame(TASK, task))
            self._receive(end, left, ACCEPTED)
            self._accepted = True
            return self._receive(end, left)
        except ChildEnded as error:
            if error.accepted:
                raise TooCostly(self._reason_of_end()) from None
            raise
        except TimeoutError:
            raise OutOfTime from None
        except OSError:
            raise ChildEnded(self._accepted) from None

    def end(self) -> None:
        """Kill it, whatever it does."""
        self._socket.close()
        with suppress(ProcessLookupError):
            self.process.kill()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(10)

    def __del__(self) -> None:
        """One that nobody refers to any more computes for nobody."""
        if getattr(self, "process", None) is not None and self.process.returncode is None:
            self.end()

    def _receive(self, end: float, left: Callable[[], bool], expected: bytes | None = None) -> tuple[bytes, bytes]:
        kind, length = HEADER.unpack(self._read(HEADER.size, end, left))
        if length > self._limits.reply_bytes:
            raise TooCostly(MEMORY)
        payload = self._read(length, end, left)
        if expected is not None and kind != expected:
            raise ChildEnded(self._accepted)
        return kind, payload

    def _read(self, size: int, end: float, left: Callable[[], bool]) -> bytes:
        while len(self._buffer) < size:
            self._socket.settimeout(max(0.001, min(POLL_SECONDS, end - monotonic())))
            try:
                piece = self._socket.recv(_PIECE)
            except TimeoutError:
                if left():
                    raise ClientLeft from None
                if monotonic() >= end:
                    raise OutOfTime from None
                continue
            if not piece:
                raise ChildEnded(self._accepted)
            self._buffer += piece
        data = bytes(self._buffer[:size])
        del self._buffer[:size]
        return data

    def _reason_of_end(self) -> str:
        with suppress(subprocess.TimeoutExpired):
            status = self.process.wait(10)
            if status == -signal.SIGXCPU:
                return CPU
            if status in (OUT_OF_MEMORY_STATUS, -signal.SIGKILL):
                return MEMORY
        return CRASH


def command_for(target: str, limits: Limits, descriptor: int) -> list[str]:
    """The command line of a child."""
    numbers = (descriptor, limits.memory_mb or 0, limits.cpu_seconds or 0, limits.reply_bytes)
    return [sys.executable, "-P", "-m", "suite.bounded", target, *map(str, numbers)]


def child_environment() -> dict[str, str]:
    """What the child needs of ours: where modules are, and no secret."""
    inherited = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    # An arena for each thread would reserve 64 MB of addresses that count as memory.
    return inherited | {"PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry), "MALLOC_ARENA_MAX": "1"}
