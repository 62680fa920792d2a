"""Leases kept up while work takes its time: one thread a process."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread

log = logging.getLogger(__name__)


class LeaseKeeper:
    """Calls what it is given every `seconds`, until the block that gave it ends."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = Lock()
        self._renewals: dict[int, Callable[[], None]] = {}
        self._next = 0
        self._stopped = Event()
        self._thread: Thread | None = None

    @contextmanager
    def keeping(self, renew: Callable[[], None]) -> Iterator[None]:
        """`renew` is called every so often while the block runs; what it raises is logged."""
        with self._lock:
            number = self._next = self._next + 1
            self._renewals[number] = renew
            if self._thread is None and not self._stopped.is_set():
                self._thread = Thread(target=self._run, name="keeper", daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                self._renewals.pop(number, None)

    def stop(self) -> None:
        """Renew nothing from now on."""
        self._stopped.set()

    def _run(self) -> None:
        while not self._stopped.wait(self._seconds):
            with self._lock:
                due = list(self._renewals.values())
            for renew in due:
                try:
                    renew()
                except Exception as error:
                    log.warning("lease not renewed", extra={"error": type(error).__name__})
