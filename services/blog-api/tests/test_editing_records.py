"""Editing categories, tags, authors and comments; who may do it."""

from typing import Any

import pytest
from blog_client import Api, Rows

from suite.settings import Secret

NEW = {
    "categories": {"title": "Nova", "slug": "nova"},
    "tags": {"name": "Nova", "slug": "nova", "color": "#00ff00"},
    "authors": {"name": "Nova", "email": "nova@example.com", "social": {"site": "x"}, "skills": ["roteiro"]},
}
CHANGE = {"categories": {"title": "Outra"}, "tags": {"name": "Outra"}, "authors": {"name": "Outra"}}


@pytest.mark.parametrize("noun", sorted(NEW))
def test_a_record_is_created_read_changed_and_deleted(person: Any, noun: str) -> None:
    editor, path = person("editor"), f"/api/admin/{noun}"
    created = editor.post(path, NEW[noun])
    assert (created.status_code, created.headers["ETag"]) == (201, '"1"')
    record = created.get_json()["data"]
    assert record.items() >= {**NEW[noun], "blogId": 1, "createdBy": "ana-editor"}.items()
    one = f"{path}/{record['id']}"
    assert editor.data(one) == record
    assert record["id"] in [found["id"] for found in editor.data(path)]
    changed = editor.patch(one, CHANGE[noun], headers={"If-Match": '"1"'}).get_json()["data"]
    assert changed.items() >= {**CHANGE[noun], "version": 2}.items()
    assert editor.patch(one, CHANGE[noun], headers={"If-Match": '"1"'}).status_code == 412
    assert editor.delete(one).status_code == 403
    assert person("admin").delete(one).status_code == 200
    assert editor.get(one).status_code == 404


@pytest.mark.parametrize("noun", ["categories", "tags"])
def test_slugs_are_unique_in_a_blog(editor: Api, noun: str) -> None:
    taken = "filmes" if noun == "categories" else "acao"
    reply = editor.post(f"/api/admin/{noun}", {**NEW[noun], "slug": taken})
    assert (reply.status_code, reply.get_json()["code"]) == (409, "SLUG_TAKEN")


def test_what_articles_refer_to_cannot_be_deleted(person: Any, rows: Rows) -> None:
    for noun in ("categories", "authors"):
        record = rows.value(f"SELECT min(id) FROM {noun} WHERE blog_id = 1")
        reply = person("admin").delete(f"/api/admin/{noun}/{record}")
        assert (reply.status_code, reply.get_json()["code"]) == (409, "IN_USE")


def test_a_parent_must_be_of_the_same_blog(editor: Api, rows: Rows) -> None:
    foreign = rows.value("SELECT min(id) FROM categories WHERE blog_id = 2")
    reply = editor.post("/api/admin/categories", {"title": "Filha", "slug": "filha", "parentId": foreign})
    assert (reply.status_code, reply.get_json()["details"][0]["field"]) == (400, "parentId")


def test_comments_wait_until_an_editor_shows_them(editor: Api, reader: Api, rows: Rows) -> None:
    article = rows.article(1, "com-comentarios")
    comment = rows.insert("comments", blog_id=1, article_id=article, content="Espera")
    path, public = f"/api/admin/comments/{comment}", f"/api/blog/posts/{article}/comments?blogId=1"
    assert comment in [found["id"] for found in editor.data("/api/admin/comments?approved=false")]
    assert reader.data(public) == []
    assert editor.patch(path, {"approved": True}).status_code == 200
    assert [found["content"] for found in reader.data(public)] == ["Espera"]
    assert editor.patch(path, {"approved": False}, headers={"If-Match": '"1"'}).status_code == 412
    assert editor.delete(path).status_code == 200
    assert reader.data(public) == []


def test_who_judges_a_comment_reads_whose_it_is_and_where_it_stands(editor: Api, rows: Rows) -> None:
    article = rows.article(1, "com-autoria")
    author = editor.post("/api/admin/authors", NEW["authors"] | {"name": "Nara Campos"}).get_json()["data"]["id"]
    written = rows.insert("comments", blog_id=1, article_id=article, content="De casa", author_id=author)
    unnamed = rows.insert("comments", blog_id=1, article_id=article, content="De ninguém")
    listed = {found["id"]: found for found in editor.data("/api/admin/comments?limit=100")}
    title = editor.data(f"/api/admin/articles/{article}")["title"]
    assert (listed[written]["articleTitle"], listed[written]["writer"]) == (title, "Nara Campos")
    assert (listed[unnamed]["articleTitle"], listed[unnamed]["writer"]) == (title, None)


def test_moderation_shows_no_address(editor: Api) -> None:
    assert "198.51.100.7" not in editor.get("/api/admin/comments").get_data(as_text=True)


def test_without_a_role_in_the_blog_nothing_is_edited(blog_service: Any, people: dict[str, str]) -> None:
    stranger = Api(blog_service, "somebody-else", **{"X-Blog-Id": "1"})
    neighbour = Api(blog_service, people["owner"], **{"X-Blog-Id": "2"})
    rules = [rule for rule in blog_service.url_map.iter_rules() if rule.rule.startswith("/api/admin")]
    assert len(rules) >= 20
    for rule in rules:
        path = rule.rule.replace("<article_id>", "1").replace("<version>", "1")
        path = path.replace("<row_id>", "1").replace("<comment>", "1")
        path = path.replace("<managed>", "2").replace("<access>", "1")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            body = {**NEW["categories"], **NEW["tags"], "categoryId": 1, "authorId": 1, "approved": True}
            if (method, path) == ("GET", "/api/admin/blogs"):
                assert stranger.data(path) == []
                continue
            for nobody in (stranger, neighbour):
                assert nobody.request(method, path, json=body).status_code in (400, 403), (method, path)


def test_a_token_is_needed_where_tokens_are(start_blog: Any) -> None:
    service = start_blog(auth_mode="jwt", jwt_secret=Secret("0123456789abcdef0123456789abcdef"))
    reply = Api(service).get("/api/admin/articles")
    assert reply.status_code == 401
    assert Api(service).get("/blog/articles").status_code == 200
    assert Api(service).get("/blog/articles", headers={"Authorization": "Bearer rubbish"}).status_code == 200
