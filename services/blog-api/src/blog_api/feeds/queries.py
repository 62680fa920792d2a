"""SQL of the feeds."""

from datetime import datetime
from typing import NamedTuple

from suite.database import Connection

SELECT_ENTRIES = """
SELECT article.title, article.slug, article.type, article.description, article.content, article.published_at,
       article.updated_at, article.image_url, author.name, category.title,
       ARRAY(SELECT tag.name FROM article_tags AS link JOIN tags AS tag
              ON tag.id = link.tag_id AND tag.blog_id = link.blog_id
             WHERE link.article_id = article.id AND link.blog_id = article.blog_id ORDER BY tag.name)
  FROM visible_articles AS article
  JOIN authors AS author ON author.id = article.author_id AND author.blog_id = article.blog_id
  JOIN categories AS category ON category.id = article.category_id AND category.blog_id = article.blog_id
 WHERE article.blog_id = %(blog_id)s ORDER BY article.published_at DESC, article.id DESC LIMIT %(rows)s
"""


class FeedEntry(NamedTuple):
    """One article of a feed."""

    title: str
    slug: str
    type: str
    description: str
    content: str
    published_at: datetime
    updated_at: datetime
    image_url: str
    author: str
    category: str
    tags: list[str]


def select_entries(connection: Connection, blog_id: int, rows: int) -> list[FeedEntry]:
    """The newest visible articles."""
    return [FeedEntry(*row) for row in connection.rows(SELECT_ENTRIES, {"blog_id": blog_id, "rows": rows})]
