"""Editing articles: states, versions, revisions, slugs, rights."""

from typing import Any

import pytest
from blog_client import Api, Rows, write_draft

ARTICLES = "/api/admin/articles"


def change(api: Api, article: dict[str, Any], **fields: Any) -> dict[str, Any]:
    reply = api.patch(f"{ARTICLES}/{article['id']}", fields)
    assert reply.status_code == 200, reply.get_data(as_text=True)
    changed: dict[str, Any] = reply.get_json()["data"]
    return changed


def test_a_draft_becomes_readable_when_it_is_published(editor: Api, reader: Api, draft: dict[str, Any]) -> None:
    path = f"/blog/articles/{draft['slug']}?blogId=1"
    assert draft["state"] == "draft"
    assert draft["description"] == "Primeira versão"
    assert reader.get(path).status_code == 404
    assert change(editor, draft, state="published")["state"] == "published"
    assert reader.json(path)["title"] == "Um rascunho"
    assert change(editor, draft, state="archived")["state"] == "archived"
    assert reader.get(path).status_code == 404


def test_a_scheduled_article_needs_a_date_to_come(editor: Api, reader: Api, draft: dict[str, Any]) -> None:
    late = editor.patch(f"{ARTICLES}/{draft['id']}", {"state": "scheduled", "publishedAt": "2020-01-01T00:00:00Z"})
    assert late.status_code == 400
    change(editor, draft, state="scheduled", publishedAt="2150-01-01T00:00:00-03:00")
    assert reader.get(f"/blog/articles/{draft['slug']}?blogId=1").status_code == 404
    early = editor.patch(f"{ARTICLES}/{draft['id']}", {"state": "published", "publishedAt": "2150-01-01T00:00:00Z"})
    assert early.status_code == 400
    change(editor, draft, state="published")
    assert reader.get(f"/blog/articles/{draft['slug']}?blogId=1").status_code == 200


def test_an_archived_article_comes_back_as_a_draft_only(editor: Api, draft: dict[str, Any]) -> None:
    change(editor, draft, state="archived")
    reply = editor.patch(f"{ARTICLES}/{draft['id']}", {"state": "published"})
    assert (reply.status_code, reply.get_json()["code"]) == (409, "INVALID_TRANSITION")
    assert change(editor, draft, state="draft")["state"] == "draft"


def test_if_match_guards_a_change(editor: Api, draft: dict[str, Any]) -> None:
    path = f"{ARTICLES}/{draft['id']}"
    first = editor.patch(path, {"title": "Dois"}, headers={"If-Match": '"1"'})
    assert (first.status_code, first.headers["ETag"]) == (200, '"2"')
    stale = editor.patch(path, {"title": "Três"}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.headers["ETag"]) == (412, '"2"')
    assert editor.data(path)["title"] == "Dois"


def test_revisions_are_kept_and_restored(editor: Api, draft: dict[str, Any], rows: Rows) -> None:
    tag = rows.value("SELECT id FROM tags WHERE blog_id = 1 AND slug = 'acao'")
    path = f"{ARTICLES}/{draft['id']}/revisions"
    change(editor, draft, title="Segunda", content="<p>Segunda versão</p>", tags=[tag])
    assert [revision["version"] for revision in editor.data(path)] == [2, 1]
    assert editor.data(f"{path}/1")["content"] == "<p>Primeira versão</p>"
    restored = editor.post(f"{path}/1/restore").get_json()["data"]
    assert (restored["title"], restored["content"], restored["tags"]) == ("Um rascunho", "<p>Primeira versão</p>", [])
    assert restored["version"] == 3
    assert [revision["version"] for revision in editor.data(path)] == [3, 2, 1]
    assert editor.get(f"{path}/9").status_code == 404


def test_an_old_slug_leads_to_the_new_one(editor: Api, reader: Api, draft: dict[str, Any]) -> None:
    change(editor, draft, state="published", slug="primeiro-nome")
    change(editor, draft, slug="segundo-nome")
    moved = reader.get("/blog/articles/primeiro-nome?blogId=1")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/blog/articles/segundo-nome?blogId=1")
    assert reader.data("/api/blog/posts/primeiro-nome?blogId=1")["slug"] == "segundo-nome"
    change(editor, draft, slug="primeiro-nome")
    assert reader.get("/blog/articles/primeiro-nome?blogId=1").status_code == 200
    assert (
        reader.get("/blog/articles/segundo-nome?blogId=1")
        .headers["Location"]
        .startswith("/blog/articles/primeiro-nome")
    )


def test_slugs_come_from_titles_and_are_unique_in_a_blog(editor: Api, rows: Rows) -> None:
    slugs = [write_draft(editor, rows, title="Ação & Emoção!")["slug"] for _ in range(2)]
    assert slugs == ["acao-emocao", "acao-emocao-2"]
    given = {"title": "X", "slug": "acao-emocao", "categoryId": 1, "authorId": 1}
    reply = editor.post(ARTICLES, {**given, **{key: rows_first(rows, key) for key in ("categoryId", "authorId")}})
    assert (reply.status_code, reply.get_json()["code"]) == (409, "SLUG_TAKEN")


