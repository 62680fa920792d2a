"""Order of GET /api/items."""

from collections.abc import Callable
from typing import Any

import pytest
from workspace_client import Api
from workspace_replies import titles_of

PRIORITIES = ["low", "medium", "high", "critical"]
STATUSES = ["new", "review", "in-progress", "completed", "rejected"]

KEYS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "createdAt": lambda item: item["createdAt"],
    "updatedAt": lambda item: item["updatedAt"],
    "priority": lambda item: PRIORITIES.index(item["priority"]),
    "status": lambda item: STATUSES.index(item["status"]),
}


@pytest.fixture
def board(api: Api) -> Api:
    """Twelve items with many equal priorities and statuses, changed in another order than created."""
    items = [api.create(title=f"t{number}", priority=PRIORITIES[number % 4]) for number in range(12)]
    for number in (5, 0, 11, 3, 8):
        api.put(f"/api/items/{items[number]['id']}", {"status": STATUSES[number % 5]})
    return api


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("sign", ["", "-"])
def test_items_come_by_key_and_equal_ones_by_id_in_the_same_direction(board: Api, key: str, sign: str) -> None:
    items = board.get(f"/api/items?sort={sign}{key}").get_json()["data"]

    expected = sorted(items, key=lambda item: (KEYS[key](item), item["id"]), reverse=bool(sign))
    assert len(items) == 12
    assert [item["title"] for item in items] == [item["title"] for item in expected]


def test_titles_are_sorted_without_case_and_accents(api: Api) -> None:
    for title in ("banana", "Ágata", "abacate", "ÉPOCA", "zebra", "época 2", "Banco"):
        api.create(title=title)
    expected = ["abacate", "Ágata", "banana", "Banco", "ÉPOCA", "época 2", "zebra"]

    assert titles_of(api.get("/api/items?sort=title")) == expected
    assert titles_of(api.get("/api/items?sort=-title")) == expected[::-1]


def test_equal_folded_titles_are_sorted_by_id(api: Api) -> None:
    ids = sorted(api.create(title=title)["id"] for title in ("época", "Epoca", "ÉPOCA", "epoca"))

    ascending = [item["id"] for item in api.get("/api/items?sort=title").get_json()["data"]]
    descending = [item["id"] for item in api.get("/api/items?sort=-title").get_json()["data"]]
    assert ascending == ids
    assert descending == ids[::-1]


def test_the_default_is_newest_first(board: Api) -> None:
    assert titles_of(board.get("/api/items")) == titles_of(board.get("/api/items?sort=-createdAt"))
