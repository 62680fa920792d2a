"""Which visible articles a list is about, as SQL over `visible_articles AS article`."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class ArticleFilters:
    """All given ones must hold; texts are slugs except `q`, the searched words."""

    category: str | None = None
    tag: str | None = None
    author_id: int | None = None
    type: str | None = None
    q: str | None = None
    date_from: datetime | None = None
    date_to: datetime | None = None

    def given(self) -> dict[str, Any]:
        """The filters that were asked for."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value is not None}


CONDITIONS = {
    "category": "article.category_id = (SELECT id FROM categories WHERE blog_id = %(blog_id)s AND slug = %(category)s)",
    "tag": (
        "article.id IN (SELECT link.article_id FROM article_tags AS link JOIN tags ON tags.id = link.tag_id"
        " AND tags.blog_id = link.blog_id WHERE tags.blog_id = %(blog_id)s AND tags.slug = %(tag)s)"
    ),
    "author_id": "article.author_id = %(author_id)s",
    "type": "article.type = %(type)s",
    "q": "article.id IN (SELECT id FROM matched)",
    "date_from": "article.published_at >= %(date_from)s",
    "date_to": "article.published_at <= %(date_to)s",
}

QUERY = "websearch_to_tsquery('portuguese', fold(%(q)s))"
# Stemming finds whole words; the pieces find a part of a title and words the dictionary drops.
MATCHED = f"""matched AS MATERIALIZED (
    SELECT id, published_at, {{rank}} AS rank FROM searchable_articles
     WHERE blog_id = %(blog_id)s AND search @@ {QUERY}
    UNION
    SELECT id, published_at, {{rank}} AS rank FROM searchable_articles
     WHERE blog_id = %(blog_id)s AND title_pieces @> pieces(fold(%(q)s)) AND strpos(title_folded, fold(%(q)s)) > 0)"""


def article_conditions(blog_id: int, filters: ArticleFilters) -> tuple[str, dict[str, Any]]:
    """The WHERE of a list, and its parameters."""
    given = filters.given()
    conditions = ["article.blog_id = %(blog_id)s", *(CONDITIONS[name] for name in given)]
    return " AND ".join(conditions), {"blog_id": blog_id, **given}


def matched_articles(filters: ArticleFilters, *, ranked: bool = False) -> str:
    """The WITH entry of a search and a comma; empty without searched words."""
    if filters.q is None:
        return ""
    return MATCHED.format(rank=f"ts_rank(search, {QUERY})" if ranked else "0") + ", "
