"""What becomes of one message: the inbox decides whether its handler runs, and its outcome whether it comes again."""

import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from suite.database import Connection, Database
from suite.events import inbox_queries
from suite.events.bus import LEASE_SECONDS
from suite.events.errors import Delay, Permanent
from suite.events.inbox_queries import Claim, Held
from suite.events.keeper import LeaseKeeper
from suite.events.message import Message
from suite.events.metrics import EventMeter
from suite.events.retries import Clock, Retries, database_time
from suite.events.subscriptions import Subscription
from suite.logs.context import request_context
from suite.text.storable import storable_text
from suite.tracing import Span, mark_failed
from suite.tracing.messages import delivery

log = logging.getLogger(__name__)
ACK, DUPLICATE, NACK, DEAD = "ack", "duplicate", "nack", "dead"
LOST = "the process ended while handling it"
MAX_REASON = 500
# What a crash of the database takes back of this is done again; nothing is lost with it.
_LAZY = {"synchronous_commit": "off"}


class ClaimLost(Exception):
    """Somebody else has taken the message over; nothing of this attempt may stay."""


@dataclass(frozen=True)
class HandlerVerdict:
    """What the bus is to be told; `counted`: an attempt was consumed."""

    kind: str
    delay: float = 0.0
    attempts: int = 0
    reason: str | None = None
    counted: bool = False


