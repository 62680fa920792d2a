"""PUT and PATCH /api/items/:id."""

from typing import Any

import pytest
from workspace_client import Api
from workspace_replies import ITEM_KEYS, assert_invalid, assert_refused


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_given_fields_change_and_the_others_stay(api: Api, method: str) -> None:
    item = api.create()
    reply = api.request(method, f"/api/items/{item['id']}", json={"status": "review", "tags": []})

    body = reply.get_json()
    assert reply.status_code == 200
    assert body["message"] == "Item updated successfully"
    assert list(body["data"]) == ITEM_KEYS
    assert body["data"] == {
        **item,
        "status": "review",
        "tags": [],
        "version": 2,
        "updatedAt": body["data"]["updatedAt"],
    }
    assert body["data"]["updatedAt"] >= item["updatedAt"]
    assert reply.headers["ETag"] == '"2"'


@pytest.mark.parametrize("status", ["new", "review", "in-progress", "completed", "rejected"])
@pytest.mark.parametrize("before", ["new", "completed", "rejected"])
def test_every_status_may_follow_every_other(api: Api, before: str, status: str) -> None:
    path = f"/api/items/{api.create()['id']}"
    api.put(path, {"status": before})

    assert api.put(path, {"status": status}).get_json()["data"]["status"] == status


def test_a_fetched_item_can_be_edited_and_sent_back(api: Api) -> None:
    path = f"/api/items/{api.create()['id']}"
    fetched = api.get(path).get_json()["data"]
    reply = api.put(path, {**fetched, "title": "Outro", "createdBy": "eve", "version": 99})

    assert reply.status_code == 200
    assert reply.get_json()["data"]["version"] == 2
    assert reply.get_json()["data"]["createdBy"] == api.user


@pytest.mark.parametrize("change", [{}, {"title": " Conferir extrato "}, {"tags": ["ui", "ui"]}, {"version": 5}])
def test_an_update_without_a_difference_writes_nothing(api: Api, change: dict[str, Any]) -> None:
    item = api.create()
    reply = api.put(f"/api/items/{item['id']}", change)

    assert reply.status_code == 200
    assert reply.get_json()["data"] == item
    assert api.get(f"/api/items/{item['id']}/history").get_json()["count"] == 1
    assert api.get("/api/items/changes").get_json()["lastSeq"] == 1


def test_metadata_is_replaced_as_a_whole(api: Api) -> None:
    path = f"/api/items/{api.create(metadata={'a': 1, 'b': 2})['id']}"

    assert api.put(path, {"metadata": {"c": 3}}).get_json()["data"]["metadata"] == {"c": 3}


def test_one_and_true_are_different_metadata(api: Api) -> None:
    path = f"/api/items/{api.create(metadata={'a': 1})['id']}"

    assert api.put(path, {"metadata": {"a": True}}).get_json()["data"]["version"] == 2
    assert api.get(path).get_json()["data"]["metadata"] == {"a": True}


@pytest.mark.parametrize("field", ["title", "description"])
def test_a_given_text_must_not_be_empty(api: Api, field: str) -> None:
    reply = api.put(f"/api/items/{api.create()['id']}", {field: "  "})

    assert_invalid(reply, (field, f"{field} must not be empty", "required"))


def test_unknown_fields_are_refused_by_name_after_the_known_ones(api: Api) -> None:
    path = f"/api/items/{api.create()['id']}"
    key = "title = 'x' WHERE true; --"

    assert_invalid(
        api.put(path, {"colour": "red", key: 1, "priority": "urgent"}),
        ("priority", "priority must be one of: low, medium, high, critical", "invalid_enum"),
        ("colour", "Unknown field 'colour'", "unknown_field"),
        (key, f"Unknown field '{key}'", "unknown_field"),
    )
    assert api.get(path).get_json()["data"]["version"] == 1


def test_an_inactive_category_stays_allowed_for_items_that_have_it(api: Api) -> None:
    path = f"/api/items/{api.create(category='dashboard')['id']}"
    api.patch("/api/categories/dashboard/toggle")

    assert api.put(path, {"category": "dashboard", "title": "Novo"}).status_code == 200
    api.put(path, {"category": "documentacao"})
    refused = api.put(path, {"category": "dashboard"})
    assert refused.get_json()["errors"][0]["code"] == "invalid_enum"


def test_an_unknown_item_is_told_before_a_broken_field(api: Api) -> None:
    assert_refused(api.put("/api/items/nope", {"title": ""}), 404, "Item with id nope not found")
