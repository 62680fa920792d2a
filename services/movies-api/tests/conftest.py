"""The service under test: a real application on a real PostgreSQL."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg2.extensions
import pytest
from movies_catalogue import plant_catalogue
from movies_databases import command
from movies_models import Models, running_models
from werkzeug.test import Client

from movies_api.app import create_app
from movies_api.cli import main as run_cli
from movies_api.settings import Settings
from suite.http import Service
from suite.outbound import exchange
from suite.settings import Secret
from suite_testing.applications import applications, settings_on
from suite_testing.databases import TestCluster, TestDatabase


@pytest.fixture(scope="session")
def database(test_cluster: TestCluster) -> TestDatabase:
    """A database with the small catalogue of movies_catalogue.py."""
    clone = test_cluster.clone("movies-api", "movies")
    with clone.connect("app_movies", schema="movies") as connection:
        plant_catalogue(connection)
    return clone


@pytest.fixture(scope="session")
def settings(database: TestDatabase) -> Settings:
    return settings_on(database, Settings, CACHE_TTL_SECONDS="0")


@pytest.fixture(scope="session")
def service(settings: Settings) -> Iterator[Service]:
    with applications(create_app, settings) as start:
        yield start()


@pytest.fixture
def client(service: Service) -> Client:
    """Anybody."""
    return service.test_client()


@pytest.fixture
def start(settings: Settings) -> Iterator[Callable[..., Service]]:
    """Start another application with other settings: start(journey_fill=False, …)."""
    with applications(create_app, settings) as start_service:
        yield start_service


@pytest.fixture
def own_database(test_cluster: TestCluster) -> Iterator[TestDatabase]:
    """An empty database for one test."""
    clone = test_cluster.clone("movies-api", "movies")
    yield clone
    test_cluster.drop(clone.name)


@pytest.fixture
def own_service(own_database: TestDatabase, settings: Settings) -> Iterator[Service]:
    """An application on the database of one test, filled with the small catalogue."""
    with own_database.connect("app_movies", schema="movies") as connection:
        plant_catalogue(connection)
    with applications(create_app, settings) as start:
        yield start(database_url=Secret(own_database.dsn("app_movies")))


@pytest.fixture
def keeping(own_database: TestDatabase, settings: Settings) -> Iterator[Service]:
    """A service that keeps answers for a minute, with the small catalogue."""
    with own_database.connect("app_movies", schema="movies") as connection:
        plant_catalogue(connection)
    url = Secret(own_database.dsn("app_movies"))
    with applications(create_app, settings) as start:
        yield start(database_url=url, cache_ttl_seconds=60)


@pytest.fixture
def count_queries(monkeypatch: pytest.MonkeyPatch, keeping: Service) -> Callable[[], int]:
    """How many statements requests have made."""
    counted = [0]

    def count(*arguments: Any) -> None:
        counted[0] += 1

    monkeypatch.setattr(keeping.metrics, "observe_query", count)
    return lambda: counted[0]


@pytest.fixture
def admin(database: TestDatabase) -> Iterator[psycopg2.extensions.connection]:
    """The administrator of the shared catalogue."""
    with database.connect(schema="movies") as connection:
        yield connection


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch) -> Iterator[Models]:
    """Models that answer as they are told; who asks them again does not wait long."""
    monkeypatch.setattr(exchange, "FIRST_WAIT_SECONDS", 0.001)
    monkeypatch.setattr(exchange, "LONGEST_WAIT_SECONDS", 0.002)
    with running_models() as running:
        yield running


@pytest.fixture(scope="module")
def seeded(test_cluster: TestCluster) -> Iterator[TestDatabase]:
    """The written seeds."""
    clone = test_cluster.clone("movies-api", "movies")
    assert command(run_cli, clone, "seed").status == 0
    yield clone
    test_cluster.drop(clone.name)


@pytest.fixture(scope="module")
def newsroom(seeded: TestDatabase, settings: Settings) -> Iterator[Service]:
    """The service editors use, on the written seeds."""
    with applications(create_app, settings) as start:
        yield start(database_url=Secret(seeded.dsn("app_movies")))
