"""A program on a terminal of its own: what it shows, and keys that are pressed."""

import fcntl
import os
import pty
import subprocess
import termios
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Self

from suite_ops.processes.patience import wait_until

PATIENCE = 120


class PseudoTerminal:
    """Runs a command while the block lasts."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], folder: Path) -> None:
        self._master, slave = pty.openpty()
        self.text = ""
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env={**environment, "TERM": "xterm-256color"},
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(slave)
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        os.close(self._master)

    def press(self, keys: str) -> None:
        """Type, as a person would."""
        os.write(self._master, keys.encode())

    def wait_for(self, shown: str, *, after: int = 0) -> int:
        """Wait until a text is shown after a place in the output; the place behind it."""
        assert wait_until(lambda: shown in self.text[after:] or self.process.poll() is not None, PATIENCE), self.text
        assert shown in self.text[after:], self.text
        return self.text.index(shown, after) + len(shown)

    def _read(self) -> None:
        # The end of the program is an error here: nobody has the other side open any more.
        with suppress(OSError):
            while read := os.read(self._master, 65_536):
                self.text += read.decode("utf-8", "replace")
