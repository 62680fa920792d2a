"""SQL of imports."""

from typing import Any

from psycopg2.extras import Json

from blog_api.articles.slugs import slug_of
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


def find_category(connection: Connection, blog_id: int, name: str) -> int:
    """The category of this slug or name, made when there is none."""
    values = {"blog_id": blog_id, "name": name, "slug": slug_of(name)}
    found = connection.value(
        "SELECT id FROM categories WHERE blog_id = %(blog_id)s AND slug IN (%(slug)s, %(name)s)", values
    )
    return int(
        found
        or connection.value(
            "INSERT INTO categories (blog_id, title, slug) VALUES (%(blog_id)s, %(name)s, %(slug)s) RETURNING id",
            values,
        )
    )


def find_tag(connection: Connection, blog_id: int, name: str) -> int:
    """The tag of this slug or name, made when there is none."""
    values = {"blog_id": blog_id, "name": name, "slug": slug_of(name)}
    found = connection.value("SELECT id FROM tags WHERE blog_id = %(blog_id)s AND slug IN (%(slug)s, %(name)s)", values)
    return int(
        found
        or connection.value(
            "INSERT INTO tags (blog_id, name, slug) VALUES (%(blog_id)s, %(name)s, %(slug)s) RETURNING id", values
        )
    )


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


def upsert_record(connection: Connection, table: str, blog_id: int, values: dict[str, Any]) -> None:
    """A category, tag or author by its key; columns that are not named stay as they are."""
    names = [name for name in RECORD_COLUMNS[table] if name in values]
    key = KEYS[table]
    bound = {name: Json(value) if isinstance(value, dict) else value for name, value in values.items()}
    bound["blog_id"] = blog_id
    assignments = ", ".join(f"{name} = %({name})s" for name in names)
    touched = connection.run(
        f"UPDATE {table} SET {assignments} WHERE blog_id = %(blog_id)s AND {key} = %({key})s", bound
    )
    if not touched:
        marks = ", ".join(f"%({name})s" for name in names)
        connection.run(f"INSERT INTO {table} (blog_id, {', '.join(names)}) VALUES (%(blog_id)s, {marks})", bound)


def update_parent(connection: Connection, blog_id: int, slug: str, parent: str) -> None:
    """Put a category below another one of the blog."""
    connection.run(
        "UPDATE categories SET parent_id ="
        " (SELECT id FROM categories WHERE blog_id = %(blog_id)s AND slug = %(parent)s)"
        " WHERE blog_id = %(blog_id)s AND slug = %(slug)s",
        {"blog_id": blog_id, "slug": slug, "parent": parent},
    )
