"""Keys of the terminal, one at a time and without Enter."""

import os
import sys
import termios
import tty
from queue import SimpleQueue
from threading import Thread
from typing import Any, Self

MIGRATE, RESTART, OPEN, QUIT = "m", "r", "o", "q"
_MEANINGS = {MIGRATE: "migrate", RESTART: "restart", OPEN: "open the reading page", QUIT: "quit"}


class Keyboard:
    """Puts each key into a queue while the block lasts; afterwards the terminal is as it was before.

    Without a terminal there are no keys, and a signal ends the program.
    """

    def __init__(self, pressed: "SimpleQueue[str]") -> None:
        self._pressed = pressed
        self._before: list[Any] | None = None

    def __enter__(self) -> Self:
        if sys.stdin.isatty():
            self._before = termios.tcgetattr(sys.stdin)
            tty.setcbreak(sys.stdin)
            Thread(target=self._read, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            termios.tcsetattr(sys.stdin, termios.TCSADRAIN, self._before)

    def keys(self) -> str:
        """What can be pressed here."""
        if self._before is None:
            return "Ctrl-C quits"
        return ", ".join(f"{key} {meaning}" for key, meaning in _MEANINGS.items())

    def _read(self) -> None:
        # A terminal that went away reads as its end; SIGHUP comes with it.
        while key := _read_key():
            self._pressed.put(key)


def _read_key() -> str:
    try:
        return os.read(sys.stdin.fileno(), 1).decode("ascii", "replace")
    except OSError:
        return ""
