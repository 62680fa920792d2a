"""Reading the log files of the services: their end, and what is added to them."""

import os
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO


def last_lines(path: Path, count: int = 15) -> list[str]:
    """The end of a log file, without line ends; empty when there is none."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return [line.rstrip("\n") for line in deque(file, maxlen=count)]
    except OSError:
        return []


def follow(path: Path, pause: float = 0.2) -> Iterator[str]:
    """Lines as they are added from now on, also after the file was rotated. Never ends by itself."""
    file = path.open(encoding="utf-8", errors="replace")
    file.seek(0, 2)
    while True:
        yield from _complete_lines(file)
        if _was_replaced(path, file):
            yield from _complete_lines(file)
            file.close()
            file = path.open(encoding="utf-8", errors="replace")
        else:
            time.sleep(pause)


def _complete_lines(file: TextIO) -> Iterator[str]:
    while True:
        start = file.tell()
        line = file.readline()
        if not line.endswith("\n"):
            file.seek(start)
            return
        yield line.rstrip("\n")


def _was_replaced(path: Path, file: TextIO) -> bool:
    try:
        found = path.stat()
    except FileNotFoundError:
        return False
    return found.st_ino != os.fstat(file.fileno()).st_ino or found.st_size < file.tell()
