"""What a worker does beside events."""

from dataclasses import replace
from threading import Event
from typing import Any

import psycopg2.extensions
import pytest
from mail_office import Office

from notifications_api.settings import Settings
from notifications_api.upkeep import Upkeep
from suite_ops.processes.patience import wait_until

PATIENCE_SECONDS = 60.0


@pytest.fixture
def upkeep(office: Office, settings: Settings) -> Any:
    beats: list[str] = []
    running = Upkeep(replace(settings, watch_seconds=0), office.database, Event(), beats.append)
    yield running, beats
    assert running.stop(PATIENCE_SECONDS)


def test_leases_end_and_expired_rows_go(office: Office, upkeep: Any, admin: psycopg2.extensions.connection) -> None:
    running, beats = upkeep
    held, kept = office.mail(), office.mail()
    with admin.cursor() as cursor:
        for notification, minutes in ((held, -1), (kept, 60)):
            cursor.execute(
                "UPDATE notifications SET status = 'sending', claimed_by = gen_random_uuid(),"
                " lease_until = now() + %s * interval '1 minute' WHERE id = %s",
                (minutes, notification),
            )
        cursor.execute("DELETE FROM idempotency_keys; DELETE FROM bounces")
        for hours in (1, 25):
            cursor.execute(
                "INSERT INTO idempotency_keys (user_id, key, route, request_hash, created_at)"
                " VALUES ('ana', %s, 'x', repeat('0', 64), now() - %s * interval '1 hour')",
                (str(hours), hours),
            )
            cursor.execute(
                "INSERT INTO bounces (id, email, created_at)"
                " VALUES (%s, 'a@example.org', now() - %s * interval '8 hours')",
                (str(hours), hours),
            )
        running.start()

        def tidied() -> bool:
            cursor.execute("SELECT (SELECT array_agg(key) FROM idempotency_keys), (SELECT array_agg(id) FROM bounces)")
            return cursor.fetchall() == [(["1"], ["1"])]

        assert wait_until(tidied, PATIENCE_SECONDS)

    assert (office.row(held)["status"], office.row(kept)["status"]) == ("pending", "sending")
    assert set(beats) == {"leases", "webhooks"}
