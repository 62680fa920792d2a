"""The documented article routes."""

import base64
import json

import pytest
from blog_client import Api, Rows

from suite.http.cursors import encode_cursor

KEYS = {
    *(
        "id",
        "title",
        "slug",
        "description",
        "content",
        "imageUrl",
        "imageAlt",
        "type",
        "keywords",
        "published",
    ),
    *("viewCount", "likeCount", "date", "createdAt", "updatedAt", "blogId", "author", "category", "tags"),
}


def slugs(reader: Api, query: str) -> list[str]:
    return [article["slug"] for article in reader.json(f"/blog/articles{query}")]


def test_the_list_is_a_bare_array_with_its_total_in_a_header(reader: Api) -> None:
    reply = reader.get("/blog/articles?limit=2")
    articles = reply.get_json()
    assert [article["slug"] for article in articles] == ["lista-de-inverno", "segundo"]
    assert set(articles[0]) == KEYS
    assert set(articles[0]["author"]) == {"id", "name", "role", "imageUrl", "bio", "email", "website"}
    assert articles[0]["author"]["email"] is None
    assert set(articles[0]["category"]) == {"id", "title", "slug", "description"}
    assert reply.headers["X-Total-Count"] == "3"
    assert 'rel="next"' in reply.headers["Link"]
    assert reply.headers["X-Next-Cursor"]


def test_filters_select(reader: Api) -> None:
    assert slugs(reader, "?tagSlug=acao") == ["segundo", "mesmo-slug"]
    assert slugs(reader, "?type=lista") == ["lista-de-inverno"]
    assert slugs(reader, "?q=travelling") == ["mesmo-slug"]
    assert slugs(reader, "?categorySlug=vazia") == []
    assert slugs(reader, "?categorySlug=nada") == []
    assert slugs(reader, "?dateFrom=2000-01-01&dateTo=2000-12-31") == []
    assert slugs(reader, "?sort=views&limit=1") == ["mesmo-slug"]


def test_a_summary_has_no_content(reader: Api) -> None:
    assert set(reader.json("/blog/articles?fields=summary")[0]) == KEYS - {"content"}


def test_an_envelope_tells_the_pagination(reader: Api) -> None:
    body = reader.json("/blog/articles?limit=2&envelope=true")
    assert len(body["data"]) == 2
    assert body["pagination"]["total"] == 3
    assert body["pagination"]["nextCursor"]


