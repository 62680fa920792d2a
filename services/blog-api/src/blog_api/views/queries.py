"""SQL that counts views."""

from suite.database import Connection, Prepared

KEPT_SECONDS = 2 * 86_400

SELECT_VIEWS = Prepared(
    "article_view_count",
    "SELECT view_count FROM visible_articles WHERE blog_id = %(blog_id)s AND id = %(article_id)s",
    blog_id="integer",
    article_id="integer",
)
COUNT_VIEWS = Prepared(
    "count_views",
    # The rows that are new are what counts, and all of it happens or nothing: a killed process loses and doubles
    # nothing. Visitors come in order, or two statements could wait for each other's rows. The article changes last
    # and only when somebody is new, so its row is held for the end of one statement.
    "WITH article AS (SELECT id, view_count FROM visible_articles"
    "   WHERE blog_id = %(blog_id)s AND id = %(article_id)s),"
    " fresh AS (INSERT INTO article_views (blog_id, article_id, visitor_hash, bucket)"
    "   SELECT %(blog_id)s, article.id, visitor, %(bucket)s FROM article, unnest(%(visitors)s) AS visitor"
    "   ON CONFLICT DO NOTHING RETURNING visitor_hash),"
    " counted AS (UPDATE articles SET view_count = articles.view_count + told.views"
    "   FROM (SELECT count(*)::integer AS views FROM fresh) AS told"
    "   WHERE told.views > 0 AND articles.id = %(article_id)s AND articles.blog_id = %(blog_id)s"
    "   RETURNING articles.view_count)"
    " SELECT coalesce((SELECT view_count FROM counted), article.view_count),"
    "   ARRAY(SELECT visitor_hash FROM fresh) FROM article",
    blog_id="integer",
    article_id="integer",
    visitors="bytea[]",
    bucket="integer",
)


def select_view_count(connection: Connection, blog_id: int, article_id: int) -> int | None:
    """Views of a visible article, None when it is not visible."""
    return connection.value(SELECT_VIEWS, {"blog_id": blog_id, "article_id": article_id})  # type: ignore[no-any-return]


def count_views(
    connection: Connection, blog_id: int, article_id: int, visitors: list[bytes], bucket: int
) -> tuple[int, set[bytes]] | None:
    """Views after these, and which of the visitors (in rising order) are new in this bucket.

    None when the article is not visible. One statement: nothing of it can happen alone.
    """
    row = connection.row(
        COUNT_VIEWS, {"blog_id": blog_id, "article_id": article_id, "visitors": visitors, "bucket": bucket}
    )
    return (row[0], {bytes(visitor) for visitor in row[1]}) if row else None


def delete_old_views(connection: Connection, oldest_bucket: int) -> int:
    """Forget who viewed before a bucket, in the session's blog; how many rows went."""
    return connection.run("DELETE FROM article_views WHERE bucket < %s", (oldest_bucket,))
