"""Ended traces on their way to the collector: bounded, in a thread of its own, lost rather than waited for."""

import os
from collections import deque
from collections.abc import Callable, Sequence
from threading import Event, Lock, Thread
from typing import Generic, TypeVar

T = TypeVar("T")
MOST_SPANS = 4_096
BATCH = 512
PAUSE_SECONDS = 1.0
Count = Callable[[str, int], None]


class ExportQueue(Generic[T]):
    """Holds at most `most` items; what comes beyond is counted as dropped. Its thread begins with the first item,
    so that a process that forks afterwards has none.

    `send` exports a batch and tells whether it arrived; `count` is told (result, number): sent, failed, dropped.
    """

    def __init__(
        self,
        send: Callable[[Sequence[T]], bool],
        count: Count,
        *,
        most: int = MOST_SPANS,
        batch: int = BATCH,
        pause: float = PAUSE_SECONDS,
    ) -> None:
        self._send, self._count = send, count
        self._most, self._batch, self._pause = most, batch, pause
        self._items: deque[T] = deque()
        self._full = Event()
        self._stopped = Event()
        self._thread: Thread | None = None
        self._process = 0
        self._beginning = Lock()

    def put(self, items: Sequence[T]) -> None:
        """Take what there is place for; never waits for what is sent."""
        if self._process != os.getpid():
            self._begin()
        room = max(0, self._most - len(self._items))
        self._items.extend(items[:room])
        if len(items) > room:
            self._count("dropped", len(items) - room)
        if len(self._items) >= self._batch:
            self._full.set()

    def stop(self, seconds: float) -> bool:
        """Send what is held, as far as it goes in `seconds`; whether all of it was."""
        self._stopped.set()
        self._full.set()
        if self._thread is not None and self._process == os.getpid():
            self._thread.join(seconds)
            return not self._thread.is_alive()
        return not self._items

    def _begin(self) -> None:
        """One thread a process, whoever comes first; what a fork has brought along is its parent's to send."""
        with self._beginning:
            if self._process == os.getpid():
                return
            self._items.clear()
            self._full, self._stopped = Event(), Event()
            self._thread = Thread(target=self._run, name="spans", daemon=True)
            self._thread.start()
            self._process = os.getpid()

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._full.wait(self._pause)
            self._full.clear()
            self._send_all()
        self._send_all()

    def _send_all(self) -> None:
        while self._items:
            batch = [self._items.popleft() for _ in range(min(self._batch, len(self._items)))]
            self._count("sent" if self._send(batch) else "failed", len(batch))
