"""SQL of imports."""

from datetime import datetime
from typing import Any

from psycopg2.extras import Json

from suite.database import Connection

RECORD_COLUMNS = {
    "authors": (
        "name",
        "role",
        "image_url",
        "bio",
        "signature",
        "email",
        "email_public",
        "website",
        "social",
        "skills",
    ),
    "categories": ("title", "slug", "description", "image_url"),
    "tags": ("name", "slug", "color"),
}
NAMES = {"categories": "title", "tags": "name"}
KEYS = {"authors": "name", "categories": "slug", "tags": "slug"}


def find_author(connection: Connection, blog_id: int, name: str) -> int:
    """The author of this name, made when there is none."""
    values = {"blog_id": blog_id, "name": name}
    found = connection.value(
        "SELECT id FROM authors WHERE blog_id = %(blog_id)s AND name = %(name)s ORDER BY id LIMIT 1", values
    )
    return int(
        found
        or connection.value("INSERT INTO authors (blog_id, name) VALUES (%(blog_id)s, %(name)s) RETURNING id", values)
    )


def select_named(connection: Connection, table: str, blog_id: int, name: str) -> list[tuple[int, str, str]]:
    """Id, name and slug of the records that a name may mean: of this name but for its form, or of this slug."""
    column = NAMES[table]
    same = f"lower(normalize({column}, NFKC)) = lower(normalize(%(name)s, NFKC))"
    return connection.rows(
        f"SELECT id, {column}, slug FROM {table} WHERE blog_id = %(blog_id)s"
        f" AND (slug = %(name)s OR {column} = %(name)s OR {same}) ORDER BY id",
        {"blog_id": blog_id, "name": name},
    )


def insert_named(connection: Connection, table: str, blog_id: int, name: str, slug: str) -> tuple[int, str]:
    """A record under the slug, or the first of slug-2, slug-3, … that is free; its id and slug."""
    row = connection.row(
        f"INSERT INTO {table} (blog_id, {NAMES[table]}, slug) SELECT %(blog_id)s, %(name)s, candidate"
        "  FROM (SELECT 1 AS n, %(slug)s AS candidate"
        "        UNION ALL SELECT n, %(slug)s || '-' || n FROM generate_series(2, 10000) AS n) AS candidates"
        f" WHERE NOT EXISTS (SELECT FROM {table} WHERE blog_id = %(blog_id)s AND slug = candidate)"
        " ORDER BY n LIMIT 1 RETURNING id, slug",
        {"blog_id": blog_id, "name": name, "slug": slug},
    )
    assert row is not None
    return row[0], row[1]


def has_articles(connection: Connection, blog_id: int) -> bool:
    """Whether the blog was written to before."""
    return bool(
        connection.value("SELECT EXISTS (SELECT FROM articles WHERE blog_id = %(blog_id)s)", {"blog_id": blog_id})
    )


def select_article_id(connection: Connection, blog_id: int, slug: str) -> int | None:
    """The article of a slug."""
    return connection.value(  # type: ignore[no-any-return]
        "SELECT id FROM articles WHERE blog_id = %(blog_id)s AND slug = %(slug)s", {"blog_id": blog_id, "slug": slug}
    )


def update_counts(connection: Connection, blog_id: int, article_id: int, views: int, likes: int) -> None:
    """Counters of an article that was just made."""
    connection.run(
        "UPDATE articles SET view_count = %(views)s, like_count = %(likes)s"
        " WHERE blog_id = %(blog_id)s AND id = %(id)s",
        {"blog_id": blog_id, "id": article_id, "views": views, "likes": likes},
    )


def update_moment(connection: Connection, blog_id: int, article_id: int, modified_at: datetime) -> None:
    """When an article was changed last, as its file tells."""
    connection.run(
        "UPDATE articles SET updated_at = %(at)s WHERE blog_id = %(blog_id)s AND id = %(id)s",
        {"blog_id": blog_id, "id": article_id, "at": modified_at},
    )


def insert_former_slugs(connection: Connection, blog_id: int, article_id: int, slugs: list[str]) -> list[str]:
    """Let older addresses lead to the article; those that lead elsewhere already stay, and are returned."""
    inserted = connection.rows(
        "SELECT slug FROM (SELECT slug, id AS article FROM articles WHERE blog_id = %(blog_id)s"
        "  UNION ALL SELECT slug, article_id FROM article_slugs WHERE blog_id = %(blog_id)s) AS known"
        " WHERE slug = ANY(%(slugs)s) AND article <> %(id)s",
        {"blog_id": blog_id, "id": article_id, "slugs": slugs},
    )
    connection.run(
        "INSERT INTO article_slugs (blog_id, slug, article_id) SELECT %(blog_id)s, slug, %(id)s"
        " FROM unnest(%(slugs)s::text[]) AS slug WHERE NOT EXISTS"
        " (SELECT FROM articles WHERE blog_id = %(blog_id)s AND articles.slug = slug.slug)"
        " ON CONFLICT (blog_id, slug) DO NOTHING",
        {"blog_id": blog_id, "id": article_id, "slugs": slugs},
    )
    return [row[0] for row in inserted]


def upsert_record(
    connection: Connection, table: str, blog_id: int, values: dict[str, Any], *, only_new: bool = False
) -> bool:
    """A category, tag or author by its key, True when it is new; columns that are not named stay as they are.

    With `only_new` a record that exists stays as it is.
    """
    names = [name for name in RECORD_COLUMNS[table] if name in values]
    key = KEYS[table]
    bound = {name: Json(value) if isinstance(value, dict) else value for name, value in values.items()}
    bound["blog_id"] = blog_id
    assignments = ", ".join(f"{name} = %({name})s" for name in names)
    same = f"blog_id = %(blog_id)s AND {key} = %({key})s"
    if only_new:
        known = connection.value(f"SELECT EXISTS (SELECT FROM {table} WHERE {same})", bound)
    else:
        known = connection.run(f"UPDATE {table} SET {assignments} WHERE {same}", bound)
    if not known:
        marks = ", ".join(f"%({name})s" for name in names)
        connection.run(f"INSERT INTO {table} (blog_id, {', '.join(names)}) VALUES (%(blog_id)s, {marks})", bound)
    return not known


def update_parent(connection: Connection, blog_id: int, slug: str, parent: str) -> None:
    """Put a category below another one of the blog."""
    connection.run(
        "UPDATE categories SET parent_id ="
        " (SELECT id FROM categories WHERE blog_id = %(blog_id)s AND slug = %(parent)s)"
        " WHERE blog_id = %(blog_id)s AND slug = %(slug)s",
        {"blog_id": blog_id, "slug": slug, "parent": parent},
    )
