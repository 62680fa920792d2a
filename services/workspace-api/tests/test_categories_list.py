"""GET /api/categories and its parts."""

import pytest
from workspace_client import Api
from workspace_replies import assert_invalid, assert_refused

SEED = [
    ("documentacao", "Documentação", "#2563eb", "book-open"),
    ("coleta-dados", "Coleta de Dados", "#0891b2", "download"),
    ("banco-dados", "Banco de Dados", "#7c3aed", "database"),
    ("analise-dados", "Análise de Dados", "#16a34a", "bar-chart"),
    ("gestao-riscos", "Gestão de Riscos", "#dc2626", "shield"),
    ("dashboard", "Dashboard", "#ea580c", "layout-dashboard"),
]


def names(api: Api, query: str = "") -> list[str]:
    return [category["name"] for category in api.get(f"/api/categories{query}").get_json()["data"]]


def test_a_new_user_starts_with_six(api: Api) -> None:
    body = api.get("/api/categories").get_json()

    assert {key: body[key] for key in body if key != "data"} == {"success": True, "count": 6, "cached": False}
    told = [(row["name"], row["display_name"], row["color"], row["icon"]) for row in body["data"]]
    assert told == SEED
    assert [row["display_order"] for row in body["data"]] == [1, 2, 3, 4, 5, 6]
    first = body["data"][0]
    assert list(first) == [
        "id",
        "name",
        "display_name",
        "description",
        "color",
        "icon",
        "display_order",
        "is_active",
        "created_at",
        "updated_at",
        "created_by",
    ]
    assert (first["id"], first["is_active"], first["created_by"]) == ("documentacao", True, "system")
    assert first["created_at"].endswith("Z") and len(first["created_at"]) == 24


def test_the_six_are_given_once(api: Api) -> None:
    api.create(category="dashboard")
    for name in ("documentacao", "coleta-dados"):
        assert api.delete(f"/api/categories/{name}").status_code == 200

    assert names(api) == ["banco-dados", "analise-dados", "gestao-riscos", "dashboard"]
    assert "byCategory" in api.get("/api/items/stats").get_json()["data"]
    assert len(names(api)) == 4


@pytest.mark.parametrize("path", ["/api/categories/dashboard", "/api/categories/stats", "/api/categories/dashboard/"])
def test_any_first_request_meets_them(api: Api, path: str) -> None:
    assert api.get(path).status_code == 200


def test_only_active_ones_on_demand(api: Api) -> None:
    api.patch("/api/categories/dashboard/toggle")

    assert "dashboard" not in names(api, "?active_only=true")
    assert names(api, "?active_only=false") == names(api)
    assert len(names(api)) == 6


def test_orders(api: Api) -> None:
    api.post("/api/categories", {"name": "a-nova", "display_name": "Zebra", "display_order": 3})

    assert names(api)[:4] == ["documentacao", "coleta-dados", "a-nova", "banco-dados"]
    assert names(api, "?order_by=name") == sorted(names(api))
    assert names(api, "?order_by=display_name")[-1] == "a-nova"
    by_creation = api.get("/api/categories?order_by=created_at").get_json()["data"]
    assert [row["created_at"] for row in by_creation] == sorted(row["created_at"] for row in by_creation)


def test_parameters_are_judged(api: Api) -> None:
    assert_invalid(
        api.get("/api/categories?active_only=1&order_by=color&limit=2"),
        ("active_only", "active_only must be true or false", "invalid_type"),
        (
            "order_by",
            "order_by must be one of: display_order, name, display_name, created_at",
            "invalid_enum",
        ),
        ("limit", "Unknown parameter 'limit'", "unknown_parameter"),
    )


def test_counts_by_status(api: Api) -> None:
    api.create(category="dashboard")
    item = api.create(category="dashboard")
    api.put(f"/api/items/{item['id']}", {"status": "review"})

    body = api.get("/api/categories/stats").get_json()
    none = {"new": 0, "review": 0, "in-progress": 0, "completed": 0, "rejected": 0}
    assert [row["name"] for row in body["data"]] == [name for name, *_ in SEED]
    assert body["data"][5] == {
        "name": "dashboard",
        "display_name": "Dashboard",
        "total": 2,
        "by_status": {**none, "new": 1, "review": 1},
    }
    assert body["data"][0] == {
        "name": "documentacao",
        "display_name": "Documentação",
        "total": 0,
        "by_status": none,
    }


@pytest.mark.parametrize("name", ["nenhuma", "Dashboard", "não", "x" * 500, "' OR 1=1 --"])
def test_an_unknown_one_is_not_found(api: Api, name: str) -> None:
    assert_refused(api.get(f"/api/categories/{name}"), 404, f"Category '{name}' not found")


def test_one_user_does_not_see_those_of_another(api: Api, other: Api) -> None:
    other.post("/api/categories", {"name": "alheia"})

    assert "alheia" not in names(api)
    for reply in (
        api.get("/api/categories/alheia"),
        api.put("/api/categories/alheia", {"icon": "x"}),
        api.patch("/api/categories/alheia/toggle"),
        api.delete("/api/categories/alheia"),
    ):
        assert_refused(reply, 404, "Category 'alheia' not found")


def test_names_are_told_apart(api: Api) -> None:
    api.patch("/api/categories/dashboard/toggle")
    reply = api.post("/api/categories/validate", {"categories": ["banco-dados", "dashboard", "x"]})

    assert reply.get_json() == {
        "success": True,
        "data": {"valid": ["banco-dados"], "invalid": ["dashboard", "x"]},
    }
    assert api.post("/api/categories/validate", {"categories": []}).get_json()["data"] == {
        "valid": [],
        "invalid": [],
    }
    assert_invalid(
        api.post("/api/categories/validate", {"categories": "dashboard"}),
        ("categories", "categories must be an array of strings", "invalid_type"),
    )


def test_there_is_no_cache_to_invalidate(api: Api) -> None:
    reply = api.post("/api/categories/invalidate-cache")

    assert reply.get_json() == {"success": True, "message": "Cache invalidated"}