class Handling:
    """The rules of delivery over the inbox in `database`."""

    def __init__(
        self,
        database: Database,
        meter: EventMeter | None = None,
        *,
        retries: Retries | None = None,
        lease_seconds: float = LEASE_SECONDS,
        clock: Clock = database_time,
        keeper: LeaseKeeper | None = None,
    ) -> None:
        self.database = database
        self.retries = retries or Retries()
        self.lease_seconds = lease_seconds
        self._meter = meter or EventMeter(None)
        self._clock = clock
        self.keeper = keeper or LeaseKeeper(lease_seconds / 3)

    def handle(self, subscription: Subscription, message: Message, replay: int = 0) -> HandlerVerdict:
        """Run the handler unless the message is done, dead or in other hands; its effects and the mark that it is
        done are one transaction. Raises what the database raises when the inbox cannot be reached: the message is
        untouched then."""
        values = self._claim_values(subscription, message, replay)
        with self.database.read(_LAZY) as connection:
            claimed = inbox_queries.claim_message(connection, values)
            held = None if claimed else inbox_queries.select_held(connection, values)
        if claimed is None:
            return self._not_claimed(subscription, message, held)
        attempts, generation = claimed
        claim = Claim(subscription.name, message.id, generation, attempts)
        with self._measured(message), _traced(subscription, message), self.keeper.keeping(lambda: self._renew(claim)):
            return self._attempt(subscription, message, claim)

    def tidy(self, days: int) -> None:
        """Forget what was finished so many days ago."""
        with self.database.read() as connection:
            while inbox_queries.delete_finished(connection, days) >= 10_000:
                continue

    def _claim_values(self, subscription: Subscription, message: Message, replay: int) -> dict[str, Any]:
        return {
            "subscription": subscription.name,
            "message_id": str(message.id),
            "replay": replay,
            "lease": self.lease_seconds,
            "most": self.retries.attempts,
            "first": self.retries.first_seconds,
            "longest": self.retries.longest_seconds,
            "now": self._clock(),
        }

    def _not_claimed(self, subscription: Subscription, message: Message, held: Held | None) -> HandlerVerdict:
        if held is None:  # tidied between two statements
            return HandlerVerdict(NACK, reason="not claimed")
        if held.state == "done":
            return HandlerVerdict(DUPLICATE)
        if held.state == "dead":
            return HandlerVerdict(DEAD, attempts=held.attempts, reason=held.last_error)
        exhausted = held.attempts >= self.retries.attempts
        if exhausted and held.seconds <= 0:
            claim = Claim(subscription.name, message.id, held.replay, held.attempts)
            return self._give_up(subscription, message, claim, LOST)
        lost = held.state == "processing" and not exhausted
        pause = self.retries.delay(held.attempts, lambda: 0.5) if lost else 0.0
        return HandlerVerdict(
            NACK, delay=max(0.0, held.seconds + pause), attempts=held.attempts, reason="in other hands"
        )

    def _attempt(self, subscription: Subscription, message: Message, claim: Claim) -> HandlerVerdict:
        try:
            self._run(subscription, message, claim)
        except ClaimLost:
            log.warning("claim lost", extra={"subscription": subscription.name})
            return HandlerVerdict(NACK, delay=self.lease_seconds, reason="claim lost")
        except Delay as delay:
            return self._release(claim, delay.seconds, str(delay), counted=False)
        except Permanent as refusal:
            mark_failed(refusal)
            return self._give_up(subscription, message, claim, str(refusal) or type(refusal).__name__)
        except Exception as error:
            mark_failed(error)
            log.warning("handler failed", exc_info=error, extra={"subscription": subscription.name})
            reason = f"{type(error).__name__}: {error}"[:MAX_REASON]
            if claim.attempts >= self.retries.attempts:
                return self._give_up(subscription, message, claim, reason)
            return self._release(claim, self.retries.delay(claim.attempts), reason, counted=True)
        return HandlerVerdict(ACK, attempts=claim.attempts)

    def _run(self, subscription: Subscription, message: Message, claim: Claim) -> None:
        if not subscription.outside:
            with self.database.transaction() as connection:
                subscription.handler(message, connection)
                self._finish(connection, claim)
            return
        conclude = subscription.handler(message, self.database)
        with self.database.transaction() as connection:
            if conclude is not None:
                conclude(connection)
            self._finish(connection, claim)

    def _finish(self, connection: Connection, claim: Claim) -> None:
        if not inbox_queries.finish_message(connection, claim, self._clock()):
            raise ClaimLost

    def _release(self, claim: Claim, delay: float, reason: str, *, counted: bool) -> HandlerVerdict:
        left = claim.attempts if counted else claim.attempts - 1
        with self.database.read(_LAZY) as connection:
            inbox_queries.release_message(connection, claim, delay, left, reason[:MAX_REASON], self._clock())
        return HandlerVerdict(NACK, delay=delay, attempts=left, reason=reason, counted=counted)

    def _give_up(self, subscription: Subscription, message: Message, claim: Claim, reason: str) -> HandlerVerdict:
        reason = storable_text(reason[:MAX_REASON])
        try:
            self._mark_dead(subscription, message, claim, reason)
        except ClaimLost:
            return HandlerVerdict(NACK, delay=self.lease_seconds, reason="claim lost")
        except Exception as error:
            log.error("the end of a message could not be told", exc_info=error)
            self._mark_dead(subscription, message, claim, reason, silently=True)
        return HandlerVerdict(DEAD, attempts=claim.attempts, reason=reason, counted=True)

    def _mark_dead(
        self, subscription: Subscription, message: Message, claim: Claim, reason: str, *, silently: bool = False
    ) -> None:
        with self.database.transaction() as connection:
            if not inbox_queries.give_up_message(connection, claim, reason, self._clock()):
                raise ClaimLost
            if subscription.on_dead is not None and not silently:
                subscription.on_dead(message, connection, reason, claim.attempts)

    def _renew(self, claim: Claim) -> None:
        with self.database.read(_LAZY) as connection:
            inbox_queries.renew_claim(connection, claim, self.lease_seconds, self._clock())

    @contextmanager
    def _measured(self, message: Message) -> Iterator[None]:
        token = request_context.set({"request_id": message.request_id, "user_id": None})
        started = perf_counter()
        try:
            yield
        finally:
            self._meter.observe_handler(message.topic, perf_counter() - started)
            request_context.reset(token)


def _traced(subscription: Subscription, message: Message) -> AbstractContextManager[Span | None]:
    return delivery(str(message.id), message.topic, subscription.name, message.request_id, message.attributes)
