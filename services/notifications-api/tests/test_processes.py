"""The service and its worker as production runs them."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

import psycopg2.extensions
import pytest

from notifications_api.kinds import ROUTED
from suite.environment import find_root
from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestDatabase
from suite_testing.mail_servers import Mailbox, smtp_server
from suite_testing.processes import TEST_ENVIRONMENT, RunningService, running_service

PATIENCE_SECONDS = 60.0
STOP_SECONDS = 10
# Beside the routed ones: notification-created and mail-requested.
SUBSCRIPTIONS = len(ROUTED) + 2


class SlowMailbox(Mailbox):
    """Accepts a mail once it may."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.may = Event(), Event()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.asked.set()
        await server.loop.run_in_executor(None, self.may.wait, PATIENCE_SECONDS)
        return await super().handle_DATA(server, session, envelope)


def variables(database: TestDatabase, port: int) -> dict[str, str]:
    return {
        "NOTIFICATIONS_DATABASE_URL": database.dsn("app_notifications"),
        "APP_BUS_DB_PASSWORD": database.owner.passwords["app_bus"],
        "NOTIFICATIONS_WATCH_SECONDS": "0",
        "EMAIL_ADAPTER": "smtp",
        "EMAIL_FROM": "no-reply@colmeia.example",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(port),
        "SMTP_TLS": "none",
        "NOTIFICATIONS_WORKERS": "2",
        "SHUTDOWN_TIMEOUT_MS": "5000",
    }


@contextmanager
def running(database: TestDatabase, port: int, folder: Path, **changes: str) -> Iterator[RunningService]:
    module, settings = "notifications_api.wsgi:app", "notifications_api.settings"
    given = {**variables(database, port), **changes}
    with running_service(module, settings, "NOTIFICATIONS", given, folder) as service:
        yield service


def post_mail(service: RunningService, message: str) -> str:
    with service.caller("ana") as caller:
        body = {"userId": "ana", "type": "email", "message": message, "to": "ana@example.org"}
        reply = caller.post("/notifications", json=body)
        assert reply.status_code == 201, reply.text
        return str(reply.json()["id"])


@pytest.fixture
def fresh(make_office: Any, admin: psycopg2.extensions.connection) -> psycopg2.extensions.connection:
    """Nothing on the bus, nothing stored."""
    return admin


def status_of(admin: psycopg2.extensions.connection, notification_id: str) -> str:
    with admin.cursor() as cursor:
        cursor.execute("SELECT status FROM notifications WHERE id = %s", (notification_id,))
        ((status,),) = cursor.fetchall()
        return str(status)


def test_one_of_the_web_workers_sends_and_all_of_them_are_counted(
    fresh: psycopg2.extensions.connection, database: TestDatabase, tmp_path: Path
) -> None:
    mailbox = Mailbox()
    with smtp_server(mailbox) as port, running(database, port, tmp_path) as service, service.caller() as caller:

        def listening() -> bool:
            with fresh.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM bus.subscriptions")
                return cursor.fetchall() == [(SUBSCRIPTIONS,)]

        assert wait_until(listening, PATIENCE_SECONDS), service.log.read_text()
        made = [post_mail(service, f"m{number}") for number in range(10)]

        def all_sent() -> bool:
            return {status_of(fresh, one) for one in made} == {"sent"}

        assert wait_until(all_sent, PATIENCE_SECONDS), service.log.read_text()
        assert sorted(str(message["X-Notification-Id"]) for message in mailbox.messages) == sorted(made)
        metrics = caller.get("/metrics").text
        labels = 'adapter="smtp",result="sent",service="notifications-api",template="notification"'
        assert f"tradingsystem_email_sent_total{{{labels}}} 10.0" in metrics
        assert 'tradingsystem_notifications_created_total{service="notifications-api",type="email"} 10.0' in metrics
        for name in (
            "email_send_duration_seconds_count",
            "email_suppressed_addresses",
            "bus_published_total",
            "bus_delivered_total",
            "bus_outbox_pending",
            "bus_outbox_oldest_seconds",
            "bus_backlog",
            "bus_oldest_unacked_seconds",
            "bus_dead_letters",
            "bus_handler_duration_seconds_count",
            "notification_streams",
        ):
            assert f"tradingsystem_{name}{{" in metrics, name
        checks = caller.get("/readyz").json()["checks"]
        assert (checks["bus"], checks["email"], checks["database"]) == ("ok", "ok", "ok")
        assert checks["loop"] in ("ok", "disabled")


def test_a_notification_is_stored_while_worker_and_bus_are_away_and_sent_once_they_are_back(
    fresh: psycopg2.extensions.connection, database: TestDatabase, tmp_path: Path
) -> None:
    mailbox = SlowMailbox()
    with smtp_server(mailbox) as port:
        alone = {"NOTIFICATIONS_PROCESS_MODE": "api", "NOTIFICATIONS_WORKERS": "1", "SHUTDOWN_TIMEOUT_MS": "1000"}
        with running(database, port, tmp_path, **alone, APP_BUS_DB_PASSWORD="") as service:
            made = post_mail(service, "x")
            assert status_of(fresh, made) == "pending"

        with worker(database, port) as process:
            assert wait_until(mailbox.asked.is_set, PATIENCE_SECONDS)
            process.send_signal(signal.SIGTERM)
            mailbox.may.set()
            asked_at = monotonic()
            assert process.wait(PATIENCE_SECONDS) == 0
            # The contract: what is in hand is finished within the time a process has for its end.
            assert monotonic() - asked_at < STOP_SECONDS + 5

    assert status_of(fresh, made) == "sent"
    assert [str(message["X-Notification-Id"]) for message in mailbox.messages] == [made]


@contextmanager
def worker(database: TestDatabase, port: int) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "notifications_api", "worker"], env=environment(variables(database, port))
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def environment(changes: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "PROMETHEUS_MULTIPROC_DIR"}
    return {**kept, **TEST_ENVIRONMENT, "SUITE_ROOT": str(find_root(Path(__file__))), **changes}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PROCESS_MODE", "sometimes"),
        ("NOTIFY_ROUTES", "unknown-topic=ana"),
        ("NOTIFY_ROUTES", "sync-failed"),
        ("NOTIFY_ROUTES", '{"sync-failed": "ana"}'),
        ("NOTIFY_ROUTES", "sync-failed=" + "x" * 101),
        ("EMAIL_ADAPTER", "smtp"),
    ],
)
def test_what_cannot_work_is_named_and_ends_the_start(name: str, value: str, database: TestDatabase) -> None:
    given = environment({"NOTIFICATIONS_DATABASE_URL": database.dsn("app_notifications"), name: value})
    code = "from suite.settings import load_settings; from notifications_api.settings import Settings;"
    ended = subprocess.run(
        [sys.executable, "-c", code + "load_settings(Settings)"],
        env=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )

    assert ended.returncode == 78
    assert "configuration error: " in ended.stderr
