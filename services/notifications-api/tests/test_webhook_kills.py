"""5 000 events on their way to a webhook while the worker is killed again and again: each arrives, under one id."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2.extensions
import pytest
from notifications_client import Api

from notifications_api.identity import EVERYBODY
from suite.database import Database
from suite.environment import find_root
from suite.events import publish_many
from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestDatabase
from suite_testing.processes import TEST_ENVIRONMENT
from suite_testing.webhook_receiver import Receiver

NUMBER = 5_000
KILLS = (200, 1_200, 2_500, 4_000)
PATIENCE_SECONDS = 300.0
WHEN = "2026-01-15T10:30:00.000Z"


@contextmanager
def worker(database: TestDatabase) -> Iterator[subprocess.Popen[bytes]]:
    """Killed at the end, with what it has in hand."""
    kept = {name: value for name, value in os.environ.items() if name != "PROMETHEUS_MULTIPROC_DIR"}
    variables = {
        "SUITE_ROOT": str(find_root(Path(__file__))),
        "NOTIFICATIONS_DATABASE_URL": database.dsn("app_notifications"),
        "NOTIFICATIONS_WEBHOOK_ALLOW_HOSTS": "127.0.0.1",
        "NOTIFICATIONS_WATCH_SECONDS": "0",
        "APP_BUS_DB_PASSWORD": database.owner.passwords["app_bus"],
    }
    command = [sys.executable, "-m", "notifications_api", "worker"]
    process = subprocess.Popen(command, env={**kept, **TEST_ENVIRONMENT, **variables})
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


def test_no_event_is_lost_however_often_the_worker_is_killed(
    make_office: Any,
    start: Any,
    database: TestDatabase,
    admin: psycopg2.extensions.connection,
    receiver: Receiver,
) -> None:
    office = make_office()
    register(start(webhook_allow_hosts=("127.0.0.1",)), receiver.url)
    publish_events(office.database)

    for arrived in KILLS:
        with worker(database):
            assert wait_until(lambda wanted=arrived: len(receiver.received) >= wanted, PATIENCE_SECONDS)
        # The leases of the dead are over; a minute or two later they would be.
        end_leases(admin)
    with worker(database):
        assert wait_until(lambda: settled(admin), PATIENCE_SECONDS)

    assert {body["data"]["consecutiveFailures"] for body in receiver.bodies} == set(range(NUMBER))
    assert len({headers["webhook-id"] for headers, _ in receiver.received}) == NUMBER
    assert len({body["id"] for body in receiver.bodies}) == NUMBER


def register(api: Api, url: str) -> None:
    assert Api(api.service, None).post("/webhooks", {"url": url}).status_code == 201


def publish_events(database: Database) -> None:
    event = {"stream": "btc", "runId": "r", "error": "timeout", "failedAt": WHEN}
    with database.transaction(EVERYBODY) as connection:
        publish_many(connection, "sync-failed", [{**event, "consecutiveFailures": one} for one in range(NUMBER)])


def end_leases(admin: psycopg2.extensions.connection) -> None:
    with admin.cursor() as cursor:
        cursor.execute(
            "UPDATE webhook_deliveries SET next_at = now() WHERE state = 'pending';"
            "UPDATE bus.deliveries SET next_at = now();"
            "UPDATE inbox SET lease_until = now() WHERE state = 'processing'"
        )


def settled(admin: psycopg2.extensions.connection) -> bool:
    """Whether every event has its delivery, and every delivery its answer."""
    with admin.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM webhook_deliveries WHERE state = 'delivered'")
        return cursor.fetchall() == [(NUMBER,)]
