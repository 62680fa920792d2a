"""SQL behind the editing of articles."""

from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg2.extras import Json

from blog_api.articles.editing_rules import Article
from suite.database import Connection
from suite.dates import sql_date

COLUMNS = (
    *(
        "title",
        "slug",
        "category_id",
        "author_id",
        "published_at",
        "content",
        "description",
        "state",
        "image_url",
    ),
    *("image_alt", "type", "keywords", "metadata", "source"),
)
STATE = "CASE WHEN state = 'scheduled' AND published_at <= now() THEN 'published' ELSE state END"
_TAG_IDS = (
    "ARRAY(SELECT tag_id FROM article_tags AS link"
    " WHERE link.article_id = articles.id AND link.blog_id = articles.blog_id ORDER BY tag_id)"
)
_FIELDS = f"""'id', id, 'blogId', blog_id, 'title', title, 'slug', slug, 'description', description, 'state', {STATE},
    'publishedAt', {sql_date("published_at")}, 'imageUrl', image_url, 'imageAlt', image_alt, 'type', type,
    'keywords', keywords, 'categoryId', category_id, 'authorId', author_id, 'viewCount', view_count,
    'metadata', metadata, 'tags', {_TAG_IDS}, 'version', version, 'createdBy', created_by, 'updatedBy', updated_by,
    'createdAt', {sql_date("created_at")}, 'updatedAt', {sql_date("updated_at")}"""
EDIT_JSON = f"json_build_object({_FIELDS}, 'content', content)"
EDIT_SUMMARY_JSON = f"json_build_object({_FIELDS})"


def select_edit_page(
    connection: Connection,
    blog_id: int,
    *,
    state: str | None,
    search: str | None,
    created_by: str | None,
    rows: int,
    offset: int,
) -> tuple[int, str]:
    """Total and JSON array without bodies, last changed first; only one creator's when asked."""
    conditions = ["blog_id = %(blog_id)s"]
    if state:
        conditions.append(f"{STATE} = %(state)s")
    if search:
        conditions.append("strpos(title_folded, fold(%(search)s)) > 0")
    if created_by:
        conditions.append("created_by = %(created_by)s")
    where = " AND ".join(conditions)
    row = connection.row(
        f"WITH page AS MATERIALIZED (SELECT id FROM articles WHERE {where}"
        " ORDER BY updated_at DESC, id DESC LIMIT %(rows)s OFFSET %(offset)s)"
        f" SELECT (SELECT count(*) FROM articles WHERE {where}),"
        f" (SELECT coalesce(json_agg({EDIT_SUMMARY_JSON} ORDER BY updated_at DESC, id DESC), '[]')::text"
        "    FROM articles WHERE id IN (SELECT id FROM page))",
        {
            "blog_id": blog_id,
            "state": state,
            "search": search,
            "created_by": created_by,
            "rows": rows,
            "offset": offset,
        },
    )
    assert row is not None
    return row[0], row[1]


def select_edit(connection: Connection, blog_id: int, article_id: int) -> dict[str, Any] | None:
    """One article as editors read it."""
    return connection.value(  # type: ignore[no-any-return]
        f"SELECT {EDIT_JSON} FROM articles WHERE blog_id = %(blog_id)s AND id = %(id)s",
        {"blog_id": blog_id, "id": article_id},
    )


def lock_article(connection: Connection, blog_id: int, article_id: int) -> tuple[Article, int, str] | None:
    """The article, its version and its creator, held until the transaction ends."""
    row = connection.row(
        f"SELECT {', '.join(COLUMNS)}, {_TAG_IDS}, version, created_by FROM articles"
        " WHERE blog_id = %(blog_id)s AND id = %(id)s FOR UPDATE",
        {"blog_id": blog_id, "id": article_id},
    )
    if row is None:
        return None
    *values, tags, version, created_by = row
    return Article(**dict(zip(COLUMNS, values, strict=True)), tags=tags), version, created_by


