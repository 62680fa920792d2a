"""Everything between POST /notifications and the provider, step by step, in time that passes when a test says so."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from notifications_client import Api

from notifications_api.consumers.subscriptions import build_subscriptions
from notifications_api.identity import EVERYBODY
from notifications_api.mails.delivery import Postman
from notifications_api.service import NotificationsService
from notifications_api.settings import Settings
from suite.database import Database
from suite.events import publish
from suite.events.adapters.postgres import PostgresBus
from suite.events.consumer import Consumer
from suite.events.dead_letters import DeadLetter, find_dead_letters
from suite.events.handler import Handling
from suite.events.keeper import LeaseKeeper
from suite.events.relay import Relay
from suite.mail import Mail, MailError
from suite.mail.message import Origin, compose
from suite.mail.sender import Quota
from suite_testing.events import Hours

Row = dict[str, Any]


@dataclass
class ScriptedSender:
    """A provider that answers as it is told, then accepts."""

    failures: list[BaseException] = field(default_factory=list)
    sent: list[Mail] = field(default_factory=list)
    limits: Quota = field(default_factory=lambda: Quota(10_000.0, None))
    before: Callable[[Mail], None] = lambda mail: None
    name: str = "scripted"

    def send(self, mail: Mail) -> str | None:
        compose(mail, Origin("no-reply@colmeia.example"))
        self.before(mail)
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(mail)
        return f"provider-{len(self.sent)}"

    def quota(self) -> Quota:
        return self.limits

    def close(self) -> None:
        """Nothing is open."""


class Instantly(Event):
    """A process that does not stop and does not wait either."""

    def wait(self, timeout: float | None = None) -> bool:
        return False


class Office:
    """One relay, one bus and one consumer of each subscription."""

    def __init__(
        self,
        service: NotificationsService,
        database: Database,
        bus_database: Database,
        settings: Settings,
        sender: Any = None,
    ) -> None:
        self.api = Api(service, "clerk")
        self.sender = sender or ScriptedSender()
        self.hours = Hours()
        self.bus = PostgresBus(bus_database, clock=self.hours)
        self.database = database
        metrics = service.notification_metrics
        self.postman = Postman(database, self.sender, settings, metrics, Instantly())
        self.handling = Handling(database, clock=self.hours, keeper=LeaseKeeper(3_600))
        self.subscriptions = build_subscriptions(settings, self.postman, metrics)
        self._relay = Relay(database, self.bus)
        for subscription in self.subscriptions:
            self.bus.register(subscription)

    def settle(self) -> None:
        """Relay and handle until nothing is due."""
        consumers = [Consumer(self.bus, self.handling, subscription) for subscription in self.subscriptions]
        while self._relay.run_once() or any(consumer.run_once() for consumer in consumers):
            continue

    def let_pass(self, seconds: float) -> None:
        """Time passes, then everything due is done."""
        self.hours.let_pass(seconds)
        self.settle()

    def publish(self, topic: str, data: Row) -> None:
        """An event of another service, by way of this one's outbox."""
        with self.database.transaction() as connection:
            publish(connection, topic, data)

    def mail(self, **fields: Any) -> str:
        """A notification by e-mail, stored and not yet sent: its id."""
        return str(self.api.notify(**{"type": "email", "to": "ana@example.org", "message": "Oi", **fields})["id"])

    def row(self, notification_id: str) -> Row:
        """Status, attempts and what else is not told outside."""
        return self.rows("id = %(id)s::uuid", {"id": notification_id})[0]

    def rows(self, condition: str, values: Row) -> list[Row]:
        """Notifications that fulfil an SQL condition, oldest first."""
        names = ("id", "user_ref", "type", "kind", "title", "message", "recipient", "locale", "status", "attempts")
        more = ("last_error", "provider_message_id", "sent_at", "data", "lease_until")
        with self.database.read(EVERYBODY) as connection:
            found = connection.rows(
                f"SELECT {', '.join((*names, *more))} FROM notifications WHERE {condition} ORDER BY created_at, id",
                values,
            )
        return [dict(zip((*names, *more), row, strict=True)) for row in found]

    def events(self, topic: str, notification_id: str) -> list[Row]:
        """Data of the events of a topic about one notification."""
        with self.database.read() as connection:
            rows = connection.rows(
                "SELECT data FROM outbox WHERE topic = %(topic)s AND data->>'notificationId' = %(id)s ORDER BY seq",
                {"topic": topic, "id": notification_id},
            )
        return [row[0] for row in rows]

    def dead(self) -> list[DeadLetter]:
        """What was given up."""
        return find_dead_letters(self.bus)[0]


def failing(kind: type[MailError], times: int) -> list[BaseException]:
    """So many failures."""
    return [kind(f"failure {number}") for number in range(times)]
