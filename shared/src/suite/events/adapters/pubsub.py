"""The bus in Google Pub/Sub. Dead letters stay in the schema of the bus, where they can be looked at and replayed."""

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from threading import Event
from typing import Any
from uuid import UUID, uuid5

from google.api_core.exceptions import AlreadyExists, DeadlineExceeded, GoogleAPICallError, RetryError
from google.cloud import pubsub_v1
from google.protobuf.duration_pb2 import Duration

from suite.database import Database
from suite.events.adapters.dead_letter_store import BusDatabase, PostgresDeadLetters
from suite.events.adapters.pubsub_clients import open_publisher, open_subscriber
from suite.events.adapters.pubsub_publisher import Addressed, publish_all
from suite.events.bus import LEASE_SECONDS, RETENTION_DAYS, Backlog, Delivery
from suite.events.dead_letters import DeadLetter, DeadLetterChoice
from suite.events.errors import BusUnavailable
from suite.events.message import Message, parse_message
from suite.events.subscriptions import Subscription
from suite.settings import ServiceSettings

PULL_SECONDS = 3.0
CALL_SECONDS = 10.0
CHECK_SECONDS = 2.0
PAUSE_SECONDS = 0.1
LONGEST_DEADLINE = 600
REPLAY, TARGET = "replay", "subscription"
_NAMESPACE = UUID("b0a3b8a0-2f7e-4c58-b8a0-0f2f6e0c5a55")


def open_pubsub(settings: ServiceSettings, database: Database) -> "PubsubBus":
    """The adapter as the settings describe it; `database` keeps the dead letters."""
    return PubsubBus(
        open_publisher(settings),
        open_subscriber(settings),
        PostgresDeadLetters(BusDatabase(database)),
        project=str(settings.pubsub_project),
        prefix=settings.pubsub_topic_prefix,
        create=settings.pubsub_auto_create or settings.pubsub_emulator_host is not None,
    )


