"""POST /api/items/bulk with dry_run: the same checks, nothing stays."""

from typing import Any

import pytest
from psycopg2.extensions import connection
from workspace_client import NEW_ITEM, Api

TABLES = (
    "workspace_users",
    "workspace_categories",
    "workspace_items",
    "workspace_changes",
    "workspace_audit_log",
    "workspace_idempotency",
)


def contents(admin: connection, user: str) -> dict[str, Any]:
    """Every row of a user in every table."""
    cursor = admin.cursor()
    found = {}
    for table in TABLES:
        cursor.execute(f"SELECT t::text FROM {table} AS t WHERE user_id = %s ORDER BY 1", (user,))
        found[table] = cursor.fetchall()
    return found


def dry_run(api: Api, *operations: dict[str, Any], mode: str = "atomic") -> Any:
    body = {"mode": mode, "dry_run": True, "operations": list(operations)}
    return api.post("/api/items/bulk", body, headers={"Idempotency-Key": "dry"})


@pytest.mark.parametrize("mode", ["atomic", "independent"])
def test_no_table_changes(api: Api, admin: connection, mode: str) -> None:
    item = api.create()
    before = contents(admin, api.user)
    reply = dry_run(
        api,
        {"op": "create", "data": NEW_ITEM},
        {"op": "update", "id": item["id"], "data": {"title": "x"}},
        mode=mode,
    )

    assert reply.status_code == 200
    assert reply.get_json()["succeeded"] == 2
    assert contents(admin, api.user) == before


def test_a_user_never_seen_stays_unseen(api: Api, admin: connection) -> None:
    dry_run(api, {"op": "create", "data": NEW_ITEM})

    assert not any(contents(admin, api.user).values())


def test_outcomes_are_those_of_a_real_run_without_new_ids(api: Api) -> None:
    item = api.create()
    body = dry_run(
        api,
        {"op": "create", "data": {**NEW_ITEM, "title": "novo"}},
        {"op": "update", "id": item["id"], "data": {"title": "x"}},
        mode="independent",
    ).get_json()

    created, updated = body["results"]
    assert (body["dry_run"], body["applied"]) == (True, False)
    assert (created["status"], created["id"], created["data"]["id"]) == (201, None, None)
    assert created["data"]["title"] == "novo"
    assert (updated["data"]["title"], updated["data"]["version"]) == ("x", 2)


@pytest.mark.parametrize("mode", ["atomic", "independent"])
def test_failures_are_told_with_200(api: Api, mode: str) -> None:
    reply = dry_run(api, {"op": "create", "data": NEW_ITEM}, {"op": "delete", "id": "x"}, mode=mode)

    body = reply.get_json()
    assert reply.status_code == 200
    assert (body["success"], body["applied"], body["failed"]) == (True, False, 1)
    assert body["results"][1]["status"] == 404
