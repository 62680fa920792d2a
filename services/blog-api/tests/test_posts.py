"""Articles as the frontend reads them."""

import pytest
from blog_client import Api, Rows

POST_KEYS = {
    *(
        "id",
        "title",
        "content",
        "description",
        "date",
        "imageUrl",
        "imageAlt",
        "published",
        "viewCount",
        "likeCount",
    ),
    *("createdAt", "updatedAt", "slug", "blogId", "author_id", "author_name", "author_role", "author_image"),
    *(
        "author_bio",
        "category_id",
        "category_title",
        "category_slug",
        "category_description",
        "category_image",
    ),
}


def test_the_home_list_has_every_post_with_its_content(reader: Api) -> None:
    reply = reader.get("/api/blog/posts?page=1&limit=200")
    body = reply.get_json()
    assert reply.content_type == "application/json; charset=utf-8"
    assert body["pagination"] == {"page": 1, "limit": 200, "total": 3, "totalPages": 1}
    assert len(body["data"]["articles"]) == 3
    for post in body["data"]["articles"]:
        assert set(post) == POST_KEYS
        assert isinstance(post["content"], str)
        assert post["content"]
        assert isinstance(post["description"], str)
        assert post["date"].endswith("Z")
        assert post["blogId"] == 3


def test_featured_is_a_bare_array_of_the_most_read(reader: Api) -> None:
    featured = reader.data("/api/blog/posts/featured")
    assert [post["slug"] for post in featured] == ["mesmo-slug", "lista-de-inverno", "segundo"]
    assert set(featured[0]) == POST_KEYS


def test_featured_true_sorts_by_views_and_anything_else_by_date(reader: Api) -> None:
    slugs = [post["slug"] for post in reader.data("/api/blog/posts?featured=true")["articles"]]
    assert slugs == ["mesmo-slug", "lista-de-inverno", "segundo"]
    plain = [post["slug"] for post in reader.data("/api/blog/posts")["articles"]]
    assert plain == ["lista-de-inverno", "segundo", "mesmo-slug"]
    assert [post["slug"] for post in reader.data("/api/blog/posts?featured=1")["articles"]] == plain


def test_a_post_carries_its_tags(reader: Api) -> None:
    post = reader.data("/api/blog/posts/mesmo-slug")
    assert set(post) == POST_KEYS | {"tags"}
    assert [(tag["slug"], tag["name"]) for tag in post["tags"]] == [("acao", "Ação tres")]


def test_an_unknown_post_is_told_in_portuguese(reader: Api) -> None:
    reply = reader.get("/api/blog/posts/nada")
    assert reply.status_code == 404
    assert reply.get_json() == {
        "success": False,
        "error": "Artigo não encontrado",
        "code": "ARTICLE_NOT_FOUND",
    }


def test_a_slug_the_article_had_before_gives_the_article(reader: Api, rows: Rows) -> None:
    article = rows.article(1, "nome-novo")
    rows.run("INSERT INTO article_slugs (blog_id, slug, article_id) VALUES (1, 'nome-velho', %s)", article)
    assert reader.data("/api/blog/posts/nome-velho?blogId=1")["slug"] == "nome-novo"
    reply = reader.get("/blog/articles/nome-velho?blogId=1")
    assert reply.status_code == 301
    assert reply.headers["Location"] == "/blog/articles/nome-novo?blogId=1"


def test_pages_beyond_the_end_are_empty(reader: Api) -> None:
    body = reader.json("/api/blog/posts?page=9&limit=2")
    assert body["data"]["articles"] == []
    assert body["pagination"] == {"page": 9, "limit": 2, "total": 3, "totalPages": 2}


def test_pages_follow_each_other(reader: Api) -> None:
    pages = [reader.data(f"/api/blog/posts?limit=1&page={page}")["articles"] for page in (1, 2, 3)]
    assert [page[0]["slug"] for page in pages] == ["lista-de-inverno", "segundo", "mesmo-slug"]


def test_limits_above_the_maximum_are_clamped(reader: Api) -> None:
    assert reader.json("/api/blog/posts?limit=1000")["pagination"]["limit"] == 200


def test_of_repeated_keys_the_first_counts(reader: Api) -> None:
    assert reader.json("/api/blog/posts?limit=2&limit=abc&nobody=knows")["pagination"]["limit"] == 2


@pytest.mark.parametrize("search", ["travelling", "emocao", "Emoção", "O'Brien", "moç", "100%", "à prova"])
def test_search_finds_words_parts_of_titles_and_accents(reader: Api, search: str) -> None:
    found = reader.get("/api/blog/posts", query_string={"search": search}).get_json()
    assert [post["slug"] for post in found["data"]["articles"]] == ["mesmo-slug"]
    assert found["pagination"]["total"] == 1


def test_category_posts_and_tag_posts(reader: Api) -> None:
    in_category = reader.json("/api/blog/categories/filmes/posts?limit=20")
    assert in_category["pagination"]["total"] == 3
    assert "tags" not in in_category["data"]["articles"][0]
    with_tag = reader.json("/api/blog/tags/acao/posts")
    assert with_tag["pagination"]["total"] == 2
    assert with_tag["data"]["articles"][0]["tags"][0]["name"] == "Ação tres"
    for kind in ("categories", "tags"):
        unknown = reader.json(f"/api/blog/{kind}/nada/posts")
        assert unknown["data"]["articles"] == []
        assert unknown["pagination"]["total"] == 0


def test_categories_tell_article_count_and_tags_article_count_in_camel_case(reader: Api) -> None:
    categories = {category["slug"]: category for category in reader.data("/api/blog/categories")}
    assert set(categories["filmes"]) == {
        *(
            "id",
            "title",
            "slug",
            "description",
            "imageUrl",
            "createdAt",
            "updatedAt",
            "blogId",
            "article_count",
        ),
    }
    assert (categories["filmes"]["article_count"], categories["vazia"]["article_count"]) == (3, 0)
    tags = {tag["slug"]: tag for tag in reader.data("/api/blog/tags")}
    assert set(tags["acao"]) == {
        "id",
        "name",
        "slug",
        "color",
        "blogId",
        "createdAt",
        "updatedAt",
        "articleCount",
    }
    assert (tags["acao"]["articleCount"], tags["sem-uso"]["articleCount"]) == (2, 0)


def test_comments_are_approved_flat_and_without_addresses(reader: Api) -> None:
    post = reader.data("/api/blog/posts/mesmo-slug")
    found = reader.data(f"/api/blog/posts/{post['id']}/comments")
    assert [comment["content"] for comment in found] == ["Gostei tres", "Resposta tres"]
    assert set(found[0]) == {
        *(
            "id",
            "content",
            "createdAt",
            "updatedAt",
            "articleId",
            "authorId",
            "userId",
            "approved",
            "parentId",
        ),
        *("aiGenerated", "blogId", "author_id", "author_name", "author_image", "user_id", "user_name"),
    }
    assert found[0]["user_name"] == "leitor-tres"
    assert found[1]["parentId"] is None
    assert found[1]["author_name"] == "Redação tres"


def test_blog_health_is_exact_and_needs_no_database(start_blog: object) -> None:
    from suite.settings import Secret

    service = start_blog(database_url=Secret("postgresql://app_blog@127.0.0.1:9/none"))  # type: ignore[operator]
    body = Api(service).json("/api/blog/health")
    assert set(body) == {"success", "message", "timestamp"}
    assert body["message"] == "Blog API funcionando!"
    assert Api(service).get("/readyz").status_code == 503
