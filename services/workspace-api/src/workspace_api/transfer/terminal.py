"""What a person at a terminal sees of an export or import, and the file they name."""

import contextlib
import sys
from collections.abc import Iterator
from typing import BinaryIO

from rich.console import Console
from rich.progress import Progress

STDIN = "-"


@contextlib.contextmanager
def opened(name: str, console: Console) -> Iterator[BinaryIO]:
    """The file to import, its progress shown on a terminal."""
    if name == STDIN:
        yield sys.stdin.buffer
        return
    with progress_on(console) as progress, progress.open(name, "rb", description="import") as file:
        yield file


def progress_on(console: Console) -> Progress:
    """A progress bar where there is somebody to see it."""
    return Progress(console=console, disable=not console.is_terminal, transient=True)


def say(console: Console, text: str) -> None:
    """A line on stderr, above the progress bar."""
    console.print(text, markup=False, highlight=False, soft_wrap=True)
