"""An administrator's webhooks on an office, sent to a receiver of the test."""

from typing import Any

import psycopg2.extensions
from mail_office import Office
from notifications_client import Api

from notifications_api.settings import Settings
from notifications_api.webhooks.sender import open_deliveries
from suite.outbound import AddressGuard

Row = dict[str, Any]
EVENT = {"stream": "btc", "runId": "r", "error": "timeout", "failedAt": "2026-01-15T10:30:00.000Z"}


class Desk:
    """Registers webhooks, publishes events, sends what is due; time passes when a test says so."""

    def __init__(self, office: Office, settings: Settings, admin: psycopg2.extensions.connection) -> None:
        self.office = office
        self.api = Api(office.api.service, None)
        self._admin = admin
        self._settings = settings

    def register(self, url: str, **fields: Any) -> Row:
        """A webhook with its secret."""
        reply = self.api.post("/webhooks", {"url": url, **fields})
        assert reply.status_code == 201, reply.get_data(as_text=True)
        made: Row = reply.get_json()
        return made

    def publish(self, number: int = 1) -> None:
        """`sync-failed`, handled."""
        self.office.publish("sync-failed", {**EVENT, "consecutiveFailures": number})
        self.office.settle()

    def send_batch(self) -> None:
        """A batch of what is due."""
        open_deliveries(self._settings, self.office.database).send_once()

    def send(self, guard: AddressGuard | None = None) -> None:
        """All that is due."""
        deliveries = open_deliveries(self._settings, self.office.database, guard)
        while deliveries.send_once():
            continue

    def let_pass(self, interval: str) -> None:
        """Everything happened so much earlier, and what waits is due."""
        with self._admin.cursor() as cursor:
            cursor.execute(
                "UPDATE webhook_deliveries SET created_at = created_at - %(past)s::interval, next_at = now();"
                "UPDATE webhooks SET failing_since = failing_since - %(past)s::interval",
                {"past": interval},
            )

    def shown(self, webhook: Row) -> Row:
        """A webhook as it is now."""
        found: Row = self.api.get(f"/webhooks/{webhook['id']}").get_json()
        return found

    def deliveries(self, webhook: Row, **query: str) -> list[Row]:
        """Its deliveries, newest first."""
        found: list[Row] = self.api.get(f"/webhooks/{webhook['id']}/deliveries", query_string=query).get_json()["data"]
        return found

    def resend(self, webhook: Row, delivery: Row) -> tuple[int, Row]:
        """Status and body of the answer."""
        reply = self.api.post(f"/webhooks/{webhook['id']}/deliveries/{delivery['id']}/resend")
        return reply.status_code, reply.get_json()
