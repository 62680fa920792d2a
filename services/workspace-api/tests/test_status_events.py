"""A change of an item's status is told as the event item-status-changed, in the transaction of the change."""

from collections.abc import Callable
from typing import Any

import psycopg2.extensions
import pytest
from workspace_client import Api

Told = Callable[[str], list[tuple[str, str]]]


@pytest.fixture
def events(admin: psycopg2.extensions.connection) -> Callable[[str], list[dict[str, Any]]]:
    """Data of the events of an item, in their order."""

    def read(item_id: str) -> list[dict[str, Any]]:
        with admin.cursor() as cursor:
            cursor.execute(
                "SELECT data FROM outbox WHERE topic = 'item-status-changed' AND key = %s ORDER BY seq", (item_id,)
            )
            return [row[0] for row in cursor.fetchall()]

    return read


@pytest.fixture
def told(events: Callable[[str], list[dict[str, Any]]]) -> Told:
    return lambda item_id: [(data["from"], data["to"]) for data in events(item_id)]


def test_an_update_tells_who_changed_what(api: Api, events: Callable[[str], list[dict[str, Any]]]) -> None:
    item_id = api.create(title="Pão de açúcar 'n' <b>")["id"]
    item = api.put(f"/api/items/{item_id}", {"status": "review"}).get_json()["data"]
    assert events(item_id) == [
        {
            "itemId": item_id,
            "title": "Pão de açúcar 'n' <b>",
            "from": "new",
            "to": "review",
            "changedBy": item["updatedBy"],
            "changedAt": item["updatedAt"],
        }
    ]


def test_the_event_carries_the_request_that_caused_it(api: Api, admin: psycopg2.extensions.connection) -> None:
    item_id = api.create()["id"]
    api.put(f"/api/items/{item_id}", {"status": "review"}, headers={"X-Request-ID": "cause-of-the-event"})
    with admin.cursor() as cursor:
        cursor.execute("SELECT attributes FROM outbox WHERE key = %s", (item_id,))
        assert cursor.fetchall() == [({"version": 1, "requestId": "cause-of-the-event"},)]


def test_what_leaves_the_status_alone_tells_nothing(api: Api, told: Told) -> None:
    item_id = api.create()["id"]
    api.put(f"/api/items/{item_id}", {"title": "x"})
    api.put(f"/api/items/{item_id}", {"status": "new", "title": "y"})
    assert api.delete(f"/api/items/{item_id}").status_code == 200
    assert told(item_id) == []


def test_a_refused_update_tells_nothing(api: Api, told: Told) -> None:
    item_id = api.create()["id"]
    path = f"/api/items/{item_id}"
    assert api.put(path, {"status": "review"}, headers={"If-Match": '"9"'}).status_code == 412
    assert api.put(path, {"status": "no such"}).status_code == 400
    assert told(item_id) == []


def test_bulk_tells_what_was_applied_and_nothing_else(api: Api, told: Told) -> None:
    first, second = api.create()["id"], api.create()["id"]
    operations = [
        {"op": "update", "id": first, "data": {"status": "completed"}},
        {"op": "update", "id": second, "data": {"status": "completed"}, "version": 9},
    ]
    assert api.post("/api/items/bulk", {"operations": operations}).status_code == 422
    assert api.post("/api/items/bulk", {"operations": operations[:1], "dry_run": True}).status_code == 200
    assert told(first) == told(second) == []
    assert api.post("/api/items/bulk", {"operations": operations, "mode": "independent"}).status_code == 207
    assert (told(first), told(second)) == ([("new", "completed")], [])


def test_going_back_to_an_older_version_tells_the_way_back(api: Api, told: Told) -> None:
    item_id = api.create()["id"]
    api.put(f"/api/items/{item_id}", {"status": "review"})
    assert api.post(f"/api/items/{item_id}/restore", {"version": 1}).status_code == 200
    assert told(item_id) == [("new", "review"), ("review", "new")]


def test_a_deleted_item_comes_back_silently_unless_in_another_status(api: Api, told: Told) -> None:
    item_id = api.create()["id"]
    api.put(f"/api/items/{item_id}", {"status": "review"})
    for body, expected in (({}, 1), ({"version": 1}, 2)):
        api.delete(f"/api/items/{item_id}")
        assert api.post(f"/api/items/{item_id}/restore", body).status_code == 200
        assert len(told(item_id)) == expected
    assert told(item_id)[-1] == ("review", "new")
