"""The bus in PostgreSQL: tables of the schema bus, the role app_bus, NOTIFY to wake whoever waits."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from suite.database import Database
from suite.events.adapters import dead_letter_queries, postgres_queries
from suite.events.adapters.dead_letter_store import BusDatabase, PostgresDeadLetters
from suite.events.adapters.listener import PostgresListener
from suite.events.bus import RETENTION_DAYS, Backlog, Delivery
from suite.events.dead_letters import DeadLetter
from suite.events.message import Message
from suite.events.retries import Clock, database_time
from suite.events.subscriptions import Subscription

REST_SECONDS = 30.0


class PostgresBus:
    """The default adapter."""

    def __init__(self, database: Database, *, clock: Clock = database_time) -> None:
        self._database = BusDatabase(database)
        self._clock = clock
        self._listener = PostgresListener(database.connect)
        self._seen: dict[str, int] = {}
        self._ordered: set[str] = set()
        self.dead_letters = PostgresDeadLetters(self._database)

    def register(self, subscription: Subscription) -> None:
        values = {"name": subscription.name, "topic": subscription.topic, "ordered": subscription.ordered}
        with self._database.transaction() as connection:
            connection.run(postgres_queries.REGISTER, values)

    def publish(self, messages: Sequence[Message]) -> Mapping[UUID, str]:
        with self._database.transaction() as connection:
            postgres_queries.insert_messages(connection, messages, self._clock())
        return {}

    def receive(self, subscription: Subscription, limit: int, lease_seconds: float) -> list[Delivery]:
        name = subscription.name
        self._seen[name] = self._listener.heard
        if subscription.ordered:
            self._ordered.add(name)
        with self._database.statement() as connection:
            deliveries = postgres_queries.take_deliveries(
                connection,
                name,
                ordered=subscription.ordered,
                limit=limit,
                lease=lease_seconds,
                now=self._clock(),
            )
        return [Delivery(name, envelope, message_id, message_id, replay) for message_id, replay, envelope in deliveries]

    def extend(self, deliveries: Sequence[Delivery], lease_seconds: float) -> None:
        name, ids = deliveries[0].subscription, [delivery.ticket for delivery in deliveries]
        with self._database.statement() as connection:
            postgres_queries.extend_deliveries(
                connection, name, ids, ordered=name in self._ordered, lease=lease_seconds, now=self._clock()
            )

    def acknowledge(self, deliveries: Sequence[Delivery]) -> None:
        if deliveries:
            name, ids = deliveries[0].subscription, [delivery.ticket for delivery in deliveries]
            with self._database.statement() as connection:
                postgres_queries.delete_deliveries(connection, name, ids)

    def refuse(self, delivery: Delivery, delay_seconds: float, attempts: int, reason: str | None) -> None:
        with self._database.statement() as connection:
            postgres_queries.refuse_delivery(
                connection,
                delivery.subscription,
                delivery.ticket,
                ordered=delivery.subscription in self._ordered,
                delay=delay_seconds,
                attempts=attempts,
                reason=reason,
                now=self._clock(),
            )

    def bury(self, delivery: Delivery, dead_letter: DeadLetter) -> None:
        announcement = dead_letter.announcement()
        with self._database.transaction() as connection:
            dead_letter_queries.upsert_dead_letter(connection, dead_letter)
            if announcement is not None:
                postgres_queries.insert_messages(connection, [announcement], self._clock())
            postgres_queries.delete_deliveries(connection, delivery.subscription, [delivery.ticket])

    def redeliver(self, dead_letters: Sequence[DeadLetter]) -> None:
        with self._database.transaction() as connection:
            for dead_letter in dead_letters:
                assert dead_letter.envelope is not None
                postgres_queries.redeliver_message(
                    connection,
                    dead_letter.subscription,
                    dead_letter.envelope,
                    dead_letter.message_id,
                    dead_letter.replay + 1,
                    self._clock(),
                )

    def wait(self, subscription: Subscription, seconds: float) -> None:
        self._listener.wait(self._seen.get(subscription.name, 0), seconds)

    def wake(self) -> None:
        self._listener.stop()

    def check(self) -> None:
        with self._database.statement() as connection:
            postgres_queries.require_tables(connection)

    def backlogs(self) -> list[Backlog]:
        with self._database.statement() as connection:
            return postgres_queries.select_backlogs(connection)

    def tidy(self) -> None:
        with self._database.transaction() as connection:
            connection.run(postgres_queries.EXPIRE, {"days": RETENTION_DAYS})
        with self._database.statement() as connection:
            while connection.run(postgres_queries.FORGET, {"days": RETENTION_DAYS}) >= 10_000:
                continue

    def rest(self) -> None:
        self._database.database.pool.close_idle(REST_SECONDS)

    def close(self) -> None:
        self._listener.stop()
        self._database.database.close()
