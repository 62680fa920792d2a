"""Sending what is due: guarded, signed, bounded in time, put off with growing pauses, given up after a day."""

import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

import requests

from suite.database import Database
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


class Deliveries:
    """The webhooks of one service; `session_settings` are those under which its sender sees all of them."""

    def __init__(
        self,
        database: Database,
        session: GuardedSession,
        session_settings: Mapping[str, str],
        secret: WebhookSecret | None = None,
        plain_header: str | None = None,
    ) -> None:
        self._database, self._session = database, session
        self._settings, self._secret, self._plain_header = dict(session_settings), secret, plain_header

    def send_once(self) -> bool:
        """Send a batch of what is due; False when nothing was."""
        with self._database.transaction(self._settings) as connection:
            claimed = claim_deliveries(connection, BATCH, LEASE_SECONDS)
        if not claimed:
            return False
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhook") as pool:
            for delivery, outcome in zip(claimed, pool.map(self.attempt, claimed), strict=True):
                self._note(delivery, outcome)
        return True

    def attempt(self, delivery: WebhookDelivery) -> AttemptOutcome:
        """One request; redirects are answers like others, and none of the body that comes back is read."""
        try:
            response = self._session.request(
                "POST",
                delivery.url,
                data=delivery.body.encode(),
                headers=self._headers(delivery),
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

    def _headers(self, delivery: WebhookDelivery) -> dict[str, str]:
        headers = {name: value for name, value in delivery.headers.items() if name.lower() not in RESERVED}
        headers |= {"Content-Type": "application/json", "webhook-id": str(delivery.id)}
        if self._secret is None:
            return headers
        headers |= self._secret.headers(str(delivery.id), delivery.body, datetime.now(UTC))
        if self._plain_header:
            headers[self._plain_header] = self._secret.plain_signature(delivery.body)
        return headers

    def _note(self, delivery: WebhookDelivery, outcome: AttemptOutcome) -> None:
        dead = outcome.final or delivery.age > GIVEN_UP_SECONDS
        with self._database.transaction(self._settings) as connection:
            if outcome.delivered or dead:
                state = "delivered" if outcome.delivered else "dead"
                finish_delivery(connection, delivery, state, outcome.status, outcome.error)
            else:
                put_off(connection, delivery, RETRIES.delay(delivery.attempts), outcome.status, outcome.error)
        if dead and not outcome.delivered:
            log.warning("webhook given up", extra={"delivery": str(delivery.id), "why": outcome.error})