def rows_first(rows: Rows, key: str) -> int:
    table = {"categoryId": "categories", "authorId": "authors"}[key]
    return int(rows.value(f"SELECT min(id) FROM {table} WHERE blog_id = 1"))


@pytest.mark.parametrize("key", ["categoryId", "authorId", "tags"])
def test_references_to_another_blog_are_refused(editor: Api, draft: dict[str, Any], rows: Rows, key: str) -> None:
    table = {"categoryId": "categories", "authorId": "authors", "tags": "tags"}[key]
    foreign = rows.value(f"SELECT min(id) FROM {table} WHERE blog_id = 2")
    reply = editor.patch(f"{ARTICLES}/{draft['id']}", {key: [foreign] if key == "tags" else foreign})
    assert reply.status_code == 400
    assert reply.get_json()["details"][0]["field"] == key


def test_html_is_sanitised_on_write(editor: Api, rows: Rows) -> None:
    content = (
        '<p onclick="x()">a<script>alert(1)</script></p><a href="javascript:x()">b</a>'
        '<iframe src="https://evil.example/x"></iframe><iframe src="https://www.youtube.com/embed/x"></iframe>'
        '<a href="/filme/um-filme">c</a>'
    )
    stored = write_draft(editor, rows, content=content)["content"]
    assert stored == (
        '<p>a</p><a>b</a><iframe src="https://www.youtube.com/embed/x"></iframe><a href="/filme/um-filme">c</a>'
    )


def test_authors_write_drafts_of_their_own_and_nothing_else(person: Any, rows: Rows, draft: dict[str, Any]) -> None:
    author = person("author")
    own = write_draft(author, rows)
    assert change(author, own, title="Meu texto")["title"] == "Meu texto"
    assert author.patch(f"{ARTICLES}/{own['id']}", {"state": "published"}).status_code == 403
    assert author.get(f"{ARTICLES}/{draft['id']}").status_code == 404
    assert author.patch(f"{ARTICLES}/{draft['id']}", {"title": "x"}).status_code == 404
    assert {article["createdBy"] for article in author.data(ARTICLES)} == {"ana-author"}
    change(person("editor"), own, state="published")
    assert author.patch(f"{ARTICLES}/{own['id']}", {"title": "x"}).status_code == 403


def test_admins_delete_what_is_not_published(person: Any, editor: Api, draft: dict[str, Any]) -> None:
    path = f"{ARTICLES}/{draft['id']}"
    assert editor.delete(path).status_code == 403
    change(editor, draft, state="published")
    assert person("admin").delete(path).status_code == 409
    change(editor, draft, state="archived")
    assert person("admin").delete(path).status_code == 200
    assert editor.get(path).status_code == 404


def test_every_change_is_in_the_audit_log(person: Any, editor: Api, draft: dict[str, Any]) -> None:
    change(editor, draft, title="Outro título")
    entries = [entry for entry in person("admin").data("/api/admin/audit") if entry["nounId"] == draft["id"]]
    assert [(entry["action"], entry["userId"]) for entry in entries[:2]] == [
        ("updated", "ana-editor"),
        ("created", "ana-editor"),
    ]
    assert entries[0]["old"] == {"title": "Um rascunho"}
    assert entries[0]["new"] == {"title": "Outro título"}
    assert editor.get("/api/admin/audit").status_code == 403


def test_lists_filter_by_state_and_title(editor: Api, rows: Rows) -> None:
    article = write_draft(editor, rows, title="Título inconfundível")
    assert [found["id"] for found in editor.data(f"{ARTICLES}?search=INCONFUNDIVEL")] == [article["id"]]
    assert {found["state"] for found in editor.data(f"{ARTICLES}?state=draft")} == {"draft"}
    assert "content" not in editor.data(ARTICLES)[0]


@pytest.mark.parametrize(
    "fields",
    [
        *({"title": ""}, {"title": "a" * 301}, {"state": "gone"}, {"slug": "Maiúscula"}, {"slug": "a--b"}),
        *({"publishedAt": "ontem"}, {"publishedAt": "2024-01-01T00:00:00"}, {"tags": ["x"]}, {"tags": [0]}),
        *({"type": "outro"}, {"imageUrl": "javascript:x"}, {"categoryId": "1"}, {"metadata": []}, {"title": None}),
    ],
)
def test_broken_fields_are_told(editor: Api, draft: dict[str, Any], fields: dict[str, Any]) -> None:
    reply = editor.patch(f"{ARTICLES}/{draft['id']}", fields)
    assert reply.status_code == 400
    assert reply.get_json()["details"][0]["field"] == next(iter(fields))
