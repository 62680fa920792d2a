"""Where spans are kept: bounded in time and in bytes."""

from threading import Lock
from time import monotonic
from typing import Any

from console.traces.queries import (
    claim_slot,
    empty_slot,
    insert_spans,
    select_bytes,
    select_old_slots,
    select_oldest_slot,
    select_period,
)
from suite.database import Database
from suite.errors import Unavailable

KEPT_PERIODS = 48
LOOK_SECONDS = 10.0


class TracesFull(Unavailable):
    """No room for more traces; CONSOLE_TRACE_MAX_MB bounds them"""


class TraceStore:
    """Takes spans of services until the bytes are used up, and forgets what is older than a day."""

    def __init__(self, database: Database, most_bytes: int) -> None:
        self._database = database
        self._most_bytes = most_bytes
        self._claimed: int | None = None
        self._full = False
        self._looked_at = -LOOK_SECONDS
        self._lock = Lock()

    def add(self, rows: list[dict[str, Any]]) -> None:
        """Store spans; TracesFull when those of this half hour take all the room there is."""
        if self._is_full():
            raise TracesFull
        with self._database.transaction() as connection:
            period = select_period(connection)
            if period != self._claimed:
                claim_slot(connection, period)
            insert_spans(connection, period, rows)
        self._claimed = period

    def tidy(self) -> None:
        """Forget what is a day old, and the oldest half hours while all take too much."""
        with self._database.transaction() as connection:
            period = select_period(connection)
            for slot in select_old_slots(connection, period - KEPT_PERIODS):
                empty_slot(connection, slot)
        while self._drop_oldest(period):
            continue

    def _drop_oldest(self, period: int) -> bool:
        with self._database.transaction() as connection:
            if select_bytes(connection) < self._most_bytes:
                return False
            oldest = select_oldest_slot(connection, period)
            if oldest is None:
                return False
            empty_slot(connection, oldest)
            return True

    def _is_full(self) -> bool:
        """Whether the bytes are used up, looked at now and then: in between a bounded number of batches comes in."""
        with self._lock:
            due = monotonic() - self._looked_at >= LOOK_SECONDS
            if due:
                self._looked_at = monotonic()
        if due:
            with self._database.read() as connection:
                self._full = select_bytes(connection) >= self._most_bytes
        return self._full
