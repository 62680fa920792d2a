"""One subscription's messages, batch after batch."""

import json
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from threading import Event
from typing import Any
from uuid import UUID

from suite.events.bus import Bus, Delivery
from suite.events.dead_letters import MAX_BODY, DeadLetter
from suite.events.errors import BrokenMessage
from suite.events.handler import ACK, DEAD, DUPLICATE, NACK, HandlerVerdict, Handling
from suite.events.message import Message, decode_message, parse_message
from suite.events.metrics import EventMeter
from suite.events.subscriptions import Subscription
from suite.text.storable import is_storable_json, storable_text

log = logging.getLogger(__name__)
BATCH = 20


class Consumer:
    """Takes what is due for a subscription and tells the bus what became of it. For one thread."""

    def __init__(
        self,
        bus: Bus,
        handling: Handling,
        subscription: Subscription,
        meter: EventMeter | None = None,
        *,
        stopped: Event | None = None,
        batch: int | None = None,
    ) -> None:
        self.subscription = subscription
        self._bus, self._handling = bus, handling
        self._meter = meter or EventMeter(None)
        self._stopped = stopped or Event()
        # A mail takes a second: what waits behind it in a batch could be sent by somebody else meanwhile.
        self._batch = batch or (1 if subscription.outside else BATCH)

    def run_once(self) -> bool:
        """Handle what is due now, at most a batch; whether there was anything."""
        lease = self._handling.lease_seconds
        deliveries = self._bus.receive(self.subscription, self._batch, lease)
        if not deliveries:
            return False
        in_hand, finished = list(deliveries), list[Delivery]()
        with self._handling.keeper.keeping(lambda: self._extend(in_hand, lease)):
            try:
                self._handle_all(deliveries, in_hand, finished)
            finally:
                self._bus.acknowledge(finished)
        return True

    def _extend(self, in_hand: list[Delivery], lease: float) -> None:
        held = list(in_hand)
        if held:
            self._bus.extend(held, lease)

    def _handle_all(self, deliveries: Sequence[Delivery], in_hand: list[Delivery], finished: list[Delivery]) -> None:
        held_back: dict[str, float] = {}
        for delivery in deliveries:
            if self._stopped.is_set():
                self._bus.refuse(delivery, 0.0, 0, None)
            elif self._handle(delivery, held_back):
                finished.append(delivery)
                continue
            in_hand.remove(delivery)

    def _handle(self, delivery: Delivery, held_back: dict[str, float]) -> bool:
        """Whether the delivery is to be acknowledged. `held_back`: key → seconds until its first message is due."""
        try:
            message = message_in(delivery)
        except BrokenMessage as error:
            self._bury_broken(delivery, str(error))
            return False
        key = message.key if self.subscription.ordered else None
        if key is not None and key in held_back:
            self._bus.refuse(delivery, held_back[key], 0, None)
            return False
        verdict = self._handling.handle(self.subscription, message, delivery.replay)
        self._meter.count_delivered(message.topic, verdict.kind)
        if verdict.kind == NACK and key is not None:
            held_back[key] = verdict.delay
        return self._tell(delivery, message, verdict)

    def _tell(self, delivery: Delivery, message: Message, verdict: HandlerVerdict) -> bool:
        if verdict.kind == NACK:
            self._bus.refuse(delivery, verdict.delay, verdict.attempts, verdict.reason)
        elif verdict.kind == DEAD:
            self._bury(delivery, message, verdict)
        elif verdict.kind == ACK:
            age = datetime.now(UTC) - message.published_at
            self._meter.observe_end_to_end(message.topic, age.total_seconds())
        return verdict.kind in (ACK, DUPLICATE)

    def _bury(self, delivery: Delivery, message: Message, verdict: HandlerVerdict) -> None:
        dead_letter = DeadLetter(
            subscription=self.subscription.name,
            topic=message.topic,
            message_id=message.id,
            envelope=message.wire(),
            reason=verdict.reason or "given up",
            attempts=verdict.attempts,
            replay=delivery.replay,
        )
        log.error("message given up", extra={"subscription": dead_letter.subscription, "topic": dead_letter.topic})
        self._bus.bury(delivery, dead_letter)

    def _bury_broken(self, delivery: Delivery, reason: str) -> None:
        self._meter.count_delivered(self.subscription.topic, "invalid")
        envelope, body = legible(delivery.body)
        dead_letter = DeadLetter(
            subscription=self.subscription.name,
            topic=self.subscription.topic,
            message_id=id_in(envelope) or delivery.fallback_id,
            envelope=envelope,
            body=body,
            reason=f"invalid: {reason}"[:2_000],
            attempts=0,
            replay=delivery.replay,
        )
        log.error("invalid message", extra={"subscription": dead_letter.subscription, "topic": dead_letter.topic})
        self._bus.bury(delivery, dead_letter)


def message_in(delivery: Delivery) -> Message:
    """The message of a delivery; raises BrokenMessage."""
    return decode_message(delivery.body) if isinstance(delivery.body, bytes) else parse_message(delivery.body)


def legible(body: Any) -> tuple[dict[str, Any] | None, str | None]:
    """A broken message as (JSON object, None) or (None, text), whichever it is; PostgreSQL can store both."""
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else json.dumps(body)
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        content = None
    if isinstance(content, dict) and is_storable_json(content):
        return content, None
    return None, storable_text(text[:MAX_BODY])


def id_in(envelope: dict[str, Any] | None) -> UUID | None:
    """The id a broken envelope gives itself, if it does."""
    try:
        return UUID(str((envelope or {})["id"]))
    except (KeyError, ValueError):
        return None
