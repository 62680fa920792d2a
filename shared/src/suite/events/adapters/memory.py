"""The bus in the memory of one process, for tests of handlers."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from suite.events.bus import Backlog, Delivery
from suite.events.dead_letters import DeadLetter, DeadLetterChoice
from suite.events.message import Message, parse_message
from suite.events.retries import Clock, database_time
from suite.events.subscriptions import Subscription


@dataclass
class UnfinishedMessage:
    """A message one subscription has not finished."""

    message: Message
    place: int
    due: datetime
    since: datetime
    replay: int = 0


@dataclass
class Queue:
    """A subscription and what it has before it."""

    subscription: Subscription
    waiting: dict[UUID, UnfinishedMessage] = field(default_factory=dict)


class MemoryDeadLetters:
    """Dead letters in a list."""

    def __init__(self) -> None:
        self._dead_letters: dict[tuple[str, UUID], DeadLetter] = {}

    def add(self, dead_letter: DeadLetter) -> None:
        earlier = self._dead_letters.get((dead_letter.subscription, dead_letter.message_id))
        self._dead_letters[(dead_letter.subscription, dead_letter.message_id)] = replace(
            dead_letter, id=earlier.id if earlier else dead_letter.id
        )

    def select(self, choice: DeadLetterChoice, *, limit: int, offset: int) -> list[DeadLetter]:
        found = [dead_letter for dead_letter in self._dead_letters.values() if is_chosen(dead_letter, choice)]
        return sorted(found, key=lambda dead_letter: (dead_letter.failed_at, dead_letter.id), reverse=True)[
            offset : offset + limit
        ]

    def count(self, choice: DeadLetterChoice) -> int:
        return sum(is_chosen(dead_letter, choice) for dead_letter in self._dead_letters.values())

    def mark_replayed(self, dead_letters: Sequence[DeadLetter]) -> None:
        for dead_letter in dead_letters:
            key = (dead_letter.subscription, dead_letter.message_id)
            if self._dead_letters.get(key) == dead_letter:
                self._dead_letters[key] = replace(dead_letter, replayed_at=datetime.now(UTC))

    def drop(self, dead_letter_ids: Sequence[UUID]) -> int:
        return self._remove(
            [key for key, dead_letter in self._dead_letters.items() if dead_letter.id in dead_letter_ids]
        )

    def purge(self, before: datetime) -> int:
        return self._remove([key for key, dead_letter in self._dead_letters.items() if dead_letter.failed_at < before])

    def _remove(self, keys: Sequence[tuple[str, UUID]]) -> int:
        for key in keys:
            del self._dead_letters[key]
        return len(keys)


def is_chosen(dead_letter: DeadLetter, choice: DeadLetterChoice) -> bool:
    """Whether everything the choice names holds."""
    return (
        choice.topic in (None, dead_letter.topic)
        and choice.subscription in (None, dead_letter.subscription)
        and choice.dead_letter_id in (None, dead_letter.id)
        and (choice.since is None or dead_letter.failed_at >= choice.since)
        and (choice.replayed or dead_letter.replayed_at is None)
    )


class MemoryBus:
    """Nothing outlives the process."""

    def __init__(self, *, clock: Clock = database_time) -> None:
        self.dead_letters = MemoryDeadLetters()
        self._clock = clock
        self._changed = threading.Condition()
        self._queues: dict[str, Queue] = {}
        self._known: set[UUID] = set()
        self._places = 0
        self._stopped = False

    def register(self, subscription: Subscription) -> None:
        with self._changed:
            known = self._queues.get(subscription.name)
            self._queues[subscription.name] = Queue(subscription, known.waiting if known else {})

    def publish(self, messages: Sequence[Message]) -> dict[UUID, str]:
        with self._changed:
            for message in messages:
                if message.id not in self._known:
                    self._known.add(message.id)
                    self._enqueue(message)
            self._changed.notify_all()
        return {}

    def receive(self, subscription: Subscription, limit: int, lease_seconds: float) -> list[Delivery]:
        now, name = self._now(), subscription.name
        with self._changed:
            waiting = sorted(self._queues[name].waiting.values(), key=lambda entry: entry.place)
            held = {entry.message.key for entry in waiting if entry.due > now} if subscription.ordered else set()
            due = [entry for entry in waiting if entry.due <= now and not blocked(entry, waiting, held, now)][:limit]
            for entry in due:
                entry.due = now + timedelta(seconds=lease_seconds)
            return [
                Delivery(name, entry.message.wire(), entry.message.id, entry.message.id, entry.replay) for entry in due
            ]

    def extend(self, deliveries: Sequence[Delivery], lease_seconds: float) -> None:
        now = self._now()
        with self._changed:
            for delivery in deliveries:
                entry = self._queues[delivery.subscription].waiting.get(delivery.ticket)
                if entry is not None and entry.due > now:
                    entry.due = now + timedelta(seconds=lease_seconds)

    def acknowledge(self, deliveries: Sequence[Delivery]) -> None:
        with self._changed:
            for delivery in deliveries:
                self._queues[delivery.subscription].waiting.pop(delivery.ticket, None)

    def refuse(self, delivery: Delivery, delay_seconds: float, attempts: int, reason: str | None) -> None:
        with self._changed:
            entry = self._queues[delivery.subscription].waiting.get(delivery.ticket)
            if entry is not None:
                entry.due = self._now() + timedelta(seconds=delay_seconds)

    def bury(self, delivery: Delivery, dead_letter: DeadLetter) -> None:
        self.dead_letters.add(dead_letter)
        announcement = dead_letter.announcement()
        if announcement is not None:
            self.publish([announcement])
        self.acknowledge([delivery])

    def redeliver(self, dead_letters: Sequence[DeadLetter]) -> None:
        with self._changed:
            for dead_letter in dead_letters:
                message = parse_message(dead_letter.envelope)
                self._enqueue(message, only=dead_letter.subscription, generation=dead_letter.replay + 1)
            self._changed.notify_all()

    def wait(self, subscription: Subscription, seconds: float) -> None:
        def is_due() -> bool:
            now = self._now()
            return self._stopped or any(entry.due <= now for entry in self._queues[subscription.name].waiting.values())

        with self._changed:
            self._changed.wait_for(is_due, seconds)

    def wake(self) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def check(self) -> None:
        return None

    def backlogs(self) -> list[Backlog]:
        now = self._now()
        with self._changed:
            return [
                Backlog(
                    queue.subscription.topic,
                    name,
                    len(queue.waiting),
                    max(((now - entry.since).total_seconds() for entry in queue.waiting.values()), default=0.0),
                    self.dead_letters.count(DeadLetterChoice(subscription=name)),
                )
                for name, queue in sorted(self._queues.items())
            ]

    def tidy(self) -> None:
        return None

    def rest(self) -> None:
        return None

    def close(self) -> None:
        self.wake()

    def _now(self) -> datetime:
        return self._clock() or datetime.now(UTC)

    def _enqueue(self, message: Message, only: str | None = None, generation: int = 0) -> None:
        now = self._now()
        self._places += 1
        for name, queue in self._queues.items():
            if queue.subscription.topic == message.topic and only in (None, name):
                queue.waiting[message.id] = UnfinishedMessage(message, self._places, now, now, generation)


def blocked(
    entry: UnfinishedMessage, waiting: Sequence[UnfinishedMessage], held: set[str | None], now: datetime
) -> bool:
    """Whether an earlier message of the same key is held or delayed."""
    key = entry.message.key
    if key is None or key not in held:
        return False
    return any(other.message.key == key and other.place < entry.place and other.due > now for other in waiting)
