"""SQL of the sitemaps."""

from suite.database import Connection
from suite.dates import sql_date

MOST_URLS = 50_000

SELECT_ARTICLES = f"""
SELECT CASE type WHEN 'lista' THEN '/lista/' ELSE '/analise/' END || slug, {sql_date("updated_at")}
  FROM visible_articles WHERE blog_id = %(blog_id)s ORDER BY published_at DESC, id DESC LIMIT {MOST_URLS}
"""
SELECT_CATEGORIES = f"""
SELECT '/categoria/' || category.slug, {sql_date("max(article.updated_at)")}
  FROM visible_articles AS article JOIN categories AS category
    ON category.id = article.category_id AND category.blog_id = article.blog_id
 WHERE article.blog_id = %(blog_id)s GROUP BY category.slug ORDER BY category.slug LIMIT {MOST_URLS}
"""
SELECT_TAGS = f"""
SELECT '/tag/' || tag.slug, {sql_date("max(article.updated_at)")}
  FROM visible_articles AS article JOIN article_tags AS link
    ON link.article_id = article.id AND link.blog_id = article.blog_id
  JOIN tags AS tag ON tag.id = link.tag_id AND tag.blog_id = link.blog_id
 WHERE article.blog_id = %(blog_id)s GROUP BY tag.slug ORDER BY tag.slug LIMIT {MOST_URLS}
"""


def select_pages(connection: Connection, statement: str, blog_id: int) -> list[tuple[str, str]]:
    """Path and last change (ISO 8601) of every page of one kind."""
    return connection.rows(statement, {"blog_id": blog_id})
