"""SQL of the example blogs, for the owner of the database."""

from typing import Any

from suite.database import Connection


def insert_blog(connection: Connection, blog: dict[str, Any]) -> None:
    """A blog under its id; one that exists keeps what it is."""
    connection.run(
        "INSERT INTO blogs (id, name, slug, domain, meta_description, status)"
        " VALUES (%(id)s, %(name)s, %(slug)s, %(domain)s, %(description)s, %(status)s) ON CONFLICT DO NOTHING",
        {"domain": None, "description": None, "status": "active", **blog},
    )
    connection.run(
        "UPDATE blogs SET meta_description = %(description)s WHERE id = %(id)s AND meta_description IS NULL",
        {"description": None, **blog},
    )
    connection.run("SELECT setval(pg_get_serial_sequence('blogs', 'id'), (SELECT max(id) FROM blogs))")


def copy_article(connection: Connection, source: int, target: int, slug: str) -> int:
    """The article of a slug into another blog, by its first author, unless it is there; how many were written."""
    return connection.run(
        "INSERT INTO articles (blog_id, slug, title, content, description, state, published_at, category_id, author_id)"
        " SELECT %(target)s, slug, title, content, description, state, published_at,"
        "  (SELECT min(id) FROM categories WHERE blog_id = %(target)s),"
        "  (SELECT min(id) FROM authors WHERE blog_id = %(target)s)"
        " FROM articles WHERE blog_id = %(source)s AND slug = %(slug)s ON CONFLICT (blog_id, slug) DO NOTHING",
        {"source": source, "target": target, "slug": slug},
    )


def insert_comment(connection: Connection, blog_id: int, comment: dict[str, Any], person: int) -> int:
    """A comment on the article of a slug, unless it is there; how many were written."""
    return connection.run(
        "INSERT INTO comments (blog_id, article_id, user_id, content, approved, created_at)"
        " SELECT a.blog_id, a.id, %(person)s, %(content)s, %(approved)s, a.published_at + interval '1 day'"
        " FROM articles AS a WHERE a.blog_id = %(blog_id)s AND a.slug = %(article)s AND NOT EXISTS"
        " (SELECT 1 FROM comments AS c WHERE c.article_id = a.id AND c.content = %(content)s)",
        {**comment, "blog_id": blog_id, "person": person},
    )
