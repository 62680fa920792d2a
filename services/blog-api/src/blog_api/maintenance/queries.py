"""SQL of upkeep, over all blogs: for the owner of the database."""

from suite.database import Connection

CHECKS = {
    "article without category": (
        "SELECT a.blog_id, a.id FROM articles AS a LEFT JOIN categories AS c"
        " ON c.id = a.category_id AND c.blog_id = a.blog_id WHERE c.id IS NULL"
    ),
    "article without author": (
        "SELECT a.blog_id, a.id FROM articles AS a LEFT JOIN authors AS w"
        " ON w.id = a.author_id AND w.blog_id = a.blog_id WHERE w.id IS NULL"
    ),
    "category in a circle of parents": (
        "WITH RECURSIVE above AS (SELECT blog_id, id, parent_id, 1 AS depth FROM categories"
        " UNION ALL SELECT above.blog_id, above.id, parent.parent_id, depth + 1 FROM above"
        " JOIN categories AS parent ON parent.id = above.parent_id AND parent.blog_id = above.blog_id"
        " WHERE depth < 100) SELECT DISTINCT blog_id, id FROM above WHERE parent_id = id OR depth = 100"
    ),
    "slug twice in a blog, but for case": (
        "SELECT blog_id, max(id) FROM articles GROUP BY blog_id, lower(slug) HAVING count(*) > 1"
    ),
}
# Views of a window that is still kept can be counted again; older ones are forgotten by design.
RECOUNT = """
SELECT a.blog_id, a.id, a.view_count, counted.views FROM articles AS a
  JOIN (SELECT article_id, count(*) AS views FROM article_views GROUP BY article_id) AS counted
    ON counted.article_id = a.id WHERE counted.views > a.view_count ORDER BY a.id
"""


def delete_old_views(connection: Connection, oldest_bucket: int) -> int:
    """Forget who viewed before a bucket; how many rows went."""
    return connection.run("DELETE FROM article_views WHERE bucket < %s", (oldest_bucket,))


def select_wrong_counts(connection: Connection) -> list[tuple[int, int, int, int]]:
    """Blog, article, its counter and the views still known, where fewer were counted than are known."""
    return connection.rows(RECOUNT)


def select_problems(connection: Connection) -> list[tuple[str, int, int]]:
    """What is wrong, in which blog, with which id."""
    return [(name, *row) for name, statement in CHECKS.items() for row in connection.rows(statement)]