def insert_article(connection: Connection, blog_id: int, article: Article, *, user_id: str, owner: UUID) -> int:
    """A new article with its tags; its id."""
    article_id = connection.value(
        f"INSERT INTO articles (blog_id, user_id, created_by, updated_by, {', '.join(COLUMNS)})"
        f" VALUES (%(blog_id)s, %(owner)s::uuid, %(by)s, %(by)s, {', '.join(f'%({name})s' for name in COLUMNS)})"
        " RETURNING id",
        {**parameters(article), "blog_id": blog_id, "owner": str(owner), "by": user_id},
    )
    replace_tags(connection, blog_id, article_id, article.tags)
    return int(article_id)


def update_article(connection: Connection, blog_id: int, article_id: int, article: Article, *, user_id: str) -> int:
    """The next version of a locked article; its number."""
    version = connection.value(
        f"UPDATE articles SET {', '.join(f'{name} = %({name})s' for name in COLUMNS)}, version = version + 1,"
        " updated_by = %(by)s, updated_at = now() WHERE blog_id = %(blog_id)s AND id = %(id)s RETURNING version",
        {**parameters(article), "blog_id": blog_id, "id": article_id, "by": user_id},
    )
    replace_tags(connection, blog_id, article_id, article.tags)
    return int(version)


def replace_tags(connection: Connection, blog_id: int, article_id: int, tags: list[int]) -> None:
    """Exactly these tags; a tag of another blog violates fk_article_tags_tags."""
    values = {"blog_id": blog_id, "id": article_id, "tags": tags}
    connection.run(
        "DELETE FROM article_tags WHERE blog_id = %(blog_id)s AND article_id = %(id)s"
        " AND tag_id <> ALL(%(tags)s::integer[])",
        values,
    )
    connection.run(
        "INSERT INTO article_tags (blog_id, article_id, tag_id)"
        " SELECT %(blog_id)s, %(id)s, unnest(%(tags)s::integer[]) ON CONFLICT (article_id, tag_id) DO NOTHING",
        values,
    )


def delete_article(connection: Connection, blog_id: int, article_id: int) -> None:
    """Drop a locked article and what hangs on it."""
    connection.run(
        "DELETE FROM articles WHERE blog_id = %(blog_id)s AND id = %(id)s",
        {"blog_id": blog_id, "id": article_id},
    )


def select_free_slug(connection: Connection, blog_id: int, slug: str) -> str:
    """The slug, or the first of slug-2, slug-3, … that no article of the blog has."""
    return str(
        connection.value(
            "SELECT candidate FROM (SELECT 1 AS n, %(slug)s AS candidate"
            " UNION ALL SELECT n, %(slug)s || '-' || n FROM generate_series(2, 10000) AS n) AS candidates"
            " WHERE NOT EXISTS (SELECT 1 FROM articles WHERE blog_id = %(blog_id)s AND slug = candidate)"
            " ORDER BY n LIMIT 1",
            {"blog_id": blog_id, "slug": slug},
        )
    )


def remember_slug(connection: Connection, blog_id: int, article_id: int, old: str, new: str) -> None:
    """The old slug leads to the article from now on; the new one is nobody's past any more."""
    values = {"blog_id": blog_id, "id": article_id, "old": old, "new": new}
    connection.run("DELETE FROM article_slugs WHERE blog_id = %(blog_id)s AND slug = %(new)s", values)
    connection.run(
        "INSERT INTO article_slugs (blog_id, slug, article_id) VALUES (%(blog_id)s, %(old)s, %(id)s)"
        " ON CONFLICT (blog_id, slug) DO UPDATE SET article_id = excluded.article_id, created_at = now()",
        values,
    )


def parameters(article: Article) -> dict[str, Any]:
    """Values the driver can bind."""
    values = article.values()
    return {**values, "metadata": Json(values["metadata"]) if values["metadata"] is not None else None}


def select_now(connection: Connection) -> datetime:
    """The database's time: what visibility is judged by."""
    return connection.value("SELECT now()")  # type: ignore[no-any-return]