class PubsubBus:
    """Topics and subscriptions of a project, their names behind `prefix`; `create`: missing ones are made."""

    def __init__(
        self,
        publisher: pubsub_v1.PublisherClient,
        subscriber: pubsub_v1.SubscriberClient,
        dead_letters: PostgresDeadLetters,
        *,
        project: str,
        prefix: str = "",
        create: bool = False,
    ) -> None:
        self._publisher, self._subscriber = publisher, subscriber
        self._project, self._prefix, self._create = project, prefix, create
        self._topics: set[str] = set()
        self._registered: dict[str, Subscription] = {}
        self._stopped = Event()
        self.dead_letters = dead_letters

    def register(self, subscription: Subscription) -> None:
        self._registered[subscription.name] = subscription
        topic = self._topic(subscription.topic)
        if not self._create:
            return
        wanted = {
            "name": self._path(subscription.name),
            "topic": topic,
            "ack_deadline_seconds": int(LEASE_SECONDS),
            "message_retention_duration": Duration(seconds=RETENTION_DAYS * 86_400),
            "enable_message_ordering": subscription.ordered,
        }
        with translated(), suppress(AlreadyExists):
            self._subscriber.create_subscription(request=wanted, timeout=CALL_SECONDS)

    def publish(self, messages: Sequence[Message]) -> Mapping[UUID, str]:
        with translated():
            addressed: list[Addressed] = [(self._topic(message.topic), message, {}) for message in messages]
        return publish_all(self._publisher, addressed)

    def receive(self, subscription: Subscription, limit: int, lease_seconds: float) -> list[Delivery]:
        path, name = self._path(subscription.name), subscription.name
        with translated():
            try:
                pulled = self._subscriber.pull(
                    request={"subscription": path, "max_messages": limit}, timeout=PULL_SECONDS, retry=None
                )
            except DeadlineExceeded:
                return []
        received = list(pulled.received_messages)
        mine = [one for one in received if one.message.attributes.get(TARGET, name) == name]
        others = [one.ack_id for one in received if one not in mine]
        if others:  # replayed for another subscription of the topic
            self._acknowledge(name, others)
        deliveries = [delivery_of(name, one) for one in mine]
        if deliveries and lease_seconds != LEASE_SECONDS:
            self.extend(deliveries, lease_seconds)
        return deliveries

    def extend(self, deliveries: Sequence[Delivery], lease_seconds: float) -> None:
        self._set_deadline(deliveries, lease_seconds)

    def acknowledge(self, deliveries: Sequence[Delivery]) -> None:
        if deliveries:
            self._acknowledge(deliveries[0].subscription, [delivery.ticket for delivery in deliveries])

    def refuse(self, delivery: Delivery, delay_seconds: float, attempts: int, reason: str | None) -> None:
        # What has to wait longer than Pub/Sub can is refused again when it comes: the inbox knows when it is due.
        self._set_deadline([delivery], delay_seconds)

    def bury(self, delivery: Delivery, dead_letter: DeadLetter) -> None:
        self.dead_letters.add(dead_letter)
        announcement = dead_letter.announcement()
        if announcement is not None and self.publish([announcement]):
            raise BusUnavailable("a dead letter could not be announced")
        self.acknowledge([delivery])

    def redeliver(self, dead_letters: Sequence[DeadLetter]) -> None:
        addressed: list[Addressed] = []
        for dead_letter in dead_letters:
            message = parse_message(dead_letter.envelope)
            marks = {REPLAY: str(dead_letter.replay + 1), TARGET: dead_letter.subscription}
            with translated():
                addressed.append((self._topic(message.topic), message, marks))
        if publish_all(self._publisher, addressed):
            raise BusUnavailable("dead letters could not be published again")

    def wait(self, subscription: Subscription, seconds: float) -> None:
        # Receiving has waited already.
        self._stopped.wait(min(seconds, PAUSE_SECONDS))

    def wake(self) -> None:
        self._stopped.set()

    def check(self) -> None:
        request = {"project": f"projects/{self._project}", "page_size": 1}
        with translated():
            next(iter(self._publisher.list_topics(request=request, timeout=CHECK_SECONDS, retry=None).pages))

    def backlogs(self) -> list[Backlog]:
        return [
            Backlog(one.topic, name, None, None, self.dead_letters.count(DeadLetterChoice(subscription=name)))
            for name, one in sorted(self._registered.items())
        ]

    def tidy(self) -> None:
        return None

    def rest(self) -> None:
        return None

    def close(self) -> None:
        self._stopped.set()
        self._publisher.stop()
        self._publisher.transport.close()
        self._subscriber.close()
        self.dead_letters.close()

    def _topic(self, name: str) -> str:
        path = f"projects/{self._project}/topics/{self._prefix}{name}"
        if self._create and path not in self._topics:
            with suppress(AlreadyExists):
                self._publisher.create_topic(request={"name": path}, timeout=CALL_SECONDS)
            self._topics.add(path)
        return path

    def _path(self, name: str) -> str:
        return f"projects/{self._project}/subscriptions/{self._prefix}{name}"

    def _acknowledge(self, name: str, ack_ids: Sequence[str]) -> None:
        request = {"subscription": self._path(name), "ack_ids": ack_ids}
        with translated():
            self._subscriber.acknowledge(request=request, timeout=CALL_SECONDS)

    def _set_deadline(self, deliveries: Sequence[Delivery], seconds: float) -> None:
        request = {
            "subscription": self._path(deliveries[0].subscription),
            "ack_ids": [delivery.ticket for delivery in deliveries],
            "ack_deadline_seconds": min(LONGEST_DEADLINE, math.ceil(seconds)),
        }
        with translated():
            self._subscriber.modify_ack_deadline(request=request, timeout=CALL_SECONDS)


def delivery_of(name: str, received: Any) -> Delivery:
    """What was pulled, as a delivery."""
    replay = received.message.attributes.get(REPLAY, "0")
    return Delivery(
        subscription=name,
        body=bytes(received.message.data),
        ticket=received.ack_id,
        fallback_id=uuid5(_NAMESPACE, received.message.message_id),
        replay=int(replay) if replay.isdecimal() else 0,
    )


@contextmanager
def translated() -> Iterator[None]:
    """What Google's library raises becomes BusUnavailable."""
    try:
        yield
    except (GoogleAPICallError, RetryError) as error:
        raise BusUnavailable(type(error).__name__) from error