def test_walking_the_cursor_returns_every_article_once_also_with_equal_dates(reader: Api, rows: Rows) -> None:
    moment = rows.value("SELECT now() - interval '2 days'")
    rows.insert("categories", blog_id=1, title="Passeio", slug="passeio")
    category = rows.value("SELECT id FROM categories WHERE blog_id = 1 AND slug = 'passeio'")
    for number in range(7):
        rows.article(1, f"passeio-{number}", published_at=moment, category_id=category, view_count=number // 3)
    for sort in ("date", "views"):
        query = f"/blog/articles?blogId=1&categorySlug=passeio&limit=3&sort={sort}"
        reply = reader.get(query)
        seen = [article["slug"] for article in reply.get_json()]
        while cursor := reply.headers.get("X-Next-Cursor"):
            assert "Link" in reply.headers
            reply = reader.get(f"{query}&cursor={cursor}")
            assert reply.headers["X-Total-Count"] == "7"
            seen += [article["slug"] for article in reply.get_json()]
        assert "Link" not in reply.headers
        assert sorted(seen) == sorted({f"passeio-{number}" for number in range(7)})
        assert len(seen) == 7


def test_a_cursor_belongs_to_its_list(reader: Api) -> None:
    cursor = reader.get("/blog/articles?limit=1").headers["X-Next-Cursor"]
    for query in (
        f"blogId=1&cursor={cursor}",
        f"sort=views&cursor={cursor}",
        f"offset=1&cursor={cursor}",
        "cursor=x",
    ):
        reply = reader.get(f"/blog/articles?{query}")
        assert (reply.status_code, reply.get_json()["code"]) == (400, "INVALID_CURSOR"), query


@pytest.mark.parametrize("key", ["2026-W01-1T00:00:00+00:00", "20260101T000000Z", "0001-01-01T00:00:00+14:00"])
def test_a_moment_of_a_cursor_is_passed_on_as_the_database_reads_it(reader: Api, key: str) -> None:
    true = reader.get("/blog/articles?limit=1").headers["X-Next-Cursor"]
    digest = json.loads(base64.urlsafe_b64decode(true + "=="))[0]
    assert reader.get(f"/blog/articles?limit=1&cursor={encode_cursor([key, '1'], digest)}").status_code == 200


@pytest.mark.parametrize("key", ["2026-01-01T00:00:00+16:00", "2026-01-01T00:00:00+01:00:00.5", "x"])
def test_a_moment_of_a_cursor_that_no_database_reads_is_refused(reader: Api, key: str) -> None:
    true = reader.get("/blog/articles?limit=1").headers["X-Next-Cursor"]
    digest = json.loads(base64.urlsafe_b64decode(true + "=="))[0]
    reply = reader.get(f"/blog/articles?limit=1&cursor={encode_cursor([key, '1'], digest)}")

    assert (reply.status_code, reply.get_json()["code"]) == (400, "INVALID_CURSOR")


def test_drafts_cannot_be_asked_for(reader: Api) -> None:
    reply = reader.get("/blog/articles?published=false")
    assert reply.status_code == 400
    assert reply.get_json() == {"error": "Drafts are not public", "code": "DRAFTS_NOT_PUBLIC"}


def test_one_article(reader: Api) -> None:
    assert set(reader.json("/blog/articles/mesmo-slug")) == KEYS
    reply = reader.get("/blog/articles/nada")
    assert (reply.status_code, reply.get_json()) == (
        404,
        {"error": "Article not found", "code": "ARTICLE_NOT_FOUND"},
    )


def test_related_articles_share_tags_before_the_category(reader: Api) -> None:
    found = reader.json("/blog/articles/mesmo-slug/related?limit=3")
    assert [article["slug"] for article in found] == ["segundo", "lista-de-inverno"]
    assert reader.get("/blog/articles/nada/related").status_code == 404


def test_categories_tags_and_authors_count_visible_articles(reader: Api) -> None:
    categories = {category["slug"]: category for category in reader.json("/blog/categories")}
    assert categories["filmes"]["article_count"] == 3
    assert categories["vazia"]["parentId"] == categories["filmes"]["id"]
    assert [found["slug"] for found in reader.json("/blog/categories?parentSlug=filmes")] == ["vazia"]
    assert [found["slug"] for found in reader.json("/blog/categories?nonEmpty=true")] == ["filmes"]
    assert [(tag["slug"], tag["count"]) for tag in reader.json("/blog/tags?nonEmpty=true")] == [("acao", 2)]
    assert [tag["slug"] for tag in reader.json("/blog/tags?q=ACAO")] == ["acao"]
    assert reader.json("/blog/tags?sort=count")[0]["slug"] == "acao"
    [author] = reader.json("/blog/authors?q=redacao")
    assert set(author) == {
        *("id", "name", "role", "imageUrl", "bio", "email", "website", "social", "skills", "article_count"),
    }
    assert (author["article_count"], author["email"], author["skills"]) == (3, None, [])


def test_search_marks_what_it_found(reader: Api) -> None:
    [hit] = reader.json("/blog/search?q=emocao")
    assert hit["highlights"]["title"] == "<mark>Emoção</mark> à prova tres"
    [hit] = reader.json("/blog/search?q=travelling")
    assert hit["highlights"]["content"] == ["Um <mark>travelling</mark> de 100% &amp; tres"]
    assert "content" not in hit
    assert reader.get("/blog/search").status_code == 400


def test_equal_requests_give_equal_bytes_and_304(reader: Api) -> None:
    for path in (
        "/blog/articles",
        "/api/blog/posts",
        "/blog/feed.xml",
        "/blog/feed.json",
        "/sitemap/articles.xml",
    ):
        first, second = reader.get(path), reader.get(path)
        assert first.get_data() == second.get_data()
        assert first.headers["ETag"].startswith('W/"')
        assert "X-Blog-Id" in " ".join(first.headers.getlist("Vary"))
        unchanged = reader.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (unchanged.status_code, unchanged.get_data()) == (304, b"")


def test_every_get_answers_head_and_a_trailing_slash(reader: Api) -> None:
    for path in ("/blog/articles", "/api/blog/posts/featured", "/blog/tags", "/health", "/sitemap/tags.xml"):
        assert reader.request("HEAD", path).status_code == 200
        assert reader.get(path + "/").status_code == 200
