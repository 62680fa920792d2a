"""What is not visible does not exist: drafts, scheduled, future and archived articles, on every public route."""

import pytest
from blog_client import HIDDEN, Api, Rows

from suite.http import Service

SLUGS = ("rascunho", "agendado", "futuro", "arquivado")
SELECTIONS = {
    "q": HIDDEN,
    "search": HIDDEN,
    "categorySlug": "reservada",
    "category": "reservada",
    "tagSlug": "reservada",
}


def public_paths(service: Service) -> list[str]:
    """Every public GET route, filled with slugs and ids that only hidden articles have."""
    rules = [rule.rule for rule in service.url_map.iter_rules() if "GET" in (rule.methods or ())]
    found = [rule for rule in rules if rule.startswith(("/api/blog", "/blog", "/sitemap"))]
    assert len(found) >= 18
    return found


def fill(rule: str, slug: str, article_id: int) -> str:
    return rule.replace("<slug>", slug).replace("<article_id>", str(article_id))


@pytest.mark.parametrize("slug", [*SLUGS, *(f"antes-{slug}" for slug in SLUGS)])
def test_no_public_route_tells_of_it(reader: Api, blog_service: Service, rows: Rows, slug: str) -> None:
    article_id = rows.value("SELECT id FROM articles WHERE blog_id = 3 AND slug = %s", slug.removeprefix("antes-"))
    for rule in public_paths(blog_service):
        path = fill(rule, slug, article_id)
        for query in ({}, *({name: value} for name, value in SELECTIONS.items())):
            reply = reader.get(path, query_string={"limit": "100", **query})
            assert HIDDEN not in reply.get_data(as_text=True), (path, query)
            assert f'"{slug}"' not in reply.get_data(as_text=True), (path, query)


@pytest.mark.parametrize("slug", SLUGS)
def test_single_reads_views_and_comments_are_not_found(reader: Api, rows: Rows, slug: str) -> None:
    article_id = rows.value("SELECT id FROM articles WHERE blog_id = 3 AND slug = %s", slug)
    for path in (f"/api/blog/posts/{slug}", f"/blog/articles/{slug}", f"/blog/articles/{slug}/related"):
        assert reader.get(path).status_code == 404
    assert reader.get(f"/api/blog/posts/{article_id}/comments").status_code == 404
    for path in (f"/api/blog/posts/{article_id}/view", f"/blog/articles/{article_id}/view"):
        assert reader.post(path).status_code == 404
    assert rows.value("SELECT view_count FROM articles WHERE id = %s", article_id) == 0


def test_their_categories_and_tags_count_nothing(reader: Api) -> None:
    assert {c["slug"]: c["article_count"] for c in reader.data("/api/blog/categories")}["reservada"] == 0
    assert {t["slug"]: t["articleCount"] for t in reader.data("/api/blog/tags")}["reservada"] == 0
    assert reader.get("/blog/articles?limit=1").headers["X-Total-Count"] == "3"


def test_a_scheduled_article_appears_by_its_date_alone(reader: Api, rows: Rows) -> None:
    rows.article(1, "na-hora", state="scheduled", published_at=rows.value("SELECT now() - interval '1 second'"))
    assert reader.get("/blog/articles/na-hora?blogId=1").status_code == 200
