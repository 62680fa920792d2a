"""How many statements readers' requests make: as many for a hundred rows as for one."""

from typing import Any

import pytest
from blog_client import Api

from suite.http import Service

LISTS = [
    "/api/blog/posts",
    "/api/blog/posts?search=emocao",
    "/api/blog/categories/filmes/posts",
    "/api/blog/tags/acao/posts",
    "/blog/articles",
    "/blog/articles?q=emocao",
    "/blog/articles?fields=summary&tagSlug=acao",
    "/blog/categories",
    "/blog/tags",
    "/blog/authors",
    "/blog/search?q=emocao",
]
# What has no article by its slug is looked for among older slugs.
ONES = [
    ("/api/blog/posts/mesmo-slug", 2),
    ("/api/blog/posts/featured", 2),
    ("/blog/articles/mesmo-slug", 2),
    ("/api/blog/posts/nao-ha", 3),
]


def statements(service: Service, monkeypatch: pytest.MonkeyPatch, path: str) -> int:
    """Of a request whose blog was looked up before."""
    counted: list[Any] = []
    with monkeypatch.context() as patch:
        patch.setattr(service.metrics, "observe_query", lambda *arguments, **_: counted.append(arguments))
        assert Api(service).get(path).status_code in (200, 404)
    return len(counted)


@pytest.mark.parametrize("path", LISTS)
def test_a_list_costs_as_many_statements_as_one_row(
    blog_service: Service, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    sign = "&" if "?" in path else "?"
    one = statements(blog_service, monkeypatch, f"{path}{sign}limit=1")
    assert one == statements(blog_service, monkeypatch, f"{path}{sign}limit=100")
    # The blog, and the page with its total.
    assert one == 2


@pytest.mark.parametrize(("path", "count"), ONES)
def test_an_article_costs_the_blog_and_itself(
    blog_service: Service, monkeypatch: pytest.MonkeyPatch, path: str, count: int
) -> None:
    assert statements(blog_service, monkeypatch, path) == count
