"""The service under test: a real application on a real PostgreSQL, one user a test."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import psycopg2.extensions
import pytest
from documentation_client import SECRET, Api, TokenApi

from documentation_api.app import create_app
from documentation_api.settings import Settings
from suite.http import Service
from suite.parsers import Secret
from suite_testing.applications import applications, settings_on
from suite_testing.databases import TestCluster, TestDatabase

_users = count(1)


@pytest.fixture(scope="session")
def database(test_cluster: TestCluster) -> TestDatabase:
    return test_cluster.clone("documentation-api", "documentation")


@pytest.fixture(scope="session")
def settings(database: TestDatabase) -> Settings:
    return settings_on(
        database,
        Settings,
        CORS_ORIGIN="http://localhost:3103,http://localhost:3004",
        DOCS_REINDEX_INTERVAL="0",
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


@pytest.fixture(scope="session")
def guarded(settings: Settings) -> Iterator[Service]:
    """The service asking for tokens."""
    with applications(create_app, settings) as start:
        yield start(auth_mode="jwt", jwt_secret=Secret(SECRET))


@pytest.fixture
def ana(guarded: Service) -> TokenApi:
    """An editor whom nobody else is."""
    return TokenApi(guarded, f"ana-{next(_users)}", "editor")


@pytest.fixture
def rui(guarded: Service) -> TokenApi:
    """Another editor."""
    return TokenApi(guarded, f"rui-{next(_users)}", "editor")


@pytest.fixture
def chefe(guarded: Service) -> TokenApi:
    """An administrator."""
    return TokenApi(guarded, f"chefe-{next(_users)}", "admin")


@pytest.fixture
def admin(database: TestDatabase) -> Iterator[psycopg2.extensions.connection]:
    """The administrator, who sees every row."""
    with database.connect(schema="documentation") as connection:
        yield connection


@pytest.fixture
def start(settings: Settings) -> Iterator[Any]:
    """Start another application with other settings: start(rate_limit_enabled=True, …)."""
    with applications(create_app, settings) as start_service:
        yield start_service
