"""The service under test: a real application on a real PostgreSQL, one user a test."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Any

import psycopg2.extensions
import pytest
from mail_office import Office
from notifications_client import EVENTS_TOKEN, PUSH_TOKEN, Api

from notifications_api.app import create_app
from notifications_api.service import NotificationsService
from notifications_api.settings import Settings
from suite.database import Database
from suite.settings import Secret
from suite_testing.applications import applications, settings_on
from suite_testing.databases import TestCluster, TestDatabase

_users = count(1)


@pytest.fixture(scope="session")
def database(test_cluster: TestCluster) -> TestDatabase:
    return test_cluster.clone("notifications-api", "notifications")


@pytest.fixture(scope="session")
def settings(database: TestDatabase) -> Settings:
    return settings_on(
        database,
        Settings,
        CORS_ORIGIN="http://localhost:3103",
        NOTIFICATIONS_PROCESS_MODE="api",
        EMAIL_EVENTS_TOKEN=EVENTS_TOKEN,
        PUBSUB_PUSH_TOKEN=PUSH_TOKEN,
    )


@pytest.fixture
def start(settings: Settings) -> Iterator[Any]:
    """Start an application with other settings: start(stream_max=1)."""
    with applications(create_app, settings) as start_application:

        def start_service(**changes: Any) -> Api:
            for name in ("jwt_secret", "push_token", "email_events_token"):
                if isinstance(changes.get(name), str):
                    changes[name] = Secret(changes[name])
            return Api(start_application(**changes), f"user-{next(_users)}")

        yield start_service


@pytest.fixture(scope="session")
def service(settings: Settings) -> Iterator[NotificationsService]:
    with applications(create_app, settings) as start:
        yield start()


@pytest.fixture
def api(service: NotificationsService) -> Api:
    """A client whose user nobody else uses; an editor, as everybody who names himself."""
    return Api(service, f"user-{next(_users)}")


@pytest.fixture
def other(service: NotificationsService) -> Api:
    """Another user's client."""
    return Api(service, f"user-{next(_users)}")


@pytest.fixture
def admin_api(service: NotificationsService) -> Api:
    """Who names nobody is the local administrator."""
    return Api(service, None)


@pytest.fixture
def admin(database: TestDatabase) -> Iterator[psycopg2.extensions.connection]:
    """The database administrator, who sees every row."""
    with database.connect(schema="notifications") as connection:
        yield connection


def open_database(database: TestDatabase, role: str, schema: str) -> Database:
    return Database(database.dsn(role), schema=schema, application="test", pool_size=6)


@pytest.fixture
def make_office(
    service: NotificationsService, database: TestDatabase, settings: Settings, admin: psycopg2.extensions.connection
) -> Iterator[Any]:
    """Offices on an empty bus: make_office(sender, routes=…)."""
    with admin.cursor() as cursor:
        cursor.execute(
            "TRUNCATE bus.subscriptions, bus.messages, bus.deliveries, bus.dead_letters;"
            " TRUNCATE outbox, inbox, send_quota, notifications, contacts, preferences, suppressions,"
            " webhooks, webhook_deliveries"
        )
    opened = [
        open_database(database, "app_notifications", "notifications"),
        open_database(database, "app_bus", "bus"),
    ]
    yield lambda sender=None, **changes: Office(service, opened[0], opened[1], replace(settings, **changes), sender)
    for pool in opened:
        pool.close()


@pytest.fixture
def office(make_office: Any) -> Office:
    """An office whose provider accepts everything."""
    made: Office = make_office()
    return made
