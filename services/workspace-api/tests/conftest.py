"""The service under test: a real application on a real PostgreSQL, one user a test."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import psycopg2.extensions
import pytest
from workspace_client import Api

from suite.administration import admin_database
from suite.database import Database
from suite.http import Service
from suite.settings import Secret
from suite_testing.applications import applications, settings_on
from suite_testing.databases import TestCluster, TestDatabase
from workspace_api.app import create_app
from workspace_api.settings import Settings

_users = count(1)


@pytest.fixture(scope="session")
def database(test_cluster: TestCluster) -> TestDatabase:
    return test_cluster.clone("workspace-api", "workspace")


@pytest.fixture(scope="session")
def settings(database: TestDatabase) -> Settings:
    return settings_on(
        database,
        Settings,
        CORS_ORIGIN="http://localhost:3103,http://localhost:3004",
    )


@pytest.fixture(scope="session")
def service(settings: Settings) -> Iterator[Service]:
    with applications(create_app, settings) as start:
        yield start()


@pytest.fixture
def api(service: Service) -> Api:
    """A client whose user nobody else uses."""
    return Api(service, f"user-{next(_users)}")


@pytest.fixture
def other(service: Service) -> Api:
    """Another user's client."""
    return Api(service, f"user-{next(_users)}")


@pytest.fixture
def admin(database: TestDatabase) -> Iterator[psycopg2.extensions.connection]:
    """The administrator, who sees every row."""
    with database.connect(schema="workspace") as connection:
        yield connection


@pytest.fixture(scope="session")
def sandbox_database(test_cluster: TestCluster) -> TestDatabase:
    """A second database, for rows the service would not write: audits of the first stay meaningful."""
    return test_cluster.clone("workspace-api", "workspace")


@pytest.fixture(scope="session")
def sandbox_service(settings: Settings, sandbox_database: TestDatabase) -> Iterator[Service]:
    with applications(create_app, settings) as start:
        yield start(database_url=Secret(sandbox_database.dsn("app_workspace")))


@pytest.fixture
def sandbox(sandbox_service: Service) -> Api:
    """A client of the second database whose user nobody else uses."""
    return Api(sandbox_service, f"user-{next(_users)}")


@pytest.fixture
def sandbox_admin(sandbox_database: TestDatabase) -> Iterator[psycopg2.extensions.connection]:
    """The administrator of the second database."""
    with sandbox_database.connect(schema="workspace") as connection:
        yield connection


@pytest.fixture
def start(settings: Settings) -> Iterator[Any]:
    """Start another application with other settings: start(rate_limit_enabled=True, …)."""
    with applications(create_app, settings) as start_service:
        yield start_service


@pytest.fixture
def own(test_cluster: TestCluster) -> Iterator[TestDatabase]:
    """A database of one test's own: verification looks at every user, maintenance changes tables."""
    database = test_cluster.clone("workspace-api", "workspace")
    yield database
    test_cluster.drop(database.name)


@pytest.fixture
def owner(own: TestDatabase) -> Iterator[Database]:
    """That database as its owner."""
    database = admin_database(Settings, own.dsn())
    yield database
    database.close()
