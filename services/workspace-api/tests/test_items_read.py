"""GET /api/items/:id."""

import pytest
from workspace_client import Api
from workspace_replies import ITEM_KEYS, assert_refused


def test_an_item_is_read_as_it_was_created(api: Api) -> None:
    item = api.create(metadata={"b": 1, "a": [True, None, "x"]})
    reply = api.get(f"/api/items/{item['id']}")

    assert reply.get_json() == {"success": True, "data": item}
    assert list(reply.get_json()["data"]) == ITEM_KEYS
    assert reply.headers["ETag"] == '"1"'
    assert reply.headers["Cache-Control"] == "private, no-cache"


def test_dates_have_three_decimals_and_a_z(api: Api) -> None:
    assert len(api.create()["createdAt"]) == len("2026-01-05T12:00:00.000Z")
    assert api.create()["createdAt"].endswith("Z")


@pytest.mark.parametrize(
    "identifier",
    [
        "3f2b8c1e-5d4a-4f6b-9a7c-0e1d2c3b4a59",
        "01a20000-0000-7000-8000-000000000001",
        "1",
        "undefined",
        "not a uuid",
        "é",
        "' OR 1=1 --",
        "0" * 5_000,
    ],
)
def test_an_id_nobody_has_is_not_found(api: Api, identifier: str) -> None:
    body = assert_refused(api.get(f"/api/items/{identifier}"), 404, f"Item with id {identifier} not found")
    assert body["errors"] == []


def test_a_foreign_item_is_not_found(api: Api, other: Api) -> None:
    identifier = other.create()["id"]
    path = f"/api/items/{identifier}"

    for reply in (
        api.get(path),
        api.put(path, {"title": "x"}),
        api.patch(path, {"title": "x"}),
        api.delete(path),
        api.get(f"{path}/history"),
        api.post(f"{path}/restore"),
    ):
        assert_refused(reply, 404, f"Item with id {identifier} not found")
    assert other.get(path).get_json()["data"]["version"] == 1


@pytest.mark.parametrize("tag", ['"1"', 'W/"1"', '"9", "1"', '"1-gzip"', "*"])
def test_a_known_version_is_not_sent_again(api: Api, tag: str) -> None:
    reply = api.get(f"/api/items/{api.create()['id']}", headers={"If-None-Match": tag})

    assert reply.status_code == 304
    assert reply.data == b""
    assert reply.headers["ETag"] == '"1"'


@pytest.mark.parametrize("tag", ['"2"', 'W/"11"', "1", '""'])
def test_another_version_is_sent(api: Api, tag: str) -> None:
    assert api.get(f"/api/items/{api.create()['id']}", headers={"If-None-Match": tag}).status_code == 200
