"""POST /api/items/bulk, each operation for itself."""

from typing import Any

from workspace_client import NEW_ITEM, Api


def bulk(api: Api, *operations: dict[str, Any]) -> Any:
    return api.post("/api/items/bulk", {"mode": "independent", "operations": list(operations)})


def test_what_can_be_done_is_done(api: Api) -> None:
    item = api.create(title="a")
    missing = "019b8e07-4600-7c3e-9d21-5f0e6a7b8c9d"
    reply = bulk(
        api,
        {"op": "update", "id": item["id"], "data": {"title": "b"}},
        {"op": "delete", "id": missing},
        {"op": "create", "data": {**NEW_ITEM, "category": "nenhuma"}},
        {"op": "create", "data": {**NEW_ITEM, "title": "c"}},
    )

    body = reply.get_json()
    assert reply.status_code == 207
    assert (body["success"], body["mode"], body["applied"]) == (True, "independent", True)
    assert (body["count"], body["succeeded"], body["failed"]) == (4, 2, 2)
    assert [result["status"] for result in body["results"]] == [200, 404, 400, 201]
    assert body["results"][1] == {
        "index": 1,
        "op": "delete",
        "id": missing,
        "status": 404,
        "error": f"Item with id {missing} not found",
        "errors": [],
    }
    assert {row["title"] for row in api.get("/api/items").get_json()["data"]} == {"b", "c"}
    assert api.get("/api/items/changes").get_json()["lastSeq"] == 3


def test_without_a_failure_it_is_a_plain_success(api: Api) -> None:
    assert bulk(api, {"op": "create", "data": NEW_ITEM}).status_code == 200


def test_a_failing_operation_leaves_no_history(api: Api) -> None:
    item = api.create()
    bulk(
        api,
        {"op": "update", "id": item["id"], "data": {"title": ""}},
        {"op": "create", "data": NEW_ITEM},
    )

    assert api.get(f"/api/items/{item['id']}/history?verify=true").get_json()["count"] == 1


def test_when_nothing_can_be_done_it_is_still_told_row_by_row(api: Api) -> None:
    reply = bulk(api, {"op": "delete", "id": "a"}, {"op": "delete", "id": "b"})

    assert reply.status_code == 207
    assert reply.get_json()["failed"] == 2
    assert api.get("/api/items/changes").get_json()["lastSeq"] == 0
