"""A database for the tests of the library: the schema of workspace-api, empty."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import psycopg2.extensions
import pytest

from suite.database import Database
from suite_testing.databases import TestCluster, TestDatabase


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
