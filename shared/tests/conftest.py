"""A database for the tests of the library: the schema of workspace-api, empty."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg2.extensions
import pytest

from suite.database import Database
from suite.database.replica import Replica
from suite.database.replica_assembly import add_replica
from suite_testing.databases import TestCluster, TestDatabase
from suite_testing.replica_reads import CountingMeter
from suite_testing.replica_server import StreamingReplica, replica_variables
from suite_testing.sample import sample_settings


@pytest.fixture(autouse=True)
def default_log_level() -> Iterator[None]:
    """Records are made as in a fresh process, whatever a service started before has configured."""
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.WARNING)
    yield
    root.setLevel(level)


@pytest.fixture(scope="session")
def clone(test_cluster: TestCluster) -> TestDatabase:
    return test_cluster.clone("workspace-api", "workspace")


@pytest.fixture
def admin(clone: TestDatabase) -> Iterator[psycopg2.extensions.connection]:
    """The administrator, with a table of numbers anybody in the schema may use."""
    with clone.connect(schema="workspace") as connection:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE numbers (number int CONSTRAINT pk_numbers PRIMARY KEY)")
        yield connection
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE numbers")


@pytest.fixture
def open_database(clone: TestDatabase) -> Iterator[Callable[..., Database]]:
    """Open the database as a service does: open_database(pool_size=1, …)."""
    opened: list[Database] = []

    def open_one(**options: Any) -> Database:
        arguments = {"schema": "workspace", "application": "trial", **options}
        opened.append(Database(clone.dsn("app_workspace"), **arguments))
        return opened[-1]

    yield open_one
    for database in opened:
        database.close()


@pytest.fixture(scope="session")
def streamed(streaming: StreamingReplica) -> TestDatabase:
    """A database of the primary that has a replica, with a table of numbers."""
    database = streaming.primary.clone("workspace-api", "workspace")
    with database.connect(schema="workspace") as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE numbers (number int CONSTRAINT pk_numbers PRIMARY KEY)")
    streaming.catch_up()
    return database


@dataclass(frozen=True)
class Replicated:
    """A service's database with its replica, and what it has counted."""

    database: Database
    replica: Replica
    meter: CountingMeter


@pytest.fixture
def open_replicated(streamed: TestDatabase, streaming: StreamingReplica) -> Iterator[Callable[..., Replicated]]:
    """Open both as a service does: open_replicated(DB_POOL_MAX="1", …)."""
    opened: list[Database] = []

    def open_both(**variables: str) -> Replicated:
        given = replica_variables("SAMPLE", streaming, streamed.name, "app_workspace")
        settings, meter = sample_settings({**given, **variables}), CountingMeter()
        database = Database.from_settings(settings)
        opened.append(database)
        replica = add_replica(database, settings, meter)
        assert replica is not None
        return Replicated(database, replica, meter)

    yield open_both
    for database in opened:
        database.close()
