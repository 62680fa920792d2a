"""SQL of the pages."""

from datetime import datetime
from typing import Any, NamedTuple

import orjson

from blog_api.articles.filters import ArticleFilters
from blog_api.articles.queries import FULL_JSON, PEOPLE, select_article_page, select_related
from suite.database import Connection, Prepared

ROWS = 100
RELATED = 3

SELECT_PAGE = Prepared(
    "article_page",
    f"SELECT {FULL_JSON}::text, article.published_at, article.updated_at, article.metadata,"
    " (SELECT count(*) FROM visible_articles AS earlier WHERE earlier.blog_id = %(blog_id)s"
    "   AND earlier.title_folded = article.title_folded"
    "   AND (earlier.published_at, earlier.id) < (article.published_at, article.id))"
    f" FROM visible_articles AS article{PEOPLE}"
    " WHERE article.blog_id = %(blog_id)s AND (article.slug = %(slug)s OR article.id = (SELECT old.article_id"
    "   FROM article_slugs AS old WHERE old.blog_id = %(blog_id)s AND old.slug = %(slug)s))"
    " ORDER BY article.slug = %(slug)s DESC LIMIT 1",
    blog_id="integer",
    slug="text",
)


class ArticlePage(NamedTuple):
    """A visible article as its page shows it; `namesakes` are the earlier ones of the same title."""

    article: dict[str, Any]
    published_at: datetime
    updated_at: datetime
    metadata: dict[str, Any]
    namesakes: int
    related: list[dict[str, Any]]


def select_article_of_page(connection: Connection, blog_id: int, slug: str) -> ArticlePage | None:
    """The visible article of a present or former slug, with those like it."""
    row = connection.row(SELECT_PAGE, {"blog_id": blog_id, "slug": slug})
    if row is None:
        return None
    article = orjson.loads(row[0])
    related = select_related(connection, blog_id, article["slug"], RELATED)
    return ArticlePage(article, row[1], row[2], row[3] or {}, row[4], orjson.loads(related or "[]"))


def select_list(connection: Connection, blog_id: int, filters: ArticleFilters) -> list[dict[str, Any]]:
    """The newest visible articles of a list, without their bodies."""
    _, array, _, _ = select_article_page(connection, blog_id, filters, "date", rows=ROWS, summary=True)
    found: list[dict[str, Any]] = orjson.loads(array)
    return found


def select_categories(connection: Connection, blog_id: int) -> list[dict[str, Any]]:
    """Categories with visible articles, as name, path, description, picture and number of articles."""
    return connection.value(  # type: ignore[no-any-return]
        "SELECT coalesce(json_agg(json_build_object('title', category.title, 'slug', category.slug,"
        " 'description', category.description, 'imageUrl', category.image_url, 'articles', counted.articles)"
        " ORDER BY category.title, category.id), '[]') FROM categories AS category JOIN (SELECT category_id,"
        "  count(*) AS articles FROM visible_articles WHERE blog_id = %(blog_id)s GROUP BY category_id) AS counted"
        " ON counted.category_id = category.id WHERE category.blog_id = %(blog_id)s",
        {"blog_id": blog_id},
    )


def select_category(connection: Connection, blog_id: int, slug: str) -> tuple[str, str, str, int] | None:
    """Title, description and picture of a category, and how many earlier ones have its title."""
    return connection.row(
        "SELECT title, coalesce(description, ''), coalesce(image_url, ''),"
        " (SELECT count(*) FROM categories AS earlier WHERE earlier.blog_id = category.blog_id"
        "   AND lower(earlier.title) = lower(category.title) AND earlier.id < category.id)"
        " FROM categories AS category WHERE blog_id = %(blog_id)s AND slug = %(slug)s",
        {"blog_id": blog_id, "slug": slug},
    )


def select_tag(connection: Connection, blog_id: int, slug: str) -> str | None:
    """The name of a tag."""
    return connection.value(  # type: ignore[no-any-return]
        "SELECT name FROM tags WHERE blog_id = %(blog_id)s AND slug = %(slug)s", {"blog_id": blog_id, "slug": slug}
    )
