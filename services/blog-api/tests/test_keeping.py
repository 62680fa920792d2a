"""Public answers that are kept: for one blog, for a second at most, and not beyond an editor's change."""

from datetime import UTC, datetime, timedelta
from time import monotonic, sleep
from typing import Any

import pytest
from blog_client import SECRET_OF_TWO, Api, Rows

from blog_api.cached_replies import group_of
from suite.http import Service
from suite_ops.processes.patience import wait_until

PATIENCE_SECONDS = 60
STALE_SECONDS = 1.0
LISTS = (
    "/blog/articles?limit=5",
    "/blog/categories",
    "/blog/tags",
    "/blog/authors",
    "/api/blog/posts",
    "/api/blog/posts/featured",
    "/api/blog/categories",
    "/api/blog/tags",
)


@pytest.fixture
def keeping(start_blog: Any) -> Service:
    """A service that keeps answers."""
    service: Service = start_blog(cache_ttl_seconds=1.0)
    return service


def hits(service: Service) -> int:
    """Answers that came from the cache so far."""
    return int(service.cache.stats()["hits"])


def kept_twice(service: Service, path: str, headers: dict[str, str]) -> bool:
    """Whether two requests in a row are one question to the database: the answer and the blog come from the cache."""
    reader = Api(service)
    reader.get(path, headers=headers)
    before = hits(service)
    reader.get(path, headers=headers)
    return hits(service) - before == 2


@pytest.mark.parametrize("path", LISTS)
def test_a_kept_answer_is_the_one_that_is_made(keeping: Service, reader: Api, path: str) -> None:
    headers = {"X-Blog-Id": "3"}
    assert wait_until(lambda: kept_twice(keeping, path, headers), PATIENCE_SECONDS)
    kept, made = Api(keeping).get(path, headers=headers), reader.get(path, headers=headers)

    assert kept.get_data() == made.get_data()
    for name in ("ETag", "Vary", "Content-Type", "X-Total-Count", "Link"):
        assert kept.headers.get_all(name) == made.headers.get_all(name)
    unchanged = Api(keeping).get(path, headers={**headers, "If-None-Match": made.headers["ETag"]})
    assert (unchanged.status_code, unchanged.get_data()) == (304, b"")


def test_a_blog_is_never_shown_what_is_kept_of_another(keeping: Service) -> None:
    for path in LISTS:
        assert wait_until(lambda path=path: kept_twice(keeping, path, {"X-Blog-Id": "2"}), PATIENCE_SECONDS)
        assert SECRET_OF_TWO not in Api(keeping).get(path, headers={"X-Blog-Id": "3"}).get_data(as_text=True)
        assert Api(keeping).get(path, headers={"X-Blog-Id": "4"}).status_code == 404


def test_a_scheduled_article_shows_within_a_second_of_its_time(keeping: Service, rows: Rows) -> None:
    due = datetime.now(UTC) + timedelta(seconds=2)
    rows.article(1, "com-hora-marcada", state="scheduled", published_at=due)
    reader = Api(keeping)

    def listed() -> bool:
        reply = reader.get("/blog/articles?limit=50", headers={"X-Blog-Id": "1"})
        return "com-hora-marcada" in reply.get_data(as_text=True)

    last_without = 0.0
    begin = monotonic()
    while not listed():
        last_without = begin
        begin = monotonic()
        sleep(0.005)
    due_at = monotonic() + (due - datetime.now(UTC)).total_seconds()
    assert last_without <= due_at + STALE_SECONDS


def test_an_editors_change_ends_what_is_kept_of_this_blog_only(
    keeping: Service, editor: Api, draft: dict[str, Any], rows: Rows
) -> None:
    def version(blog_id: int) -> int:
        group = group_of(blog_id)
        return int(rows.value("SELECT coalesce(max(version), 0) FROM cache_versions WHERE name = %s", group))

    before = version(1), version(3)
    changed = editor.patch(
        f"/api/admin/articles/{draft['id']}", {"title": "Outro"}, headers={"If-Match": f'"{draft["version"]}"'}
    )
    assert changed.status_code == 200
    assert version(1) > before[0]
    assert version(3) == before[1]


def test_without_a_life_nothing_is_kept(blog_service: Service) -> None:
    before = hits(blog_service)
    for _ in range(2):
        Api(blog_service).get("/blog/articles", headers={"X-Blog-Id": "3"})
    assert hits(blog_service) == before
