"""Versions of groups of cached values, kept in PostgreSQL and changed in the transaction of the write.

Each process watches them over a connection of its own: NOTIFY tells at once, and a look every quarter of a second
proves that nothing was missed. Without that proof nothing in a group is served from a cache.
"""

import logging
import select
from collections.abc import Callable
from hashlib import blake2s
from threading import Event, Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any

import psycopg2
import psycopg2.extensions

from suite.cache.version_queries import LISTEN, NOTIFY, SELECT_VERSIONS

if TYPE_CHECKING:
    from suite.database import Connection, Database

log = logging.getLogger(__name__)
LOOK_SECONDS = 0.25
TRUSTED_SECONDS = 0.75
TROUBLE_SECONDS = 0.25


def touch(connection: "Connection", *groups: str) -> None:
    """Everything cached in these groups is out of date when, and only when, this transaction commits."""
    connection.touched.update(groups)


class Versions:
    """What the groups of one schema are at, as this process knows it.

    `sql` gives (group, version as text) rows; a service may add rows that it finds by other means. `on_payload` is
    told what others send with `send`, `on_gap` that something may have been missed.
    """

    def __init__(
        self,
        database: "Database",
        sql: str = SELECT_VERSIONS,
        on_payload: Callable[[str], None] = lambda payload: None,
        on_gap: Callable[[], None] = lambda: None,
    ) -> None:
        self._database, self._sql = database, sql
        self._on_payload, self._on_gap = on_payload, on_gap
        self._channel = f"{database.schema}_cache"
        # Versions, and the stamps made of them: replaced together, so that no stamp outlives its versions.
        self._known: tuple[dict[str, str], dict[tuple[str, ...], str]] = ({}, {})
        self._confirmed_at = float("-inf")
        self._stopped = Event()
        self._lock = Lock()
        self._thread: Thread | None = None

    @property
    def trusted(self) -> bool:
        """Whether what is known was true less than a second ago."""
        if self._thread is None:
            self._start()
        return monotonic() - self._confirmed_at < TRUSTED_SECONDS

    def stamp(self, groups: tuple[str, ...]) -> str | None:
        """A short text that differs after any change to these groups; None when nothing certain is known."""
        if not self.trusted:
            return None
        versions, stamps = self._known
        stamp = stamps.get(groups)
        if stamp is None:
            text = "\x1f".join(f"{group}={versions.get(group, '')}" for group in groups)
            stamp = stamps[groups] = blake2s(text.encode(), digest_size=12).hexdigest()
        return stamp

    def send(self, payload: str) -> None:
        """Tell all processes that watch this schema; raises DatabaseUnavailable."""
        with self._database.read() as connection:
            connection.run(NOTIFY, {"channel": self._channel, "payload": payload})

    def stop(self) -> None:
        """End watching."""
        self._stopped.set()
        self._confirmed_at = float("-inf")
        thread = self._thread
        if thread is not None:
            thread.join(TRUSTED_SECONDS)

    def _start(self) -> None:
        with self._lock:
            if self._thread is None and not self._stopped.is_set():
                self._thread = Thread(target=self._watch, daemon=True, name="cache-versions")
                self._thread.start()

    def _watch(self) -> None:
        troubled = False
        while not self._stopped.is_set():
            try:
                self._watch_connection()
                return
            except (psycopg2.Error, TimeoutError, OSError, ValueError) as error:
                self._confirmed_at = float("-inf")
                if not troubled:
                    log.warning("cache off: versions cannot be read", extra={"error": type(error).__name__})
                troubled = True
            self._on_gap()
            self._stopped.wait(TROUBLE_SECONDS)

    def _watch_connection(self) -> None:
        raw = self._database.connect()
        try:
            with raw.cursor() as cursor:
                cursor.execute(LISTEN.format(self._channel))
                while not self._stopped.is_set():
                    self._look(raw, cursor)
                    select.select([raw], [], [], LOOK_SECONDS)
        finally:
            raw.close()

    def _look(self, raw: psycopg2.extensions.connection, cursor: Any) -> None:
        asked_at = monotonic()
        cursor.execute(self._sql)
        found = {str(name): str(version) for name, version in cursor.fetchall()}
        while raw.notifies:
            payload = raw.notifies.pop(0).payload
            if payload:
                self._on_payload(payload)
        if found != self._known[0]:
            self._known = (found, {})
        self._confirmed_at = asked_at
