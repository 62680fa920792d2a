"""Messages that could not be handled: looking at them, trying them again, dropping them.

For command lines and administration routes; every function takes the bus (suite.events.open_bus).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID, uuid5

from suite.dates import wire_date
from suite.events.message import Message
from suite.ids import uuid7

TOPIC = "dead-letter"
MAX_BODY = 65_536
_NAMESPACE = UUID("6e2f5b0c-3c57-4d3c-9f0e-8f3b1f0c7a11")


@dataclass(frozen=True)
class DeadLetter:
    """A message given up by one subscription. `envelope` is None when the body was none; `body` is kept then."""

    subscription: str
    topic: str
    message_id: UUID
    envelope: dict[str, Any] | None
    reason: str
    attempts: int
    replay: int = 0
    body: str | None = None
    failed_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    replayed_at: datetime | None = None
    id: UUID = field(default_factory=uuid7)

    def wire(self) -> dict[str, Any]:
        """As shown to administrators."""
        return {
            "id": str(self.id),
            "subscription": self.subscription,
            "topic": self.topic,
            "messageId": str(self.message_id),
            "reason": self.reason,
            "attempts": self.attempts,
            "failedAt": wire_date(self.failed_at),
            "replayedAt": wire_date(self.replayed_at) if self.replayed_at else None,
            "original": self.envelope,
            "body": self.body,
        }

    def announcement(self) -> Message | None:
        """The event dead-letter about it; None for a dead letter that was itself about one."""
        if self.topic == TOPIC:
            return None
        data = {
            "original": self.envelope if self.envelope is not None else self.body,
            "subscription": self.subscription,
            "reason": self.reason,
            "attempts": self.attempts,
            "failedAt": wire_date(self.failed_at),
        }
        event_id = uuid5(_NAMESPACE, f"{self.subscription}/{self.message_id}/{self.replay}")
        request_id = (self.envelope or {}).get("requestId")
        return Message(event_id, TOPIC, data, request_id=request_id if isinstance(request_id, str) else None)


@dataclass(frozen=True)
class DeadLetterChoice:
    """Which dead letters; everything that is given must hold. `since` is the earliest failure."""

    topic: str | None = None
    subscription: str | None = None
    dead_letter_id: UUID | None = None
    since: datetime | None = None
    replayed: bool = False


class DeadLetterStore(Protocol):
    """Where dead letters are kept."""

    def add(self, dead_letter: DeadLetter) -> None:
        """Keep it; one subscription has one dead letter for a message, the latest."""

    def select(self, choice: DeadLetterChoice, *, limit: int, offset: int) -> list[DeadLetter]:
        """The chosen ones, latest failure first."""

    def count(self, choice: DeadLetterChoice) -> int:
        """How many are chosen."""

    def mark_replayed(self, dead_letters: Sequence[DeadLetter]) -> None:
        """They are on their way again; one that has failed anew since it was read is left alone."""

    def drop(self, dead_letter_ids: Sequence[UUID]) -> int:
        """Forget these; how many there were."""

    def purge(self, before: datetime) -> int:
        """Forget those that failed before; how many there were."""


class DeadLetterBus(Protocol):
    """What these functions need of a bus."""

    @property
    def dead_letters(self) -> DeadLetterStore:
        """The dead letters of the bus."""
        ...

    def redeliver(self, dead_letters: Sequence[DeadLetter]) -> None:
        """Deliver dead letters again, each to its subscription only."""
        ...


def find_dead_letters(
    bus: DeadLetterBus, *, topic: str | None = None, subscription: str | None = None, limit: int = 50, offset: int = 0
) -> tuple[list[DeadLetter], int]:
    """A page of the dead letters nobody has replayed, latest first, and how many there are."""
    choice = DeadLetterChoice(topic, subscription)
    return bus.dead_letters.select(choice, limit=limit, offset=offset), bus.dead_letters.count(choice)


def select_dead_letter(bus: DeadLetterBus, dead_letter_id: UUID) -> DeadLetter | None:
    """One dead letter, replayed or not."""
    found = bus.dead_letters.select(DeadLetterChoice(dead_letter_id=dead_letter_id, replayed=True), limit=1, offset=0)
    return found[0] if found else None


def replay_messages(
    bus: DeadLetterBus,
    *,
    topic: str | None = None,
    subscription: str | None = None,
    dead_letter_id: UUID | None = None,
    since: datetime | None = None,
    dry_run: bool = False,
    limit: int = 1_000,
) -> list[DeadLetter]:
    """Deliver dead letters again, to the subscription that gave them up, under their own message id and with all
    attempts before them; the inbox still keeps them from taking effect twice. Returns what was (or would be)
    replayed, at most `limit` a call. What was no envelope cannot be replayed."""
    choice = DeadLetterChoice(topic, subscription, dead_letter_id, since)
    dead_letters = [
        dead_letter
        for dead_letter in bus.dead_letters.select(choice, limit=limit, offset=0)
        if dead_letter.envelope is not None
    ]
    if dead_letters and not dry_run:
        bus.redeliver(dead_letters)
        bus.dead_letters.mark_replayed(dead_letters)
    return dead_letters


def drop_dead_letters(bus: DeadLetterBus, dead_letter_ids: Sequence[UUID]) -> int:
    """Forget dead letters for good; how many there were."""
    return bus.dead_letters.drop(dead_letter_ids)


def purge_dead_letters(bus: DeadLetterBus, older_than: timedelta) -> int:
    """Forget the dead letters that failed longer ago than that, replayed or not; how many there were."""
    return bus.dead_letters.purge(datetime.now(UTC) - older_than)
