"""Sending what is due: guarded, signed, bounded in time, put off with growing pauses, given up after a day."""

import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

import requests

from suite.database import Connection, Database
from suite.events.retries import Retries
from suite.outbound import BlockedTarget, GuardedSession, TargetUnresolvable
from suite.webhooks.queries import WebhookDelivery, claim_deliveries, finish_delivery, put_off
from suite.webhooks.signing import WebhookSecret

log = logging.getLogger(__name__)
BATCH, AT_ONCE = 16, 4
SECONDS = 10.0
# Longer than a batch takes at the most: what is held longer was left behind.
LEASE_SECONDS = 120.0
GIVEN_UP_SECONDS = 86_400.0
RETRIES = Retries(first_seconds=5.0, longest_seconds=3_600.0)
GONE = 410
RESERVED = frozenset({"host", "content-length", "content-type", "transfer-encoding", "connection", "user-agent"})


@dataclass(frozen=True, slots=True)
class AttemptOutcome:
    """How an attempt ended; `final` says that no further one can end otherwise."""

    delivered: bool
    status: int | None = None
    error: str | None = None
    final: bool = False


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a delivery goes now, and the secret shared with whoever listens there."""

    url: str
    secret: WebhookSecret | None = None


class Destinations(Protocol):
    """Knows where deliveries go, and is told how each attempt ended before the delivery itself is."""

    def find(self, connection: Connection, deliveries: Sequence[WebhookDelivery]) -> Mapping[UUID, Destination]: ...

    def note(self, connection: Connection, delivery: WebhookDelivery, outcome: AttemptOutcome) -> None: ...


class OneSecret:
    """Each delivery to the address it was stored with, all signed with the secret of the installation."""

    def __init__(self, secret: WebhookSecret | None = None) -> None:
        self._secret = secret

    def find(self, connection: Connection, deliveries: Sequence[WebhookDelivery]) -> Mapping[UUID, Destination]:
        """As they were stored."""
        return {delivery.id: Destination(delivery.url, self._secret) for delivery in deliveries}

    def note(self, connection: Connection, delivery: WebhookDelivery, outcome: AttemptOutcome) -> None:
        """Nobody counts."""


class Deliveries:
    """The webhooks of one service; `session_settings` are those under which its sender sees all of them.

    `plain_header` names one more header: the HMAC of the body alone, for receivers that know no other.
    """

    def __init__(
        self,
        database: Database,
        session: GuardedSession,
        session_settings: Mapping[str, str],
        destinations: Destinations,
        plain_header: str | None = None,
    ) -> None:
        self._database, self._session = database, session
        self._settings, self._destinations, self._plain_header = dict(session_settings), destinations, plain_header

    def send_once(self) -> bool:
        """Send a batch of what is due; False when nothing was."""
        with self._database.transaction(self._settings) as connection:
            claimed = claim_deliveries(connection, BATCH, LEASE_SECONDS)
            destinations = self._destinations.find(connection, claimed) if claimed else {}
        if not claimed:
            return False
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhook") as pool:
            outcomes = pool.map(self.attempt, claimed, [destinations[delivery.id] for delivery in claimed])
            for delivery, outcome in zip(claimed, outcomes, strict=True):
                self._note(delivery, outcome)
        return True

    def attempt(self, delivery: WebhookDelivery, destination: Destination) -> AttemptOutcome:
        """One request; redirects are answers like others, and none of the body that comes back is read."""
        try:
            response = self._session.request(
                "POST",
                destination.url,
                data=delivery.body.encode(),
                headers=self._headers(delivery, destination.secret),
                timeout=SECONDS,
                stream=True,
            )
        except BlockedTarget as error:
            return AttemptOutcome(False, error=error.message, final=True)
        except TargetUnresolvable:
            return AttemptOutcome(False, error="the host has no address")
        except (requests.RequestException, OSError, ValueError) as error:
            return AttemptOutcome(False, error=type(error).__name__)
        response.close()
        status = response.status_code
        if 200 <= status < 300:
            return AttemptOutcome(True, status)
        return AttemptOutcome(False, status, f"status {status}", final=status == GONE)

    def _headers(self, delivery: WebhookDelivery, secret: WebhookSecret | None) -> dict[str, str]:
        headers = {name: value for name, value in delivery.headers.items() if name.lower() not in RESERVED}
        headers |= {"Content-Type": "application/json", "webhook-id": str(delivery.id)}
        if secret is None:
            return headers
        headers |= secret.headers(str(delivery.id), delivery.body, datetime.now(UTC))
        if self._plain_header:
            headers[self._plain_header] = secret.plain_signature(delivery.body)
        return headers

    def _note(self, delivery: WebhookDelivery, outcome: AttemptOutcome) -> None:
        dead = outcome.final or delivery.age > GIVEN_UP_SECONDS
        with self._database.transaction(self._settings) as connection:
            self._destinations.note(connection, delivery, outcome)
            if outcome.delivered or dead:
                state = "delivered" if outcome.delivered else "dead"
                finish_delivery(connection, delivery, state, outcome.status, outcome.error)
            else:
                put_off(connection, delivery, RETRIES.delay(delivery.attempts), outcome.status, outcome.error)
        if dead and not outcome.delivered:
            log.warning("webhook given up", extra={"delivery": str(delivery.id), "why": outcome.error})
