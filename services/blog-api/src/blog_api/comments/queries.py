"""SQL over comments."""

from suite.database import Connection
from suite.dates import sql_date

# A name that is an address is cut before the @; of an address nothing else is ever selected.
_USER_NAME = "split_part(person.name, '@', 1)"
COMMENT_JSON = f"""json_build_object('id', comment.id, 'content', comment.content,
    'createdAt', {sql_date("comment.created_at")}, 'updatedAt', {sql_date("comment.updated_at")},
    'articleId', comment.article_id, 'authorId', comment.author_id, 'userId', comment.user_id,
    'approved', comment.approved,
    'parentId', CASE WHEN parent.approved THEN comment.parent_id END, 'aiGenerated', comment.ai_generated,
    'blogId', comment.blog_id, 'author_id', author.id, 'author_name', author.name, 'author_image', author.image_url,
    'user_id', person.id, 'user_name', {_USER_NAME})"""

SELECT_COMMENTS = f"""
SELECT count(DISTINCT article.id),
       coalesce(json_agg({COMMENT_JSON} ORDER BY comment.created_at, comment.id)
                FILTER (WHERE comment.id IS NOT NULL), '[]')::text
  FROM visible_articles AS article
  LEFT JOIN comments AS comment
    ON comment.article_id = article.id AND comment.blog_id = article.blog_id AND comment.approved
  LEFT JOIN comments AS parent ON parent.id = comment.parent_id AND parent.blog_id = comment.blog_id
  LEFT JOIN authors AS author ON author.id = comment.author_id AND author.blog_id = comment.blog_id
  LEFT JOIN users AS person ON person.id = comment.user_id
 WHERE article.blog_id = %(blog_id)s AND article.id = %(article_id)s
"""


def select_comments(connection: Connection, blog_id: int, article_id: int) -> str | None:
    """JSON array of approved comments, oldest first; None when the article is not visible."""
    row = connection.row(SELECT_COMMENTS, {"blog_id": blog_id, "article_id": article_id})
    return row[1] if row and row[0] else None
