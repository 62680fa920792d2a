"""The service behind a PgBouncer that pools transactions: two workers, three sessions, many users."""

from collections.abc import Iterator
from functools import partial

import pytest
from workspace_client import NEW_ITEM

from suite_testing.databases import TestDatabase
from suite_testing.pgbouncer_server import running_pgbouncer
from suite_testing.processes import RunningService, at_once, running_service

USERS = 8
ITEMS = 5


@pytest.fixture(scope="module")
def pooled(database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    with running_pgbouncer(database, "app_workspace", sessions=3) as url:
        variables = {
            "WORKSPACE_DATABASE_URL": url,
            "WORKSPACE_DATABASE_DIRECT_PORT": str(database.owner.cluster.port),
            "WORKSPACE_WORKERS": "2",
            "DB_PREPARE": "false",
        }
        folder = tmp_path_factory.mktemp("pooled")
        with running_service(
            "workspace_api.wsgi:app", "workspace_api.settings", "WORKSPACE", variables, folder
        ) as made:
            yield made


def work(service: RunningService, user: str) -> set[str]:
    """Write items, change and read them; the titles the user sees afterwards."""
    with service.caller(user) as caller:
        for number in range(ITEMS):
            item = caller.post("/api/items", json={**NEW_ITEM, "title": f"{user} {number}"})
            assert item.status_code == 201, item.text
            path = f"/api/items/{item.json()['data']['id']}"
            assert caller.put(path, json={"title": f"{user} changed {number}"}).status_code == 200
            assert caller.get(path).json()["data"]["title"] == f"{user} changed {number}"
        return {row["title"] for row in caller.get("/api/items?limit=100").json()["data"]}


def test_users_at_once_write_and_read_their_own_rows_only(pooled: RunningService) -> None:
    users = [f"pooled-{number}" for number in range(USERS)]
    seen = at_once([partial(work, pooled, user) for user in users])
    assert seen == [{f"{user} changed {number}" for number in range(ITEMS)} for user in users]


def test_another_users_item_is_not_found(pooled: RunningService) -> None:
    with pooled.caller("owner") as owner, pooled.caller("stranger") as stranger:
        item = owner.post("/api/items", json=NEW_ITEM).json()["data"]
        assert stranger.get(f"/api/items/{item['id']}").status_code == 404
        assert stranger.delete(f"/api/items/{item['id']}").status_code == 404
        assert owner.get(f"/api/items/{item['id']}").status_code == 200


def test_the_service_is_ready_and_healthy(pooled: RunningService) -> None:
    with pooled.caller() as caller:
        assert caller.get("/readyz").status_code == 200
        assert caller.get("/health").status_code == 200
