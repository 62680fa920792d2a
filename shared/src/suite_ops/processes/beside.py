"""Threads that work beside a `with` block."""

import threading
from collections.abc import Callable, Iterable
from typing import Self


class Beside:
    """Runs every work in a thread of its own from the beginning of a `with` block to its end.

    A work looks at `self.done` and returns when it is set; the block ends when all have returned.
    """

    def __init__(self, works: Iterable[Callable[[], None]]) -> None:
        self.done = threading.Event()
        self._threads = [threading.Thread(target=work, daemon=True) for work in works]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.done.set()
        for thread in self._threads:
            thread.join()
