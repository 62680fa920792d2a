"""Idempotency-Key."""

from datetime import timedelta
from typing import Any

import pytest
from psycopg2.extensions import connection
from workspace_client import NEW_ITEM, Api
from workspace_replies import codes_of, refusal

KEY = {"Idempotency-Key": "the-key"}


ROUTES: dict[str, tuple[str, Any]] = {
    "items": ("/api/items", NEW_ITEM),
    "bulk": ("/api/items/bulk", {"operations": [{"op": "create", "data": NEW_ITEM}]}),
    "categories": ("/api/categories", {"name": "nova"}),
    "restore": ("/api/items/{deleted}/restore", None),
}


@pytest.mark.parametrize("route", ROUTES)
def test_the_first_success_is_replayed(api: Api, route: str) -> None:
    path, body = ROUTES[route]
    deleted = api.create()["id"]
    api.delete(f"/api/items/{deleted}")
    first = api.post(path.format(deleted=deleted), body, headers=KEY)
    position = api.get("/api/items/changes").get_json()["lastSeq"]
    again = api.post(path.format(deleted=deleted), body, headers=KEY)

    assert first.status_code in (200, 201)
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (again.status_code, again.data) == (first.status_code, first.data)
    assert again.headers.get("Location") == first.headers.get("Location")
    assert again.headers.get("ETag") == first.headers.get("ETag")
    assert api.get("/api/items/changes").get_json()["lastSeq"] == position


def test_a_replay_is_the_reply_of_then(api: Api) -> None:
    first = api.post("/api/items", NEW_ITEM, headers=KEY).get_json()
    api.put(f"/api/items/{first['data']['id']}", {"title": "changed"})

    assert api.post("/api/items", NEW_ITEM, headers=KEY).get_json() == first


def test_texts_survive_byte_by_byte(api: Api) -> None:
    body = {**NEW_ITEM, "title": 'ação 🐝 "\\u0041" \\\\', "metadata": {"b": 1, "a": 0.1}}
    first = api.post("/api/items", body, headers=KEY)

    assert api.post("/api/items", body, headers=KEY).data == first.data


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/items", {**NEW_ITEM, "title": "another"}),
        ("/api/items/bulk", {"operations": [{"op": "create", "data": NEW_ITEM}]}),
        ("/api/categories", {"name": "nova"}),
    ],
)
def test_a_key_belongs_to_one_request(api: Api, path: str, body: object) -> None:
    api.post("/api/items", NEW_ITEM, headers=KEY)

    refused = refusal(api.post(path, body, headers=KEY), 422)
    assert codes_of(refused) == ["idempotency_key_reused"]
    assert api.get("/api/items").get_json()["count"] == 1


def test_users_do_not_share_keys(api: Api, other: Api) -> None:
    mine = api.post("/api/items", NEW_ITEM, headers=KEY).get_json()["data"]["id"]
    reply = other.post("/api/items", NEW_ITEM, headers=KEY)

    assert reply.status_code == 201
    assert reply.get_json()["data"]["id"] != mine


def test_a_failure_is_not_remembered(api: Api) -> None:
    assert api.post("/api/items", {**NEW_ITEM, "title": ""}, headers=KEY).status_code == 400
    assert api.post("/api/items", {}, headers=KEY).status_code == 400
    refused = {"operations": [{"op": "delete", "id": "x"}]}
    assert api.post("/api/items/bulk", refused, headers=KEY).status_code == 422

    assert api.post("/api/items", NEW_ITEM, headers=KEY).status_code == 201


def test_a_partly_failed_bulk_is_remembered(api: Api) -> None:
    body = {
        "mode": "independent",
        "operations": [{"op": "create", "data": NEW_ITEM}, {"op": "delete", "id": "x"}],
    }
    first = api.post("/api/items/bulk", body, headers=KEY)
    again = api.post("/api/items/bulk", body, headers=KEY)

    assert (first.status_code, again.status_code) == (207, 207)
    assert again.data == first.data
    assert api.get("/api/items").get_json()["count"] == 1


def test_a_key_is_remembered_for_a_day(sandbox: Api, sandbox_admin: connection) -> None:
    def age(moment: timedelta) -> None:
        sandbox_admin.cursor().execute(
            "UPDATE workspace_idempotency SET created_at = now() - %s WHERE user_id = %s",
            (moment, sandbox.user),
        )

    sandbox.post("/api/items", NEW_ITEM, headers=KEY)
    age(timedelta(hours=23, minutes=50))
    assert "Idempotency-Replayed" in sandbox.post("/api/items", NEW_ITEM, headers=KEY).headers
    age(timedelta(hours=24, minutes=10))
    assert "Idempotency-Replayed" not in sandbox.post("/api/items", NEW_ITEM, headers=KEY).headers
    assert sandbox.get("/api/items").get_json()["count"] == 2


@pytest.mark.parametrize("key", ["a" * 255, "!~", "'; DROP TABLE workspace_items; --".replace(" ", "+")])
def test_visible_ascii_is_a_key(api: Api, key: str) -> None:
    assert api.post("/api/items", NEW_ITEM, headers={"Idempotency-Key": key}).status_code == 201


@pytest.mark.parametrize("key", ["a" * 256, "a b", "é", "\x7f"])
def test_anything_else_is_not(api: Api, key: str) -> None:
    body = refusal(api.post("/api/items", NEW_ITEM, headers={"Idempotency-Key": key}), 400)

    assert body["message"] == "Idempotency-Key must be 1 to 255 visible ASCII characters"
    assert codes_of(body) == ["invalid_idempotency_key"]
    assert api.get("/api/items").get_json()["count"] == 0
