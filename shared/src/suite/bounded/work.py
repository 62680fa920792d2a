"""A function computed in child processes."""

import logging
import os
import pickle
from collections.abc import Callable
from typing import Any, Protocol

from suite.bounded.child import Child, Limits
from suite.bounded.clients import client_left
from suite.bounded.errors import CRASH, DEPTH, MEMORY, ChildEnded, ClientLeft, OutOfTime, QueueFull, TooCostly
from suite.bounded.frames import NO_MEMORY, VALUE, read_reply
from suite.bounded.line import Line

log = logging.getLogger(__name__)
REPLY_BYTES = 64 * 1_048_576
_UNREADABLE = (pickle.UnpicklingError, AttributeError, ImportError, TypeError, ValueError, EOFError, IndexError)
OK, FAILED, REFUSED, LATE, COSTLY, LEFT = "ok", "failed", "refused", "late", "costly", "left"


class WorkMeter(Protocol):
    """Who counts."""

    def count(self, work: str, result: str) -> None: ...

    def set_load(self, work: str, running: int, waiting: int) -> None: ...


class Bounded:
    """`target` ("package.module:function") with limits. Safe to use from every thread and greenlet of a process.

    `memory_mb` and `cpu_seconds` are what one task may take (None: a function that runs programs sees to it itself),
    `wall_seconds` how long it may last from its turn on,
    `waiting` how many may wait for a turn, `wait_seconds` for how long. A child begins with the first task and stays;
    it ends at a breach, when the client leaves and when the caller is killed, and the next task gets a new one.
    Arguments and results are pickled: plain values, and classes of the suite and of the function's own package.
    """

    def __init__(
        self,
        target: str,
        *,
        memory_mb: int | None,
        cpu_seconds: int | None,
        wall_seconds: float,
        waiting: int = 16,
        wait_seconds: float | None = None,
        children: int = 1,
        reply_bytes: int = REPLY_BYTES,
        name: str | None = None,
    ) -> None:
        self.name = name or target.rpartition(":")[2]
        self.memory_mb, self.children = memory_mb, children
        self.meter: WorkMeter | None = None
        self._target = target
        self._packages = ("suite", target.partition(".")[0].partition(":")[0])
        self._limits = Limits(memory_mb, cpu_seconds, reply_bytes)
        self._wall = wall_seconds
        self._wait = wall_seconds if wait_seconds is None else wait_seconds
        self._waiting = waiting
        self._open()

    def run(self, *args: Any, left: Callable[[], bool] = client_left, **options: Any) -> Any:
        """The result of the function. What it raises is raised here.

        QueueFull (503): too many wait. OutOfTime (504): it lasted too long. TooCostly: it took more CPU, memory or
        depth than it may, or ended the child; callers say what that means for their input. ClientLeft: `left` told
        that nobody waits for the result any more, by default the connection of the request in progress.
        """
        if os.getpid() != self._pid:
            self._open()  # forked: the children are the parent's
        try:
            result = self._take_turn((args, options), left)
        except (QueueFull, OutOfTime, TooCostly, ClientLeft) as error:
            self._count({QueueFull: REFUSED, OutOfTime: LATE, TooCostly: COSTLY}.get(type(error), LEFT))
            reason = getattr(error, "reason", None)
            log.warning("bounded work ended", extra={"work": self.name, "error": type(error).__name__, "why": reason})
            raise
        except Exception:
            self._count(FAILED)
            raise
        self._count(OK)
        return result

    def start(self) -> None:
        """Part of a service's background: nothing runs before the first task."""

    def stop(self, seconds: float) -> bool:
        """End all children; the next task begins a new one."""
        self.close()
        return True

    def close(self) -> None:
        """End all children, also those that compute."""
        for child in list(self._children):
            child.end()
        self._children.clear()
        self._idle.clear()

    @property
    def processes(self) -> list[int]:
        """Ids of the children."""
        return [child.process.pid for child in self._children]

    def _open(self) -> None:
        self._pid = os.getpid()
        self._line = Line(self.children, self._waiting)
        self._idle: list[Child] = []
        self._children: set[Child] = set()
        self._running = 0

    def _take_turn(self, task: Any, left: Callable[[], bool]) -> Any:
        line = self._line
        self._show_load()
        line.enter(self._wait, left)
        self._running += 1
        self._show_load()
        try:
            kind, payload = self._compute(task, left)
        finally:
            self._running -= 1
            line.leave()
            self._show_load()
        return self._open_reply(kind, payload)

    def _compute(self, task: Any, left: Callable[[], bool]) -> tuple[bytes, bytes]:
        for _ in range(2):
            child = self._idle_child() or self._begin()
            try:
                kind, payload = child.compute(task, self._wall, left)
            except ChildEnded:
                # Ended while it had nothing to do: by the kernel, or an operator.
                self._end(child)
                continue
            except BaseException:
                self._end(child)
                raise
            if kind == NO_MEMORY:
                self._end(child)
                raise TooCostly(MEMORY)
            self._idle.append(child)
            return kind, payload
        raise TooCostly(CRASH)

    def _idle_child(self) -> Child | None:
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def _begin(self) -> Child:
        child = Child(self._target, self._limits)
        self._children.add(child)
        return child

    def _end(self, child: Child) -> None:
        self._children.discard(child)
        child.end()

    def _open_reply(self, kind: bytes, payload: bytes) -> Any:
        try:
            content = read_reply(payload, self._packages)
        except _UNREADABLE as error:
            raise RuntimeError(f"{self._target} answered with what cannot be passed on: {error}") from error
        if kind == VALUE:
            return content
        raise self._error_of(*content)

    def _error_of(self, state: bytes, traceback: str) -> Exception:
        try:
            kind, arguments, attributes = read_reply(state, self._packages)
            error: Exception = kind.__new__(kind)
            error.args = arguments
            error.__dict__.update(attributes)
        except _UNREADABLE:
            error = RuntimeError(f"{self._target} failed")
        if isinstance(error, RecursionError):
            return TooCostly(DEPTH)
        error.add_note(traceback)
        return error

    def _count(self, result: str) -> None:
        if self.meter is not None:
            self.meter.count(self.name, result)

    def _show_load(self) -> None:
        if self.meter is not None:
            self.meter.set_load(self.name, self._running, self._line.waiting)
