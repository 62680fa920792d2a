"""From the outbox to the bus: at least once, in the order of each key."""

import logging
from collections.abc import Mapping, Sequence
from time import time_ns
from uuid import UUID

from suite.database import Database
from suite.events.bus import RETENTION_DAYS, Bus
from suite.events.errors import BusUnavailable
from suite.events.message import Message
from suite.events.metrics import EventMeter
from suite.events.outbox_queries import OutboxRow, claim_events, delete_sent, mark_sent, put_off
from suite.events.retries import Retries
from suite.tracing.messages import record_relays

log = logging.getLogger(__name__)
BATCH = 200
LEASE_SECONDS = 15.0
REFUSALS = Retries(first_seconds=5.0, longest_seconds=300.0)


class Relay:
    """Gives the events of one schema's outbox to the bus. Any number may run at once."""

    def __init__(
        self,
        database: Database,
        bus: Bus,
        meter: EventMeter | None = None,
        *,
        batch: int = BATCH,
        lease_seconds: float = LEASE_SECONDS,
    ) -> None:
        self._database, self._bus = database, bus
        self._meter = meter or EventMeter(None)
        self._batch, self._lease_seconds = batch, lease_seconds

    def run_once(self) -> bool:
        """Hand over what is due, at most a batch; whether there may be more. Raises BusUnavailable."""
        with self._database.transaction() as connection:
            rows = claim_events(connection, self._batch, self._lease_seconds)
        if not rows:
            return False
        started = time_ns()
        try:
            refused = self._bus.publish([message_of(row) for row in rows])
        except Exception as error:
            self._put_back(rows, str(error) if isinstance(error, BusUnavailable) else type(error).__name__)
            raise
        self._settle(rows, refused)
        record_relays(started, ((str(row.id), row.topic, row.attributes, refused.get(row.id)) for row in rows))
        return len(rows) == self._batch

    def tidy(self) -> None:
        """Forget what was sent a week ago."""
        with self._database.read() as connection:
            while delete_sent(connection, RETENTION_DAYS) >= 10_000:
                continue

    def _settle(self, rows: Sequence[OutboxRow], refused: Mapping[UUID, str]) -> None:
        sent = [row.id for row in rows if row.id not in refused]
        with self._database.transaction() as connection:
            if sent:
                mark_sent(connection, sent)
            for row in rows:
                if row.id in refused:
                    put_off(connection, [row.id], REFUSALS.delay(row.attempts + 1), refused[row.id])
        for row in rows:
            self._meter.count_published(row.topic, "error" if row.id in refused else "ok")
        if refused:
            log.warning("the bus refused events", extra={"count": len(refused)})

    def _put_back(self, rows: Sequence[OutboxRow], reason: str) -> None:
        with self._database.transaction() as connection:
            put_off(connection, [row.id for row in rows], 0.0, reason)
        for row in rows:
            self._meter.count_published(row.topic, "error")


def message_of(row: OutboxRow) -> Message:
    """The envelope of an outbox row."""
    more = dict(row.attributes)
    version, request_id = more.pop("version", 1), more.pop("requestId", None)
    return Message(
        id=row.id,
        topic=row.topic,
        data=row.data,
        key=row.key,
        version=int(version),
        attributes={name: str(value) for name, value in more.items()},
        published_at=row.created_at,
        request_id=request_id,
    )
