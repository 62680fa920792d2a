"""What nginx keeps for everybody: every route at the paths that the manifest names."""

from typing import Any

import pytest
from blog_client import Api

from suite.http import Service
from suite_testing.documents import documents_of, rules_of_documents

# Route → an address of it.
DOCUMENTS = {
    "/api/blog/categories": "/api/blog/categories",
    "/api/blog/categories/<slug>/posts": "/api/blog/categories/filmes/posts",
    "/api/blog/posts": "/api/blog/posts",
    "/api/blog/posts/featured": "/api/blog/posts/featured",
    "/api/blog/tags": "/api/blog/tags",
    "/api/blog/tags/<slug>/posts": "/api/blog/tags/acao/posts",
    "/blog/articles": "/blog/articles",
    "/blog/articles/<slug>": "/blog/articles/mesmo-slug",
    "/blog/articles/<slug>/related": "/blog/articles/mesmo-slug/related",
    "/blog/authors": "/blog/authors",
    "/blog/categories": "/blog/categories",
    "/blog/tags": "/blog/tags",
}


def test_the_manifest_names_no_other_route(blog_service: Service) -> None:
    assert rules_of_documents(blog_service, documents_of("blog-api")) == set(DOCUMENTS)


@pytest.fixture
def cached_reader(start_blog: Any) -> Api:
    """Somebody who reads what is kept."""
    return Api(start_blog(cache_ttl_seconds=1))


@pytest.mark.parametrize("address", DOCUMENTS.values())
def test_a_document_may_be_kept_by_a_gateway(cached_reader: Api, address: str) -> None:
    for _ in range(2):
        reply = cached_reader.get(address)
        assert (reply.status_code, reply.headers.get("X-Accel-Expires")) == (200, "1")


@pytest.mark.parametrize("address", ["/blog/search?q=emocao", "/health"])
def test_nothing_else_is(cached_reader: Api, address: str) -> None:
    assert "X-Accel-Expires" not in cached_reader.get(address).headers
