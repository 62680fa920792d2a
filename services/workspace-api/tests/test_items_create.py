"""POST /api/items."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from workspace_client import NEW_ITEM, Api
from workspace_replies import CATEGORY_MESSAGE, ITEM_KEYS, assert_invalid

from suite.ids import time_of


def test_a_created_item_has_all_keys_and_its_place(api: Api) -> None:
    reply = api.post("/api/items", NEW_ITEM)

    body = reply.get_json()
    assert reply.status_code == 201
    assert body["success"] is True
    assert body["message"] == "Item created successfully"
    assert list(body["data"]) == ITEM_KEYS
    assert reply.headers["Location"] == f"/api/items/{body['data']['id']}"
    assert reply.headers["ETag"] == '"1"'


def test_the_server_sets_status_times_authors_and_version(api: Api) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    item = api.create(
        id="mine",
        status="completed",
        version=7,
        createdBy="eve",
        updatedBy="eve",
        createdAt="x",
        updatedAt="x",
    )

    assert item["status"] == "new"
    assert item["version"] == 1
    assert item["createdBy"] == item["updatedBy"] == api.user
    assert item["createdAt"] == item["updatedAt"]
    identifier = UUID(item["id"])
    assert identifier.version == 7
    assert before <= datetime.fromisoformat(item["createdAt"]) == time_of(identifier)


def test_the_local_user_owns_what_nobody_in_particular_creates(service: object) -> None:
    client = service.test_client()  # type: ignore[attr-defined]
    item = client.post("/api/items", json=NEW_ITEM).get_json()["data"]

    assert item["createdBy"] == "00000000-0000-0000-0000-000000000000"


def test_unknown_keys_are_dropped(api: Api) -> None:
    item = api.create(**{"colour": "red", "title'; DROP TABLE workspace_items; --": 1})

    assert list(item) == ITEM_KEYS
    assert api.get("/api/items").get_json()["count"] == 1


def test_text_is_trimmed_and_kept_as_written(api: Api) -> None:
    item = api.create(title="  D'Ávila & “ação” 🐝\t", description="\n linha 1\nlinha 2 \n")

    assert item["title"] == "D'Ávila & “ação” 🐝"
    assert item["description"] == "linha 1\nlinha 2"
    assert api.get(f"/api/items/{item['id']}").get_json()["data"] == item


def test_tags_and_metadata_default_to_empty(api: Api) -> None:
    item = api.post("/api/items", {key: NEW_ITEM[key] for key in NEW_ITEM if key != "tags"}).get_json()["data"]

    assert item["tags"] == []
    assert item["metadata"] == {}


def test_tags_are_trimmed_and_the_first_of_equal_ones_stays(api: Api) -> None:
    assert api.create(tags=[" b ", "a", "b", "B"])["tags"] == ["b", "a", "B"]


def test_integral_floats_in_metadata_become_integers(api: Api) -> None:
    item = api.create(metadata={"hours": 3.0, "ratio": 0.5, "nested": [1e3]})

    assert item["metadata"] == {"hours": 3, "ratio": 0.5, "nested": [1000]}
    assert '"hours": 3,' in api.get(f"/api/items/{item['id']}").get_data(as_text=True)


def test_lengths_count_code_points(api: Api) -> None:
    assert api.create(title="🐝" * 255, description="ç" * 10_000, tags=["é" * 50])["title"] == "🐝" * 255


def test_every_broken_field_is_told_in_order(api: Api) -> None:
    assert_invalid(
        api.post("/api/items", {"metadata": [], "tags": None, "category": "x", "title": ""}),
        ("title", "title is required", "required"),
        ("description", "description is required", "required"),
        ("category", CATEGORY_MESSAGE, "invalid_enum"),
        ("priority", "priority must be one of: low, medium, high, critical", "required"),
        ("tags", "tags must be an array of strings", "invalid_type"),
        ("metadata", "metadata must be an object", "invalid_type"),
    )


@pytest.mark.parametrize("field", ["title", "description"])
@pytest.mark.parametrize("value", ["", "   ", "\u00a0\n"])
def test_an_empty_text_counts_as_absent(api: Api, field: str, value: str) -> None:
    assert_invalid(api.post("/api/items", {**NEW_ITEM, field: value}), (field, f"{field} is required", "required"))


def test_an_absent_category_is_required(api: Api) -> None:
    body = {key: value for key, value in NEW_ITEM.items() if key != "category"}
    assert_invalid(api.post("/api/items", body), ("category", CATEGORY_MESSAGE, "required"))


def test_only_active_categories_are_offered_in_display_order(api: Api) -> None:
    api.patch("/api/categories/dashboard/toggle")
    api.post("/api/categories", {"name": "extra", "display_order": 0})

    assert_invalid(
        api.post("/api/items", {**NEW_ITEM, "category": "dashboard"}),
        (
            "category",
            "category must be one of: extra, documentacao, coleta-dados, banco-dados, analise-dados, gestao-riscos",
            "invalid_enum",
        ),
    )


def test_a_refused_item_leaves_nothing(api: Api) -> None:
    api.post("/api/items", {**NEW_ITEM, "title": ""})

    assert api.get("/api/items").get_json()["data"] == []
    assert api.get("/api/items/changes").get_json()["lastSeq"] == 0
