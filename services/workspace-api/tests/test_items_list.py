"""GET /api/items: the reply and what surrounds it."""

import pytest
from psycopg2.extensions import connection
from workspace_client import Api
from workspace_replies import ITEM_KEYS, assert_invalid, titles_of
from workspace_rows import multiply_items


def test_an_empty_list_has_the_full_envelope(api: Api) -> None:
    assert api.get("/api/items").get_json() == {
        "success": True,
        "count": 0,
        "data": [],
        "limit": 1000,
        "nextCursor": None,
        "filters": {},
    }


def test_all_items_come_newest_first_with_every_key(api: Api) -> None:
    created = [api.create(title=f"t{number}") for number in range(3)]
    body = api.get("/api/items").get_json()

    assert body["count"] == 3
    assert sorted(body["data"], key=lambda item: item["id"]) == sorted(created, key=lambda item: item["id"])
    stamps = [(item["createdAt"], item["id"]) for item in body["data"]]
    assert stamps == sorted(stamps, reverse=True)
    assert all(list(item) == ITEM_KEYS for item in body["data"])


def test_one_user_never_sees_items_of_another(api: Api, other: Api) -> None:
    api.create(title="meu")
    other.create(title="seu")

    assert titles_of(api.get("/api/items")) == ["meu"]
    assert titles_of(other.get("/api/items")) == ["seu"]


def test_total_counts_what_the_filters_select(api: Api) -> None:
    for number in range(3):
        api.create(priority="low" if number else "high")

    assert api.get("/api/items?limit=1&include=total").get_json()["total"] == 3
    assert api.get("/api/items?limit=1&include=total&priority=low").get_json()["total"] == 2
    assert "total" not in api.get("/api/items").get_json()


def test_given_filters_are_echoed(api: Api) -> None:
    period = "created_from=2026-01-05T10:00:00%2B02:00&created_to=2026-01-06"
    query = f"status=new,review&tag=a&search=ab&{period}&sort=title"

    assert api.get(f"/api/items?{query}").get_json()["filters"] == {
        "status": ["new", "review"],
        "tag": ["a"],
        "search": "ab",
        "created_from": "2026-01-05T08:00:00.000Z",
        "created_to": "2026-01-06T23:59:59.999Z",
    }


def test_empty_values_and_cache_busters_do_not_count(api: Api) -> None:
    api.create()
    query = "_=1700000000&_t=&category=&status=&tag=&search=&sort=&limit=&cursor=&offset=&include=&foo="

    body = api.get(f"/api/items?{query}").get_json()
    assert body["count"] == 1
    assert body["filters"] == {}


def test_an_unknown_parameter_is_refused(api: Api) -> None:
    assert_invalid(
        api.get("/api/items?page=2&Sort=title"),
        ("page", "Unknown parameter 'page'", "unknown_parameter"),
        ("Sort", "Unknown parameter 'Sort'", "unknown_parameter"),
    )


@pytest.mark.parametrize("path", ["/api/items/stats?x=1", "/api/items/export?limit=3", "/api/categories?x=1"])
def test_unknown_parameters_are_refused_on_other_routes_too(api: Api, path: str) -> None:
    assert api.get(path).get_json()["errors"][0]["code"] == "unknown_parameter"


def test_a_body_of_1000_items_is_the_most(sandbox: Api, sandbox_admin: connection) -> None:
    sandbox.create()
    multiply_items(sandbox_admin, sandbox.user, 1000)
    reply = sandbox.get("/api/items")
    first = reply.get_json()
    rest = sandbox.get(f"/api/items?cursor={first['nextCursor']}").get_json()

    assert (first["count"], len(first["data"]), rest["count"]) == (1000, 1000, 1)
    assert reply.headers["Link"] == f'</api/items?cursor={first["nextCursor"]}>; rel="next"'
    assert rest["nextCursor"] is None
    assert len({item["id"] for item in first["data"] + rest["data"]}) == 1001
