"""SQL over the kept versions of articles."""

from typing import Any

from psycopg2.extras import Json

from blog_api.articles.editing_rules import Article
from suite.database import Connection
from suite.dates import sql_date


def insert_revision(
    connection: Connection, blog_id: int, article_id: int, version: int, article: Article, *, user_id: str
) -> None:
    """Keep a version."""
    connection.run(
        "INSERT INTO article_revisions (blog_id, article_id, version, snapshot, created_by, created_at)"
        " VALUES (%(blog_id)s, %(id)s, %(version)s, %(snapshot)s, %(by)s, now())",
        {
            "blog_id": blog_id,
            "id": article_id,
            "version": version,
            "snapshot": Json(article.snapshot()),
            "by": user_id,
        },
    )


def select_revisions(
    connection: Connection, blog_id: int, article_id: int, *, rows: int, offset: int
) -> tuple[int, str]:
    """Total and JSON array without bodies, newest first."""
    row = connection.row(
        "WITH page AS (SELECT * FROM article_revisions WHERE blog_id = %(blog_id)s AND article_id = %(id)s"
        " ORDER BY version DESC LIMIT %(rows)s OFFSET %(offset)s)"
        " SELECT (SELECT count(*) FROM article_revisions WHERE blog_id = %(blog_id)s AND article_id = %(id)s),"
        " (SELECT coalesce(json_agg(json_build_object('version', version, 'title', snapshot->'title',"
        "   'slug', snapshot->'slug', 'state', snapshot->'state', 'createdBy', created_by,"
        f"   'createdAt', {sql_date('created_at')}) ORDER BY version DESC), '[]')::text FROM page)",
        {"blog_id": blog_id, "id": article_id, "rows": rows, "offset": offset},
    )
    assert row is not None
    return row[0], row[1]


def select_revision(connection: Connection, blog_id: int, article_id: int, version: int) -> dict[str, Any] | None:
    """A kept version."""
    return connection.value(  # type: ignore[no-any-return]
        "SELECT snapshot FROM article_revisions"
        " WHERE blog_id = %(blog_id)s AND article_id = %(id)s AND version = %(version)s",
        {"blog_id": blog_id, "id": article_id, "version": version},
    )
