"""SQL that counts views."""

from suite.database import Connection, Prepared

KEPT_SECONDS = 2 * 86_400

SELECT_VIEWS = Prepared(
    "article_view_count",
    "SELECT view_count FROM visible_articles WHERE blog_id = %(blog_id)s AND id = %(article_id)s",
    blog_id="integer",
    article_id="integer",
)
COUNT_VIEW = Prepared(
    "count_view",
    # The row that is new is what counts, and both happen or neither: a killed process loses and doubles nothing.
    "WITH fresh AS (INSERT INTO article_views (blog_id, article_id, visitor_hash, bucket)"
    " VALUES (%(blog_id)s, %(article_id)s, %(visitor)s, %(bucket)s) ON CONFLICT DO NOTHING RETURNING article_id)"
    " UPDATE articles SET view_count = view_count + 1 FROM fresh"
    " WHERE articles.id = fresh.article_id AND articles.blog_id = %(blog_id)s RETURNING view_count",
    blog_id="integer",
    article_id="integer",
    visitor="bytea",
    bucket="integer",
)


def select_view_count(connection: Connection, blog_id: int, article_id: int) -> int | None:
    """Views of a visible article, None when it is not visible."""
    return connection.value(SELECT_VIEWS, {"blog_id": blog_id, "article_id": article_id})  # type: ignore[no-any-return]


def count_view(connection: Connection, blog_id: int, article_id: int, visitor: bytes, bucket: int) -> int | None:
    """Views after this one, None when the visitor was counted in this bucket already."""
    return connection.value(  # type: ignore[no-any-return]
        COUNT_VIEW, {"blog_id": blog_id, "article_id": article_id, "visitor": visitor, "bucket": bucket}
    )


def delete_old_views(connection: Connection, oldest_bucket: int) -> int:
    """Forget who viewed before a bucket, in the session's blog; how many rows went."""
    return connection.run("DELETE FROM article_views WHERE bucket < %s", (oldest_bucket,))
