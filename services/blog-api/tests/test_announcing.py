"""An article that can be read is told to the event bus once, in the transaction that made it so."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from blog_client import Api, Rows

from blog_api.articles import changes
from blog_api.importer.folder import import_folder
from blog_api.worker import announce_everywhere
from suite.http import Service
from suite_testing.databases import TestDatabase

SITE = "https://vibesfilm.com"


def told(rows: Rows, article: int) -> list[dict[str, Any]]:
    """The data of the events about an article, in their order."""
    found: list[dict[str, Any]] | None = rows.value(
        "SELECT json_agg(data ORDER BY seq) FROM outbox WHERE topic = 'article-published' AND key = %s", str(article)
    )
    return found or []


def test_publishing_is_told_once_with_all_that_listeners_need(editor: Api, draft: dict[str, Any], rows: Rows) -> None:
    path = f"/api/admin/articles/{draft['id']}"
    assert told(rows, draft["id"]) == []
    published = editor.patch(path, {"state": "published"}).get_json()["data"]
    editor.patch(path, {"title": "Outro título"})
    assert told(rows, draft["id"]) == [
        {
            "articleId": str(draft["id"]),
            "blogId": "1",
            "slug": draft["slug"],
            "title": "Um rascunho",
            "publishedAt": published["publishedAt"],
            "url": f"{SITE}/analise/{draft['slug']}",
        }
    ]
    editor.patch(path, {"state": "archived"})
    editor.patch(path, {"state": "draft"})
    editor.patch(path, {"state": "published"})
    assert [event["title"] for event in told(rows, draft["id"])] == ["Um rascunho", "Outro título"]


def test_an_article_written_as_published_is_told(editor: Api, draft: dict[str, Any], rows: Rows) -> None:
    fields = {name: draft[name] for name in ("title", "categoryId", "authorId")}
    article = editor.post("/api/admin/articles", {**fields, "state": "published"}).get_json()["data"]
    assert len(told(rows, article["id"])) == 1


def test_a_scheduled_article_is_told_when_its_time_has_come(
    editor: Api, draft: dict[str, Any], rows: Rows, blog_service: Service
) -> None:
    when = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    path = f"/api/admin/articles/{draft['id']}"
    editor.patch(path, {"state": "scheduled", "publishedAt": when})
    announce_everywhere(blog_service.database, SITE)
    assert told(rows, draft["id"]) == []
    rows.run("UPDATE articles SET published_at = now() - interval '1 minute' WHERE id = %s", draft["id"])
    assert announce_everywhere(blog_service.database, SITE)
    assert not announce_everywhere(blog_service.database, SITE)
    assert len(told(rows, draft["id"])) == 1
    read = editor.data(path)
    assert (read["state"], read["version"]) == ("published", 2)


def test_an_edit_of_an_article_whose_time_has_come_leaves_nothing_for_the_worker(
    editor: Api, draft: dict[str, Any], rows: Rows, blog_service: Service
) -> None:
    rows.run("UPDATE articles SET state = 'scheduled' WHERE id = %s", draft["id"])
    editor.patch(f"/api/admin/articles/{draft['id']}", {"title": "Na hora"})
    announce_everywhere(blog_service.database, SITE)
    assert [event["title"] for event in told(rows, draft["id"])] == ["Na hora"]


def test_a_change_that_fails_tells_nothing(
    editor: Api, draft: dict[str, Any], rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("after the event")

    monkeypatch.setattr(changes, "require", fail)
    reply = editor.patch(f"/api/admin/articles/{draft['id']}", {"state": "published"})
    assert (reply.status_code, told(rows, draft["id"])) == (500, [])


def test_imported_posts_are_told_when_readers_can_see_them(
    fresh_blog: tuple[Service, TestDatabase], tmp_path: Path
) -> None:
    service, database = fresh_blog
    draft = tmp_path / "2024-02-03-um-post.md"
    draft.write_text("---\ntitle: Um post\ndraft: true\n---\nOlá\n", encoding="utf-8")
    (tmp_path / "2024-02-04-outro.md").write_text("---\ntitle: Outro\n---\nOlá\n", encoding="utf-8")
    with database.connect(schema="blog") as connection:
        rows = Rows(connection)
        for _ in range(2):
            import_folder(service.database, tmp_path, 3, site_url=SITE)
            assert rows.value("SELECT array_agg(data ->> 'slug' ORDER BY seq) FROM outbox") == ["outro"]
        draft.write_text("---\ntitle: Um post\n---\nOlá\n", encoding="utf-8")
        import_folder(service.database, tmp_path, 3, site_url=SITE)
        assert rows.value("SELECT array_agg(data ->> 'slug' ORDER BY seq) FROM outbox") == ["outro", "um-post"]
