"""What every adapter does: carries messages to subscriptions, at least once, until they are acknowledged.

An adapter knows nothing of attempts and of what a message does: the inbox of the consumer does (suite.events.handler).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from suite.events.dead_letters import DeadLetter, DeadLetterStore
from suite.events.message import Message
from suite.events.subscriptions import Subscription

LEASE_SECONDS = 20.0
RETENTION_DAYS = 7


@dataclass(frozen=True)
class Delivery:
    """A message in hand: its body as bytes or as decoded JSON, `ticket` is what the adapter knows it by.
    `fallback_id` stands for the id of a message that has none; `replay` counts how often it was brought back from the
    dead."""

    subscription: str
    body: Any
    ticket: Any
    fallback_id: UUID
    replay: int = 0


@dataclass(frozen=True)
class Backlog:
    """How much a subscription has before it; `oldest_seconds` is the age of the oldest message. None: the adapter
    cannot tell (Google Pub/Sub tells in its own monitoring)."""

    topic: str
    subscription: str
    waiting: int | None
    oldest_seconds: float | None
    dead: int


class Bus(Protocol):
    """An adapter. Every method may raise BusUnavailable and may be called from any thread."""

    @property
    def dead_letters(self) -> DeadLetterStore:
        """The dead letters."""

    def register(self, subscription: Subscription) -> None:
        """Make the subscription known; it receives what is published from now on."""

    def publish(self, messages: Sequence[Message]) -> Mapping[UUID, str]:
        """Take the messages, in their order; returns a reason for each that was refused. A known id is dropped."""

    def receive(self, subscription: Subscription, limit: int, lease_seconds: float) -> list[Delivery]:
        """Messages that are due, in order, none twice before its lease ends; empty when there is nothing."""

    def extend(self, deliveries: Sequence[Delivery], lease_seconds: float) -> None:
        """Keep what is in hand for so long from now."""

    def acknowledge(self, deliveries: Sequence[Delivery]) -> None:
        """They are done."""

    def refuse(self, delivery: Delivery, delay_seconds: float, attempts: int, reason: str | None) -> None:
        """Deliver it again after the delay; attempts and reason are for people to see."""

    def bury(self, delivery: Delivery, dead_letter: DeadLetter) -> None:
        """Keep the dead letter, announce it, and never deliver the message again."""

    def redeliver(self, dead_letters: Sequence[DeadLetter]) -> None:
        """Deliver dead letters again, each to its subscription only, as replay + 1."""

    def wait(self, subscription: Subscription, seconds: float) -> None:
        """Until something may have been published, at most so long."""

    def wake(self) -> None:
        """End all waits: the process is stopping."""

    def check(self) -> None:
        """Raise BusUnavailable when the bus cannot be reached."""

    def backlogs(self) -> list[Backlog]:
        """One for every subscription the bus knows."""

    def tidy(self) -> None:
        """Forget what is past its retention."""

    def rest(self) -> None:
        """Give back connections nobody uses."""

    def close(self) -> None:
        """Give everything back."""
