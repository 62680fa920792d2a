"""Lines that are written together: one system call for many requests."""

from collections.abc import Callable
from typing import Protocol

MOST_LINES = 64
LONGEST_SECONDS = 0.05


class Timer(Protocol):
    """What calls back once after `LONGEST_SECONDS`; started again for each new batch."""

    def start(self, callback: Callable[[], object], /) -> object: ...

    def stop(self) -> object: ...


class LineBuffer:
    """Holds lines until there are MOST_LINES of them or the first is LONGEST_SECONDS old.

    A process that is killed loses the lines it holds; one that ends flushes them.
    """

    def __init__(self, write: Callable[[str, int], object], timer: Timer) -> None:
        self._write = write
        self._timer = timer
        self._lines: list[str] = []

    def add(self, line: str) -> None:
        """Hold a line, or write all with it."""
        lines = self._lines
        lines.append(line)
        if len(lines) == 1:
            self._timer.start(self.flush)
        elif len(lines) >= MOST_LINES:
            self.flush()

    def flush(self) -> None:
        """Write what is held."""
        self._timer.stop()
        lines, self._lines = self._lines, []
        if lines:
            self._write("".join(lines), len(lines))
