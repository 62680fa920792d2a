"""Views: once a visitor, article and half hour."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from blog_client import Api, Rows

from blog_api.views.rules import bucket_of, visitor_hash
from suite_testing.processes import at_once

AT = datetime(2026, 3, 1, 12, 10, tzinfo=UTC)


@pytest.fixture
def article(rows: Rows) -> int:
    return rows.article(1, f"visto-{rows.value('SELECT coalesce(max(id), 0) FROM articles')}")


def view(api: Api, article: int, agent: str) -> dict[str, Any]:
    reply = api.post(f"/blog/articles/{article}/view", {"blogId": 1}, headers={"User-Agent": agent})
    assert reply.status_code == 200, reply.get_data(as_text=True)
    body: dict[str, Any] = reply.get_json()
    return body


def test_a_visitor_counts_once_through_both_addresses(reader: Api, article: int) -> None:
    assert view(reader, article, "um") == {"success": True, "counted": True, "viewCount": 1}
    assert view(reader, article, "um") == {"success": True, "counted": False, "viewCount": 1}
    again = reader.post(f"/api/blog/posts/{article}/view?blogId=1", headers={"User-Agent": "um"})
    assert again.get_json() == {"success": True, "counted": False, "viewCount": 1}
    assert view(reader, article, "outro")["viewCount"] == 2


@pytest.mark.parametrize("agent", ["Googlebot/2.1", "facebookexternalhit/1.1", "HeadlessChrome", "Some Crawler"])
def test_programs_do_not_count(reader: Api, article: int, agent: str) -> None:
    assert view(reader, article, agent) == {"success": True, "counted": False, "viewCount": 0}


def test_parallel_views_of_different_visitors_all_count(blog_service: Any, article: int, rows: Rows) -> None:
    visits = [f"visitante {number % 25}" for number in range(50)]
    bodies = at_once([lambda agent=agent: view(Api(blog_service), article, agent) for agent in visits])
    assert sum(body["counted"] for body in bodies) == 25
    assert rows.value("SELECT view_count FROM articles WHERE id = %s", article) == 25


def test_reading_counts_nothing_and_counting_touches_no_date(reader: Api, article: int, rows: Rows) -> None:
    before = rows.value("SELECT updated_at FROM articles WHERE id = %s", article)
    slug = rows.value("SELECT slug FROM articles WHERE id = %s", article)
    reader.get(f"/blog/articles/{slug}?blogId=1")
    view(reader, article, "um")
    assert rows.value("SELECT view_count FROM articles WHERE id = %s", article) == 1
    assert rows.value("SELECT updated_at FROM articles WHERE id = %s", article) == before


def test_a_new_half_hour_is_a_new_view() -> None:
    assert bucket_of(AT) == bucket_of(AT + timedelta(minutes=19))
    assert bucket_of(AT) + 1 == bucket_of(AT + timedelta(minutes=20))


def test_a_visitor_is_told_by_address_agent_and_day_under_the_key() -> None:
    own = visitor_hash(b"k", AT, "192.0.2.1", "a")
    assert own == visitor_hash(b"k", AT + timedelta(hours=1), "192.0.2.1", "a")
    others = [
        visitor_hash(b"x", AT, "192.0.2.1", "a"),
        visitor_hash(b"k", AT + timedelta(days=1), "192.0.2.1", "a"),
        visitor_hash(b"k", AT, "192.0.2.2", "a"),
        visitor_hash(b"k", AT, "192.0.2.1", "b"),
    ]
    assert own not in others
    assert len(set(others)) == 4
