"""A running service tells the bus what happened, also when the bus or the database was away meanwhile."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import requests

from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestCluster, TestDatabase
from suite_testing.processes import RunningService, running_service
from suite_testing.pubsub import pubsub_server

NEW_ITEM = {"title": "Cartão", "description": "d", "category": "documentacao", "priority": "low"}
PATIENCE = 60.0


@pytest.fixture
def database(test_cluster: TestCluster) -> TestDatabase:
    return test_cluster.clone("workspace-api", "workspace")


def variables(database: TestDatabase, **more: str) -> dict[str, str]:
    return {
        "WORKSPACE_DATABASE_URL": database.dsn("app_workspace"),
        "APP_BUS_DB_PASSWORD": database.owner.passwords["app_bus"],
        "WORKSPACE_WORKERS": "2",
        **more,
    }


@pytest.fixture
def service(database: TestDatabase, tmp_path: Path) -> Iterator[RunningService]:
    with running_service(
        "workspace_api.wsgi:app", "workspace_api.settings", "WORKSPACE", variables(database), tmp_path
    ) as found:
        yield found


def change_status(service: RunningService, times: int = 1) -> str:
    with service.caller("somebody") as caller:
        reply = caller.post("/api/items", json=NEW_ITEM)
        reply.raise_for_status()
        item_id: str = reply.json()["data"]["id"]
        for number in range(times):
            status = ("review", "in-progress")[number % 2]
            caller.put(f"/api/items/{item_id}", json={"status": status}).raise_for_status()
    return item_id


def select(database: TestDatabase, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with database.connect(schema="bus") as connection, connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def told(database: TestDatabase, item_id: str) -> list[str]:
    rows = select(database, "SELECT envelope FROM messages WHERE key = %s ORDER BY seq", item_id)
    return [envelope["data"]["to"] for (envelope,) in rows]


def test_a_change_reaches_the_bus_in_its_order(service: RunningService, database: TestDatabase) -> None:
    item_id = change_status(service, times=6)
    assert wait_until(lambda: len(told(database, item_id)) == 6, PATIENCE)
    assert told(database, item_id) == ["review", "in-progress"] * 3
    assert wait_until(
        lambda: select(database, "SELECT count(*) FROM workspace.outbox WHERE sent_at IS NULL") == [(0,)], PATIENCE
    )
    with service.caller() as caller:
        assert caller.get("/readyz").json()["checks"]["bus"] == "ok"
        metrics = caller.get("/metrics").text
    assert 'bus_published_total{result="ok",service="workspace-api",topic="item-status-changed"} 6.0' in metrics
    assert 'bus_outbox_pending{service="workspace-api"} 0.0' in metrics


def test_without_the_bus_the_service_works_and_tells_later(service: RunningService, database: TestDatabase) -> None:
    rename(database, "messages", "hidden")
    item_id = change_status(service)
    assert wait_until(lambda: failed_attempts(database) > 0, PATIENCE)
    with service.caller() as caller:
        assert caller.get("/readyz").status_code == 200
    rename(database, "hidden", "messages")
    assert wait_until(lambda: told(database, item_id) == ["review"], PATIENCE)


def rename(database: TestDatabase, old: str, new: str) -> None:
    with database.connect(schema="bus") as connection, connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {old} RENAME TO {new}")


def failed_attempts(database: TestDatabase) -> int:
    return int(select(database, "SELECT coalesce(max(attempts), 0) FROM workspace.outbox")[0][0])


def test_the_relay_survives_the_loss_of_every_connection(service: RunningService, database: TestDatabase) -> None:
    before = change_status(service)
    assert wait_until(lambda: told(database, before) == ["review"], PATIENCE)
    select(
        database,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename IN ('app_bus', 'app_workspace')"
        " AND datname = current_database()",
    )
    # A connection in use a moment ago is noticed as lost by the request that wants it next, once in each process.
    changed: list[str] = []
    assert wait_until(lambda: changed_once(service, changed), PATIENCE)
    assert wait_until(lambda: told(database, changed[0]) == ["review"], PATIENCE)


def changed_once(service: RunningService, changed: list[str]) -> bool:
    """Try to change the status of an item; keep its id when every request was answered."""
    with suppress(requests.HTTPError):
        changed.append(change_status(service))
    return bool(changed)


def test_the_service_ends_in_time_with_its_relay(service: RunningService, database: TestDatabase) -> None:
    item_id = change_status(service, times=20)
    assert service.stop() == 0
    # What was not told yet is told by the next process.
    service.start()
    assert wait_until(lambda: len(told(database, item_id)) == 20, PATIENCE)


def test_a_running_service_publishes_to_pubsub(database: TestDatabase, tmp_path: Path) -> None:
    with pubsub_server(tmp_path) as server:
        more = {
            "BUS_ADAPTER": "pubsub",
            "GOOGLE_CLOUD_PROJECT": "p",
            "PUBSUB_EMULATOR_HOST": server.address,
        }
        with running_service(
            "workspace_api.wsgi:app", "workspace_api.settings", "WORKSPACE", variables(database, **more), tmp_path
        ) as service:
            change_status(service, times=3)
            sent = "SELECT count(*) FROM workspace.outbox WHERE sent_at IS NOT NULL"
            assert wait_until(lambda: select(database, sent) == [(3,)], PATIENCE)
            with service.caller() as caller:
                assert caller.get("/readyz").json()["checks"]["bus"] == "ok"
