"""SQL of exports."""

from typing import Any

from suite.database import Connection
from suite.dates import sql_date

SELECT_ARTICLES = f"""
SELECT article.id, json_build_object('slug', article.slug, 'title', article.title,
    'date', {sql_date("article.published_at")},
    'state', article.state, 'author', author.name, 'category', category.slug,
    'tags', ARRAY(SELECT tag.slug FROM article_tags AS link JOIN tags AS tag
                   ON tag.id = link.tag_id AND tag.blog_id = link.blog_id
                  WHERE link.article_id = article.id AND link.blog_id = article.blog_id ORDER BY tag.slug),
    'description', article.description, 'image', article.image_url, 'image_alt', article.image_alt,
    'type', article.type, 'keywords', article.keywords, 'views', article.view_count, 'likes', article.like_count,
    'metadata', article.metadata, 'source', article.source, 'content', article.content)
  FROM articles AS article
  JOIN authors AS author ON author.id = article.author_id AND author.blog_id = article.blog_id
  JOIN categories AS category ON category.id = article.category_id AND category.blog_id = article.blog_id
 WHERE article.blog_id = %(blog_id)s AND article.id > %(after)s ORDER BY article.id LIMIT 100
"""
SELECT_RECORDS = {
    "authors": "SELECT to_json(r) FROM (SELECT name, role, image_url, bio, signature, email, email_public, website,"
    " social, skills FROM authors WHERE blog_id = %(blog_id)s ORDER BY id) AS r",
    "categories": "SELECT to_json(r) FROM (SELECT title, slug, description, image_url, (SELECT slug FROM categories"
    " AS parent WHERE parent.blog_id = category.blog_id AND parent.id = category.parent_id) AS parent"
    " FROM categories AS category WHERE blog_id = %(blog_id)s ORDER BY id) AS r",
    "tags": "SELECT to_json(r) FROM (SELECT name, slug, color FROM tags WHERE blog_id = %(blog_id)s ORDER BY id) AS r",
}


def select_articles(connection: Connection, blog_id: int, after: int) -> list[tuple[int, dict[str, Any]]]:
    """The next hundred articles in every state, by id."""
    return connection.rows(SELECT_ARTICLES, {"blog_id": blog_id, "after": after})


def select_records(connection: Connection, blog_id: int) -> dict[str, list[dict[str, Any]]]:
    """Authors, categories and tags."""
    return {
        table: [row[0] for row in connection.rows(statement, {"blog_id": blog_id})]
        for table, statement in SELECT_RECORDS.items()
    }
