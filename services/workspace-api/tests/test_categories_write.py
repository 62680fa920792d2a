"""Creating and changing categories."""

from typing import Any

import pytest
from psycopg2.extensions import connection
from workspace_client import NEW_ITEM, Api
from workspace_replies import assert_invalid, assert_refused, refusal


def create(api: Api, **fields: Any) -> Any:
    return api.post("/api/categories", fields)


def test_a_name_is_enough(api: Api) -> None:
    reply = create(api, name="nova")

    body = reply.get_json()
    assert reply.status_code == 201
    assert body["message"] == "Category created successfully"
    assert reply.headers["Location"] == "/api/categories/nova"
    stamps = {key: body["data"].pop(key) for key in ("created_at", "updated_at")}
    assert stamps["created_at"] == stamps["updated_at"]
    assert body["data"] == {
        "id": "nova",
        "name": "nova",
        "display_name": "nova",
        "description": "",
        "color": "#64748b",
        "icon": "folder",
        "display_order": 7,
        "is_active": True,
        "created_by": api.user,
    }
    assert api.create(category="nova")["category"] == "nova"


def test_everything_can_be_told(api: Api) -> None:
    given = {
        "name": "0-x",
        "display_name": "Ação 🐝",
        "description": "Descrição",
        "color": "#AbCdEf",
        "icon": "bee",
        "display_order": 0,
        "is_active": False,
    }
    data = create(api, **given, created_by="eve", id="other", colour="red").get_json()["data"]

    assert {key: data[key] for key in given} == given
    assert (data["id"], data["created_by"]) == ("0-x", api.user)
    assert api.post("/api/items", {**NEW_ITEM, "category": "0-x"}).status_code == 400


def test_a_taken_name_is_refused(api: Api, other: Api) -> None:
    assert_refused(create(api, name="dashboard"), 409, "Category 'dashboard' already exists")
    create(api, name="nova")
    assert create(other, name="nova").status_code == 201


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_given_fields_change(api: Api, method: str) -> None:
    before = api.get("/api/categories/dashboard").get_json()["data"]
    reply = api.request(method, "/api/categories/dashboard", json={"display_name": " Painel ", "display_order": 99})

    body = reply.get_json()
    assert reply.status_code == 200
    assert body["message"] == "Category updated successfully"
    assert body["data"] == {
        **before,
        "display_name": "Painel",
        "display_order": 99,
        "updated_at": body["data"]["updated_at"],
    }
    assert body["data"]["updated_at"] >= before["updated_at"]


def test_a_fetched_category_can_be_sent_back(api: Api) -> None:
    fetched = api.get("/api/categories/dashboard").get_json()["data"]

    assert api.put("/api/categories/dashboard", {**fetched, "icon": "x"}).get_json()["data"]["icon"] == "x"


def test_nothing_given_changes_nothing(api: Api) -> None:
    before = api.get("/api/categories/dashboard").get_json()["data"]

    assert api.put("/api/categories/dashboard", {}).get_json()["data"] == before


def test_a_name_stays(api: Api) -> None:
    assert_invalid(
        api.put("/api/categories/dashboard", {"name": "painel"}),
        ("name", "name cannot be changed", "immutable"),
    )
    assert_invalid(api.put("/api/categories/dashboard", {"size": 1}), ("size", "Unknown field 'size'", "unknown_field"))


def test_toggle_flips(api: Api) -> None:
    first, second = (api.patch("/api/categories/dashboard/toggle") for _ in range(2))

    assert first.get_json()["message"] == "Category updated successfully"
    assert first.get_json()["data"]["is_active"] is False
    assert second.get_json()["data"]["is_active"] is True


def test_the_last_active_one_stays_active(api: Api) -> None:
    for name in ("documentacao", "coleta-dados", "banco-dados", "analise-dados", "gestao-riscos"):
        assert api.put(f"/api/categories/{name}", {"is_active": False}).status_code == 200
    message = "At least one active category is required"

    assert_refused(api.put("/api/categories/dashboard", {"is_active": False}), 409, message)
    assert_refused(api.patch("/api/categories/dashboard/toggle"), 409, message)
    assert_refused(api.delete("/api/categories/dashboard"), 409, message)
    assert api.get("/api/categories/dashboard").get_json()["data"]["is_active"] is True
    assert api.delete("/api/categories/documentacao").status_code == 200


def test_200_are_the_most(api: Api, sandbox: Api, sandbox_admin: connection) -> None:
    sandbox.get("/api/categories")
    sandbox_admin.cursor().execute(
        "INSERT INTO workspace_categories"
        " (user_id, name, display_name, display_order, created_at, updated_at, created_by)"
        " SELECT %s, 'n' || n, 'n', 10000, now(), now(), 'x' FROM generate_series(1, 193) AS n",
        (sandbox.user,),
    )

    assert create(sandbox, name="n200").get_json()["data"]["display_order"] == 10_000
    assert refusal(create(sandbox, name="n201"), 422)["message"] == "At most 200 categories are allowed"
