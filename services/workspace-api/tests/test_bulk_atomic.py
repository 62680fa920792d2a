"""POST /api/items/bulk, all or nothing."""

from typing import Any

from workspace_client import NEW_ITEM, Api
from workspace_replies import ITEM_KEYS, assert_invalid, codes_of, refusal


def bulk(api: Api, *operations: dict[str, Any], **options: Any) -> Any:
    """The reply to one bulk call."""
    return api.post("/api/items/bulk", {"operations": list(operations), **options})


def test_everything_succeeds_together(api: Api) -> None:
    first, second = api.create(title="a"), api.create(title="b")
    reply = bulk(
        api,
        {"op": "create", "data": {**NEW_ITEM, "title": "c"}},
        {"op": "update", "id": first["id"], "data": {"status": "review"}, "version": 1},
        {"op": "delete", "id": second["id"]},
    )

    body = reply.get_json()
    assert reply.status_code == 200
    summary = {key: body[key] for key in body if key != "results"}
    assert summary == {
        "success": True,
        "mode": "atomic",
        "dry_run": False,
        "applied": True,
        "count": 3,
        "succeeded": 3,
        "failed": 0,
    }
    created, updated, deleted = body["results"]
    assert (created["index"], created["op"], created["status"]) == (0, "create", 201)
    assert created["id"] == created["data"]["id"]
    assert list(created["data"]) == ITEM_KEYS
    assert (updated["status"], updated["data"]["status"], updated["data"]["version"]) == (200, "review", 2)
    assert deleted == {"index": 2, "op": "delete", "id": second["id"], "status": 200}
    assert {item["title"] for item in api.get("/api/items").get_json()["data"]} == {"a", "c"}


def test_one_failure_undoes_everything(api: Api, other: Api) -> None:
    item, foreign = api.create(title="a"), other.create()
    reply = bulk(
        api,
        {"op": "create", "data": NEW_ITEM},
        {"op": "update", "id": item["id"], "data": {"title": "changed"}},
        {"op": "update", "id": item["id"][:-1] + "x", "data": {}},
        {"op": "delete", "id": foreign["id"]},
        {"op": "create", "data": {**NEW_ITEM, "title": ""}},
    )

    body = refusal(reply, 422)
    assert body["applied"] is False
    assert (body["count"], body["failed"]) == (5, 3)
    assert [result["status"] for result in body["results"]] == [424, 424, 404, 404, 400]
    assert body["results"][0]["id"] is None
    assert not any("data" in result for result in body["results"])
    assert body["results"][3]["error"] == f"Item with id {foreign['id']} not found"
    assert body["results"][3]["errors"] == []
    assert body["results"][4]["error"] == "title is required"
    assert body["results"][4]["errors"] == [{"field": "title", "message": "title is required", "code": "required"}]
    assert api.get("/api/items").get_json()["data"] == [item]
    assert api.get("/api/items/changes").get_json()["lastSeq"] == 1
    assert api.get(f"/api/items/{item['id']}/history").get_json()["count"] == 1
    assert other.get(f"/api/items/{foreign['id']}").status_code == 200


def test_a_version_is_the_if_match_of_its_row(api: Api) -> None:
    item = api.create()
    body = refusal(bulk(api, {"op": "delete", "id": item["id"], "version": 2}), 422)

    (result,) = body["results"]
    assert result["status"] == 412
    assert result["error"] == "Item was modified by another request"
    assert codes_of(result) == ["precondition_failed"]


def test_entries_and_change_numbers_follow_the_order_of_operations(api: Api) -> None:
    items = [api.create() for _ in range(3)]
    bulk(api, *({"op": "update", "id": item["id"], "data": {"status": "review"}} for item in items[::-1]))

    changes = api.get("/api/items/changes?since=3").get_json()["data"]
    assert [change["seq"] for change in changes] == [4, 5, 6]
    assert [change["itemId"] for change in changes] == [item["id"] for item in items[::-1]]
    assert {change["action"] for change in changes} == {"status_changed"}


def test_500_operations_are_the_most(api: Api) -> None:
    operations = [{"op": "create", "data": {**NEW_ITEM, "title": f"t{number}"}} for number in range(500)]
    reply = bulk(api, *operations)

    assert reply.get_json()["succeeded"] == 500
    assert api.get("/api/items?include=total&limit=1").get_json()["total"] == 500
    message = "operations must be an array of 1 to 500 operations"
    assert_invalid(bulk(api, *operations, operations[0]), ("operations", message, "invalid_operations"))
