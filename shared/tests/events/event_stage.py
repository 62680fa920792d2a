"""An adapter with a consumer's schema behind it, and time that passes when a test says so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID

from suite.database import Connection, Database
from suite.events import Message, Subscription, subscribe
from suite.events.bus import Bus
from suite.events.consumer import Consumer
from suite.events.handler import Handling
from suite.events.keeper import LeaseKeeper
from suite.events.retries import Retries
from suite.ids import uuid7
from suite_testing.events import Hours

TOPIC = "item-status-changed"
LEASE = 20.0
EFFECTS = """
    CREATE TABLE effects (
        place BIGINT GENERATED ALWAYS AS IDENTITY, subscription TEXT NOT NULL, message_id UUID NOT NULL,
        key TEXT, value TEXT NOT NULL)
"""
_names = count(1)


class Crash(BaseException):
    """The process is gone: nothing that follows in it happens."""


def record(message: Message, connection: Connection, subscription: str) -> None:
    """The effect of a test's handler: a row."""
    connection.run(
        "INSERT INTO effects (subscription, message_id, key, value) VALUES (%s, %s, %s, %s)",
        (subscription, str(message.id), message.key, message.data["to"]),
    )


def event(value: str = "review", key: str | None = None, **changes: Any) -> Message:
    """A message of TOPIC; `value` tells them apart."""
    item_id = key or str(uuid7())
    data = {
        "itemId": item_id,
        "title": "Pão & <b>O'Brien</b>",
        "from": "new",
        "to": value,
        "changedBy": "u",
        "changedAt": "2026-01-15T10:30:00.000Z",
    }
    return Message(**{"id": uuid7(), "topic": TOPIC, "data": data, "key": item_id, **changes})


@dataclass
class Stage:
    """What a test of the bus works with."""

    name: str
    bus: Bus
    database: Database
    hours: Hours
    put_raw: Callable[[Subscription, bytes], None]
    retries: Retries = field(default_factory=Retries)

    def listen(self, handler: Any = None, *, topic: str = TOPIC, **options: Any) -> Subscription:
        """A registered subscription; without a handler it leaves one effect for each message."""
        name = f"test-{next(_names)}-sub"

        def leave_effect(message: Message, connection: Connection) -> None:
            record(message, connection, name)

        subscription = subscribe(topic, handler or leave_effect, name=name, **options)
        self.bus.register(subscription)
        return subscription

    def handling(self, renew: float = 3_600) -> Handling:
        """The rules with this stage's clock; leases are renewed every `renew` real seconds."""
        return Handling(
            self.database,
            retries=self.retries,
            lease_seconds=LEASE,
            clock=self.hours,
            keeper=LeaseKeeper(renew),
        )

    def consumer(self, subscription: Subscription, **options: Any) -> Consumer:
        """A consumer of it."""
        return Consumer(self.bus, options.pop("handling", None) or self.handling(), subscription, **options)

    def drain(self, *subscriptions: Subscription) -> None:
        """Let consumers handle everything that is due."""
        for subscription in subscriptions:
            consumer = self.consumer(subscription)
            while consumer.run_once():
                continue

    def publish(self, *messages: Message) -> list[Message]:
        """Give messages to the bus."""
        assert self.bus.publish(messages) == {}
        return list(messages)

    def effects(self, subscription: Subscription) -> list[str]:
        """Values of the effects, in their order."""
        return [value for _, value in self.rows(subscription)]

    def rows(self, subscription: Subscription) -> list[tuple[UUID, str]]:
        """(message id, value) of the effects, in their order."""
        with self.database.read() as connection:
            rows = connection.rows(
                "SELECT message_id, value FROM effects WHERE subscription = %s ORDER BY place", (subscription.name,)
            )
        return [(UUID(message_id), value) for message_id, value in rows]

    def states(self, subscription: Subscription) -> list[tuple[str, int]]:
        """(state, attempts) of the inbox."""
        with self.database.read() as connection:
            return connection.rows(
                "SELECT state, attempts FROM inbox WHERE subscription = %s ORDER BY created_at", (subscription.name,)
            )


def crashing(stage: Stage, subscription: Subscription) -> None:
    """Run one batch in a process that crashes."""
    try:
        stage.consumer(subscription).run_once()
    except Crash:
        return
    raise AssertionError("it did not crash")


def values_of(messages: Sequence[Message]) -> list[str]:
    """What `effects` shows of messages."""
    return [message.data["to"] for message in messages]


def long_ago() -> datetime:
    """A moment of the past."""
    return datetime(2020, 1, 1, tzinfo=UTC)
