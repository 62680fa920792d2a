"""Reading the log files of the services: their end, and what is added to them."""

import os
import time
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

_BLOCK = 65_536


def last_lines(path: Path, count: int = 15) -> list[str]:
    """The end of a log file, without line ends; empty when there is none."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return [line.rstrip("\n") for line in deque(file, maxlen=count)]
    except OSError:
        return []


class FileLog:
    """The log of a program in a file, and in `.1`, `.2` … what was rotated away from it."""

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self._path = path
        self._file: BinaryIO | None = None

    def backlog(self, since: float | None = None, most: int | None = None) -> Iterator[str]:
        """Lines written until now, the oldest first; at least the last `most` and those from `since` on."""
        files: deque[BinaryIO] = deque()
        for path in (self._path, *self._rotated()):
            with suppress(FileNotFoundError):
                if most is not None and most <= 0 and files:
                    break
                if since is not None and files and path.stat().st_mtime < since:
                    break
                file: BinaryIO = path.open("rb")
                files.appendleft(file)
                if most is not None:
                    most -= _go_before_last(file, most)
        if files:
            self._file = files[-1]
        for found in files:
            yield from _complete_lines(found)
            if found is not self._file:
                found.close()

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def skip_backlog(self) -> None:
        """Begin with what is written from now on."""
        with suppress(FileNotFoundError):
            self._file = self._path.open("rb")
            self._file.seek(0, os.SEEK_END)

    def added(self) -> Iterator[str]:
        """Lines written since the last that was read; none of a file that took the place of this one."""
        if self._file is not None:
            yield from _complete_lines(self._file)

    def coming(self, pause: float = 0.2) -> Iterator[str]:
        """Lines after the backlog, also once the file is rotated. Never ends by itself."""
        while True:
            yield from self.added()
            if self._file is None or _was_replaced(self._path, self._file):
                yield from self.added()
                self.close()
                with suppress(FileNotFoundError):
                    self._file = self._path.open("rb")
                    continue
            time.sleep(pause)

    def _rotated(self) -> list[Path]:
        """The newest first."""
        return sorted(self._path.parent.glob(f"{self._path.name}.[0-9]*"), key=_age_of)


def _age_of(path: Path) -> int:
    number = path.suffix.removeprefix(".")
    return int(number) if number.isdecimal() else 0


def _go_before_last(file: BinaryIO, count: int) -> int:
    """Seek to before the last `count` lines, or some more; how many lines of the file are read from there."""
    position, ends = file.seek(0, os.SEEK_END), 0
    while position > 0 and ends <= count:
        size = min(_BLOCK, position)
        position = file.seek(position - size)
        ends += file.read(size).count(b"\n")
    file.seek(position)
    return ends


def _complete_lines(file: BinaryIO) -> Iterator[str]:
    while True:
        line = file.readline()
        if not line.endswith(b"\n"):
            file.seek(-len(line), os.SEEK_CUR)
            return
        yield line[:-1].decode("utf-8", "replace")


def _was_replaced(path: Path, file: BinaryIO) -> bool:
    try:
        found = path.stat()
    except FileNotFoundError:
        return False
    return found.st_ino != os.fstat(file.fileno()).st_ino or found.st_size < file.tell()
