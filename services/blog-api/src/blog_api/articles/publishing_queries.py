"""SQL behind the announcement of articles."""

from suite.database import Connection
from suite.dates import sql_date

DUE_AT_ONCE = 100


def select_announcement(
    connection: Connection, blog_id: int, article_id: int
) -> tuple[str, str, str, str, str | None] | None:
    """Slug, title, date, type and the blog's domain of a visible article."""
    return connection.row(
        f"SELECT article.slug, article.title, {sql_date('article.published_at')}, article.type, blog.domain"
        " FROM visible_articles AS article JOIN blogs AS blog ON blog.id = article.blog_id"
        " WHERE article.blog_id = %(blog_id)s AND article.id = %(id)s",
        {"blog_id": blog_id, "id": article_id},
    )


def take_due_articles(connection: Connection, blog_id: int) -> list[int]:
    """Publish scheduled articles whose date has come, oldest first; nobody else takes them meanwhile."""
    rows = connection.rows(
        "WITH due AS (SELECT id FROM articles WHERE blog_id = %(blog_id)s AND state = 'scheduled'"
        "   AND published_at <= now() ORDER BY published_at, id LIMIT %(rows)s FOR UPDATE SKIP LOCKED),"
        " taken AS (UPDATE articles SET state = 'published' FROM due"
        "   WHERE articles.blog_id = %(blog_id)s AND articles.id = due.id RETURNING articles.id, published_at)"
        " SELECT id FROM taken ORDER BY published_at, id",
        {"blog_id": blog_id, "rows": DUE_AT_ONCE},
    )
    return [row[0] for row in rows]
