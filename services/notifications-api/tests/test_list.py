"""GET /notifications and /notifications/unread-count."""

from typing import Any

import pytest
from notifications_client import Api


@pytest.fixture
def many(api: Api) -> list[dict[str, Any]]:
    """Seven notifications, the newest first; the oldest two are read, every third is a mail."""
    made = [
        api.notify(message=f"n{number}", type="email" if number % 3 == 0 else "in-app", to="ana@example.org")
        for number in range(7)
    ]
    for notification in made[:2]:
        api.patch(f"/notifications/{notification['id']}/read")
    return made[::-1]


def messages(api: Api, query: str = "") -> list[str]:
    return [entry["message"] for entry in api.get(f"/notifications{query}").get_json()["data"]]


def test_the_newest_come_first_with_their_total(api: Api, many: list[dict[str, Any]]) -> None:
    body = api.get("/notifications?limit=3").get_json()

    assert [entry["id"] for entry in body["data"]] == [entry["id"] for entry in many[:3]]
    assert list(body) == ["data", "total", "page", "limit", "pagination"]
    assert (body["total"], body["page"], body["limit"]) == (7, 1, 3)
    assert body["pagination"] == {"page": 1, "limit": 3, "total": 7, "hasMore": True}


def test_pages_follow_each_other_without_gap_or_repetition(api: Api, many: list[dict[str, Any]]) -> None:
    assert [*messages(api, "?limit=3"), *messages(api, "?limit=3&page=2"), *messages(api, "?limit=3&page=3")] == [
        entry["message"] for entry in many
    ]
    last = api.get("/notifications?limit=3&page=3").get_json()
    assert last["pagination"]["hasMore"] is False
    beyond = api.get("/notifications?limit=3&page=999999999").get_json()
    assert (beyond["data"], beyond["total"]) == ([], 7)


def test_twenty_are_shown_when_nobody_says_how_many(api: Api) -> None:
    for number in range(21):
        api.notify(message=str(number))

    assert len(messages(api)) == 20


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?read=true", ["n1", "n0"]),
        ("?read=false", ["n6", "n5", "n4", "n3", "n2"]),
        ("?type=email", ["n6", "n3", "n0"]),
        ("?type=in-app&read=false", ["n5", "n4", "n2"]),
        ("?read=", ["n6", "n5", "n4", "n3", "n2", "n1", "n0"]),
    ],
)
def test_filters_choose_and_count(api: Api, many: list[dict[str, Any]], query: str, expected: list[str]) -> None:
    assert messages(api, query) == expected
    assert api.get(f"/notifications{query}").get_json()["total"] == len(expected)


def test_a_limit_above_a_hundred_is_a_hundred(api: Api) -> None:
    body = api.get("/notifications?limit=1000").get_json()

    assert (body["limit"], body["pagination"]["limit"]) == (100, 100)


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=-1",
        "limit=x",
        "limit=1.5",
        "limit=1&limit=2",
        "limit=99999999999999999999",
        "page=0",
        "page=-3",
        "page=x",
        "page=٣",
        "read=yes",
        "read=1",
        "type=sms",
        "userId=%0A",
    ],
)
def test_a_bad_parameter_is_named(api: Api, query: str) -> None:
    reply = api.get(f"/notifications?{query}")

    assert reply.status_code == 422
    error = reply.get_json()["error"]
    assert error["code"] == "VALIDATION"
    assert [detail["field"] for detail in error["details"]] == [query.partition("=")[0]]


def test_unread_are_counted_for_the_caller(api: Api, other: Api, many: list[dict[str, Any]]) -> None:
    assert api.get("/notifications/unread-count").get_json() == {"count": 5}
    assert other.get("/notifications/unread-count").get_json() == {"count": 0}


def test_an_administrator_sees_everybody_or_one(api: Api, admin_api: Api, many: list[dict[str, Any]]) -> None:
    assert admin_api.get("/notifications").get_json()["total"] >= 7
    assert messages(admin_api, f"?userId={api.user}&limit=2") == ["n6", "n5"]


def test_somebody_else_is_not_seen_by_naming_him(api: Api, other: Api, many: list[dict[str, Any]]) -> None:
    assert messages(other, f"?userId={api.user}") == []
