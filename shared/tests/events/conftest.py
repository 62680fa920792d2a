"""The three adapters, each on a stage of its own."""

from collections.abc import Iterator
from contextlib import closing
from itertools import count
from typing import Any

import pytest
from event_stage import EFFECTS, Stage
from google.cloud import pubsub_v1

from suite.database import Database
from suite.events import Subscription
from suite.events.adapters.dead_letter_store import BusDatabase, PostgresDeadLetters
from suite.events.adapters.memory import MemoryBus
from suite.events.adapters.postgres import PostgresBus
from suite.events.adapters.pubsub import PubsubBus
from suite.events.adapters.pubsub_clients import open_publisher, open_subscriber
from suite.ids import uuid7
from suite_testing.databases import TestCluster, TestDatabase
from suite_testing.events import Hours, documented_table
from suite_testing.pubsub import PubsubServer, pubsub_server
from suite_testing.sample import sample_settings

_prefixes = count(1)


@pytest.fixture(scope="session")
def consumer_database(test_cluster: TestCluster) -> TestDatabase:
    """A schema with an outbox, an inbox and a table of effects."""
    found = test_cluster.clone("workspace-api", "workspace")
    with found.connect(schema="workspace") as connection, connection.cursor() as cursor:
        cursor.execute(documented_table("inbox"))
        cursor.execute(EFFECTS)
    return found


@pytest.fixture(scope="session")
def database(consumer_database: TestDatabase) -> Iterator[Database]:
    with closing(open_database(consumer_database, "app_workspace", "workspace")) as found:
        yield found


@pytest.fixture(scope="session")
def bus_database(consumer_database: TestDatabase) -> Iterator[Database]:
    with closing(open_database(consumer_database, "app_bus", "bus")) as found:
        yield found


def open_database(found: TestDatabase, role: str, schema: str) -> Database:
    return Database(found.dsn(role), schema=schema, application="test", pool_size=12)


@pytest.fixture(scope="session")
def pubsub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PubsubServer]:
    with pubsub_server(tmp_path_factory.mktemp("pubsub")) as server:
        yield server


@pytest.fixture
def clean_bus(consumer_database: TestDatabase) -> None:
    """Nothing left by the test before."""
    with consumer_database.connect(schema="bus") as connection, connection.cursor() as cursor:
        cursor.execute("TRUNCATE subscriptions, messages, deliveries, dead_letters")
        cursor.execute("TRUNCATE workspace.outbox, workspace.inbox, workspace.effects")


@pytest.fixture
def postgres_stage(clean_bus: None, database: Database, bus_database: Database) -> Iterator[Stage]:
    hours = Hours()
    bus = PostgresBus(bus_database, clock=hours)

    def put_raw(subscription: Subscription, body: bytes) -> None:
        message_id = str(uuid7())
        with bus_database.transaction() as connection:
            connection.run(
                "INSERT INTO messages (id, topic, envelope) VALUES (%s, %s, %s)",
                (message_id, subscription.topic, body.decode()),
            )
            connection.run(
                "INSERT INTO deliveries (subscription, message_id, seq) VALUES (%s, %s, 0)",
                (subscription.name, message_id),
            )

    yield Stage("postgres", bus, database, hours, put_raw)
    bus.wake()


@pytest.fixture
def memory_stage(clean_bus: None, database: Database) -> Iterator[Stage]:
    hours = Hours()

    def put_raw(subscription: Subscription, body: bytes) -> None:
        pytest.fail("memory holds messages only")

    yield Stage("memory", MemoryBus(clock=hours), database, hours, put_raw)


@pytest.fixture
def pubsub_stage(clean_bus: None, database: Database, bus_database: Database, pubsub: PubsubServer) -> Iterator[Stage]:
    settings = sample_settings(
        {"BUS_ADAPTER": "pubsub", "GOOGLE_CLOUD_PROJECT": "p", "PUBSUB_EMULATOR_HOST": pubsub.address}
    )
    prefix = f"t{next(_prefixes)}-"
    publisher, subscriber = open_publisher(settings), open_subscriber(settings)
    dead_letters = PostgresDeadLetters(BusDatabase(bus_database))
    bus = PubsubBus(publisher, subscriber, dead_letters, project="p", prefix=prefix, create=True)

    def put_raw(subscription: Subscription, body: bytes) -> None:
        publisher.publish(f"projects/p/topics/{prefix}{subscription.topic}", body).result(10)

    yield Stage("pubsub", bus, database, Hours(pubsub.let_pass), put_raw)
    close_clients(publisher, subscriber)


def close_clients(publisher: pubsub_v1.PublisherClient, subscriber: pubsub_v1.SubscriberClient) -> None:
    publisher.stop()
    publisher.transport.close()
    subscriber.close()


@pytest.fixture(params=["memory", "postgres", "pubsub"])
def stage(request: pytest.FixtureRequest) -> Stage:
    """Each adapter in turn."""
    found: Any = request.getfixturevalue(f"{request.param}_stage")
    assert isinstance(found, Stage)
    return found
