"""POST /api/items/:id/restore."""

from typing import Any

import pytest
from psycopg2.extensions import connection
from workspace_client import Api
from workspace_replies import assert_invalid, assert_refused, codes_of, refusal

EDITED = ("title", "description", "category", "priority", "status", "tags", "metadata")


def values(item: dict[str, Any]) -> dict[str, Any]:
    return {name: item[name] for name in EDITED}


@pytest.fixture
def item(api: Api) -> dict[str, Any]:
    """An item at version 3; version 1 as created."""
    created = api.create(title="a", tags=["x"], metadata={"n": 1})
    api.put(f"/api/items/{created['id']}", {"title": "b", "status": "review", "category": "banco-dados"})
    api.put(f"/api/items/{created['id']}", {"title": "c", "tags": [], "metadata": {}})
    return created


def restore(api: Api, item: dict[str, Any], body: dict[str, Any] | None = None) -> Any:
    return api.post(f"/api/items/{item['id']}/restore", body)


def test_a_deleted_item_comes_back_with_its_last_values(api: Api, item: dict[str, Any]) -> None:
    path = f"/api/items/{item['id']}"
    last = api.get(path).get_json()["data"]
    api.delete(path)
    reply = restore(api, item)

    body = reply.get_json()
    assert reply.status_code == 200
    assert (body["success"], body["message"]) == (True, "Item restored successfully")
    assert body["data"] == {**last, "version": 5, "updatedAt": body["data"]["updatedAt"]}
    assert reply.headers["ETag"] == '"5"'
    assert api.get(path).get_json()["data"] == body["data"]
    assert api.get(f"{path}/history").get_json()["data"][0]["action"] == "restored"


def test_an_empty_object_is_the_same_as_no_body(api: Api, item: dict[str, Any]) -> None:
    api.delete(f"/api/items/{item['id']}")

    assert restore(api, item, {}).status_code == 200


def test_a_live_item_goes_back_to_a_version(api: Api, item: dict[str, Any]) -> None:
    data = restore(api, item, {"version": 1}).get_json()["data"]

    assert values(data) == values(item)
    assert data["version"] == 4
    assert (data["createdAt"], data["createdBy"]) == (item["createdAt"], item["createdBy"])


def test_a_deleted_item_comes_back_as_of_a_version(api: Api, item: dict[str, Any]) -> None:
    api.delete(f"/api/items/{item['id']}")
    data = restore(api, item, {"version": 2}).get_json()["data"]

    assert (data["title"], data["status"], data["tags"]) == ("b", "review", ["x"])
    assert data["version"] == 5


def test_going_back_and_forth_loses_nothing(api: Api, item: dict[str, Any]) -> None:
    third = api.get(f"/api/items/{item['id']}").get_json()["data"]
    restore(api, item, {"version": 1})
    api.delete(f"/api/items/{item['id']}")
    restore(api, item)

    assert values(restore(api, item, {"version": 3}).get_json()["data"]) == values(third)
    assert api.get(f"/api/items/{item['id']}/history?verify=true").get_json()["chain"]["valid"] is True


def test_restoring_the_current_values_is_a_version_too(api: Api, item: dict[str, Any]) -> None:
    assert restore(api, item, {"version": 3}).get_json()["data"]["version"] == 4


def test_a_live_item_needs_a_version(api: Api, item: dict[str, Any]) -> None:
    assert_refused(restore(api, item), 409, "Item is not deleted")


@pytest.mark.parametrize("version", [0, -1, 4, 2_000_000_000])
def test_a_version_that_never_was_is_not_found(api: Api, item: dict[str, Any], version: int) -> None:
    assert_refused(restore(api, item, {"version": version}), 404, f"Version {version} of item {item['id']} not found")


def test_the_version_of_a_deletion_has_no_values(api: Api, item: dict[str, Any]) -> None:
    api.delete(f"/api/items/{item['id']}")

    assert_refused(restore(api, item, {"version": 4}), 404, f"Version 4 of item {item['id']} not found")


def test_an_unknown_item_cannot_be_restored(api: Api) -> None:
    assert_refused(api.post("/api/items/x/restore", {"version": 1}), 404, "Item with id x not found")


def test_a_deleted_category_is_missed(api: Api, item: dict[str, Any]) -> None:
    api.delete("/api/categories/dashboard")

    for deleted in (False, True):
        if deleted:
            api.delete(f"/api/items/{item['id']}")
        body = refusal(restore(api, item, {"version": 1}), 409)
        assert codes_of(body) == ["category_missing"]
    assert restore(api, item, {"version": 2}).status_code == 200


def test_an_inactive_category_is_good_enough(api: Api, item: dict[str, Any]) -> None:
    api.patch("/api/categories/dashboard/toggle")

    assert restore(api, item, {"version": 1}).get_json()["data"]["category"] == "dashboard"


@pytest.mark.parametrize("deleted", [False, True])
def test_a_version_whose_history_has_expired_cannot_be_restored(
    sandbox: Api, sandbox_admin: connection, deleted: bool
) -> None:
    item = sandbox.create(title="a")
    for title in ("b", "c", "d"):
        sandbox.put(f"/api/items/{item['id']}", {"title": title})
    if deleted:
        sandbox.delete(f"/api/items/{item['id']}")
    sandbox_admin.cursor().execute("DELETE FROM workspace_audit_log WHERE item_id = %s AND version <= 2", (item["id"],))

    assert codes_of(refusal(restore(sandbox, item, {"version": 1}), 409)) == ["version_expired"]
    assert restore(sandbox, item, {"version": 2}).get_json()["data"]["title"] == "b"


def test_a_deleted_item_whose_whole_history_has_expired_cannot_be_restored(
    sandbox: Api, sandbox_admin: connection
) -> None:
    item = sandbox.create()
    sandbox.delete(f"/api/items/{item['id']}")
    cursor = sandbox_admin.cursor()
    cursor.execute(
        "INSERT INTO workspace_audit_anchors SELECT item_id, user_id, version, hash FROM workspace_audit_log"
        " WHERE item_id = %s AND version = 2",
        (item["id"],),
    )
    cursor.execute("DELETE FROM workspace_audit_log WHERE item_id = %s", (item["id"],))

    assert codes_of(refusal(restore(sandbox, item), 409)) == ["version_expired"]


@pytest.mark.parametrize("version", [None, "1", 1.5, True, 2**40])
def test_a_version_is_a_whole_number(api: Api, item: dict[str, Any], version: Any) -> None:
    body = refusal(restore(api, item, {"version": version}), 400)

    assert [told["field"] for told in body["errors"]] == ["version"]


def test_unknown_keys_are_refused(api: Api, item: dict[str, Any]) -> None:
    assert_invalid(restore(api, item, {"v": 1}), ("v", "Unknown field 'v'", "unknown_field"))
