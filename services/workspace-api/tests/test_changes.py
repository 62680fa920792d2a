"""GET /api/items/changes."""

from typing import Any

import pytest
from psycopg2.extensions import connection
from workspace_client import NEW_ITEM, Api
from workspace_replies import assert_invalid, codes_of, refusal


def feed(api: Api, query: str = "") -> dict[str, Any]:
    reply = api.get(f"/api/items/changes{query}")
    assert reply.status_code == 200, reply.get_data(as_text=True)
    body: dict[str, Any] = reply.get_json()
    return body


def test_a_user_without_changes_has_an_empty_feed(api: Api) -> None:
    assert feed(api) == {"success": True, "count": 0, "data": [], "lastSeq": 0, "hasMore": False}


def test_every_change_takes_the_next_number(api: Api, other: Api) -> None:
    item = api.create()
    other.create()
    path = f"/api/items/{item['id']}"
    api.put(path, {"title": "x"})
    api.put(path, {"title": "x"})
    api.put(path, {"status": "review"})
    api.delete(path)
    api.post(f"{path}/restore")

    body = feed(api)
    told = [(entry["seq"], entry["version"], entry["action"]) for entry in body["data"]]
    assert told == [
        (1, 1, "created"),
        (2, 2, "updated"),
        (3, 3, "status_changed"),
        (4, 4, "deleted"),
        (5, 5, "restored"),
    ]
    assert {entry["itemId"] for entry in body["data"]} == {item["id"]}
    assert {entry["changedBy"] for entry in body["data"]} == {api.user}
    assert list(body["data"][0]) == ["seq", "itemId", "version", "action", "changedAt", "changedBy"]
    assert (body["count"], body["lastSeq"], body["hasMore"]) == (5, 5, False)


def test_what_is_refused_takes_no_number(api: Api) -> None:
    api.create()
    api.post("/api/items", {**NEW_ITEM, "title": ""})
    api.put("/api/items/x", {"title": "y"})
    api.post("/api/items/bulk", {"operations": [{"op": "create", "data": NEW_ITEM}, {"op": "delete", "id": "x"}]})
    api.post("/api/categories", {"name": "nova"})
    api.create()

    assert [entry["seq"] for entry in feed(api)["data"]] == [1, 2]


def test_a_reader_continues_where_it_stopped(api: Api) -> None:
    for _ in range(5):
        api.create()
    seen: list[int] = []
    since, more = 0, True
    while more:
        body = feed(api, f"?since={since}&limit=2")
        seen += [entry["seq"] for entry in body["data"]]
        since, more = body["lastSeq"], body["hasMore"]

    assert seen == [1, 2, 3, 4, 5]
    assert feed(api, f"?since={since}") == {
        "success": True,
        "count": 0,
        "data": [],
        "lastSeq": 5,
        "hasMore": False,
    }


def test_items_can_come_along(api: Api) -> None:
    gone, there = api.create(), api.create()
    api.delete(f"/api/items/{gone['id']}")

    assert [entry["item"] for entry in feed(api, "?include=item")["data"]] == [None, there, None]


@pytest.mark.parametrize("since", ["99", "9223372036854775807"])
def test_a_position_beyond_the_newest_is_empty(api: Api, since: str) -> None:
    api.create()

    assert feed(api, f"?since={since}")["data"] == []


def test_a_position_that_is_no_longer_kept_asks_for_a_reload(sandbox: Api, sandbox_admin: connection) -> None:
    for _ in range(4):
        sandbox.create()
    cursor = sandbox_admin.cursor()
    cursor.execute("DELETE FROM workspace_changes WHERE user_id = %s AND seq <= 2", (sandbox.user,))

    body = refusal(sandbox.get("/api/items/changes?since=1"), 410)
    assert body["message"] == body["error"] == "Change feed position expired; reload the list"
    assert codes_of(body) == ["resync_required"]
    assert [entry["seq"] for entry in feed(sandbox, "?since=2")["data"]] == [3, 4]
    cursor.execute("DELETE FROM workspace_changes WHERE user_id = %s", (sandbox.user,))
    assert sandbox.get("/api/items/changes?since=3").status_code == 410
    assert feed(sandbox, "?since=4")["lastSeq"] == 4


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("since=-1", ("since", "since must be an integer from 0 to 9223372036854775807", "out_of_range")),
        ("since=x", ("since", "since must be an integer from 0 to 9223372036854775807", "invalid_type")),
        (
            "since=9223372036854775808",
            ("since", "since must be an integer from 0 to 9223372036854775807", "out_of_range"),
        ),
        ("limit=0", ("limit", "limit must be an integer from 1 to 1000", "out_of_range")),
        ("limit=1001", ("limit", "limit must be an integer from 1 to 1000", "out_of_range")),
        ("include=items", ("include", "include must be one of: item", "invalid_enum")),
        ("since=1&since=2", ("since", "since must be given once", "repeated")),
    ],
)
def test_parameters_have_bounds(api: Api, query: str, problem: tuple[str, str, str]) -> None:
    assert_invalid(api.get(f"/api/items/changes?{query}"), problem)
