"""Threads that work beside a `with` block."""

import threading
from collections.abc import Callable, Iterable
from typing import Self


class Beside:
    """Runs every work in a thread of its own from the beginning of a `with` block to its end.

    A work looks at `self.done` and returns when it is set; the block ends when all have returned. What a work raised is
    raised at the end of a block that ended well: a client that died has shown nothing.
    """

    def __init__(self, works: Iterable[Callable[[], None]]) -> None:
        self.done = threading.Event()
        self._failures: list[BaseException] = []
        self._threads = [threading.Thread(target=self._run, args=(work,), daemon=True) for work in works]

    def _run(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as failure:
            self._failures.append(failure)

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self.done.set()
        for thread in self._threads:
            thread.join()
        if kind is None and self._failures:
            raise self._failures[0]
