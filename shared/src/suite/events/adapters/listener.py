"""Hearing that something was published: LISTEN on a connection of its own, shared by the threads of a process."""

import select
import threading
from collections.abc import Callable
from time import monotonic

import psycopg2
import psycopg2.extensions

from suite.events.adapters.postgres_queries import listen

IDLE_SECONDS = 1.0
RECONNECT_SECONDS = 1.0


class PostgresListener:
    """`wait` ends with a notification, or after its time. Runs a thread once somebody waits."""

    def __init__(self, connect: Callable[[], psycopg2.extensions.connection]) -> None:
        self._connect = connect
        self._changed = threading.Condition()
        self._heard = 0
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def heard(self) -> int:
        """How many notifications there were."""
        return self._heard

    def wait(self, seen: int, seconds: float) -> None:
        """Until more than `seen` notifications have come, at most so long."""
        with self._changed:
            if self._thread is None and not self._stopped.is_set():
                self._thread = threading.Thread(target=self._run, name="bus-listener", daemon=True)
                self._thread.start()
            self._changed.wait_for(lambda: self._heard > seen or self._stopped.is_set(), seconds)

    def stop(self) -> None:
        """End all waits, now and later."""
        self._stopped.set()
        self._tell()

    def _tell(self) -> None:
        with self._changed:
            self._heard += 1
            self._changed.notify_all()

    def _run(self) -> None:
        while not self._stopped.is_set():
            started = monotonic()
            try:
                self._listen()
            except (psycopg2.Error, OSError, ValueError, TimeoutError):
                # Nothing is lost meanwhile: whoever waits looks for itself once a second.
                self._stopped.wait(max(0.0, RECONNECT_SECONDS - (monotonic() - started)))

    def _listen(self) -> None:
        connection = self._connect()
        try:
            with connection.cursor() as cursor:
                listen(cursor)
            self._tell()  # what came before the connection was heard by nobody
            while not self._stopped.is_set():
                if select.select([connection], [], [], IDLE_SECONDS)[0]:
                    connection.poll()
                    if connection.notifies:
                        connection.notifies.clear()
                        self._tell()
        finally:
            connection.close()
