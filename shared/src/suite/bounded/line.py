"""Who computes next: turns in the order in which they were asked for, with a bound on those who wait."""

from collections import deque
from collections.abc import Callable
from threading import Event, Lock
from time import monotonic

from suite.bounded.errors import ClientLeft, QueueFull

# How long it takes at most until a client that has left is noticed.
POLL_SECONDS = 0.25


class Line:
    """At most `places` have a turn at once, at most `waiting` wait for one."""

    def __init__(self, places: int, waiting: int) -> None:
        self._free = places
        self._most = waiting
        self._lock = Lock()
        self._turns: deque[Event] = deque()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._turns)

    def enter(self, seconds: float, left: Callable[[], bool]) -> None:
        """Take a turn, to be given back with `leave`. QueueFull when too many wait or it took `seconds`; ClientLeft."""
        with self._lock:
            if self._free:
                self._free -= 1
                return
            if len(self._turns) >= self._most:
                raise QueueFull
            turn = Event()
            self._turns.append(turn)
        try:
            self._await(turn, monotonic() + seconds, left)
        except BaseException:
            self._give_up(turn)
            raise

    def leave(self) -> None:
        """Give the turn to whoever waits longest."""
        with self._lock:
            if self._turns:
                self._turns.popleft().set()
            else:
                self._free += 1

    @staticmethod
    def _await(turn: Event, end: float, left: Callable[[], bool]) -> None:
        while not turn.wait(max(0.0, min(POLL_SECONDS, end - monotonic()))):
            if left():
                raise ClientLeft
            if monotonic() >= end:
                raise QueueFull

    def _give_up(self, turn: Event) -> None:
        with self._lock:
            waits = turn in self._turns
            if waits:
                self._turns.remove(turn)
        if not waits:  # it was given the turn in the same moment
            self.leave()
