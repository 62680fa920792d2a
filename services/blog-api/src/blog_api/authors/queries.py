"""SQL over authors."""

from suite.database import Connection

_COUNTED = "SELECT author_id, count(*) AS articles FROM visible_articles WHERE blog_id = %(blog_id)s GROUP BY author_id"
AUTHOR_JSON = (
    "json_build_object('id', author.id, 'name', author.name, 'role', author.role, 'imageUrl', author.image_url,"
    " 'bio', author.bio, 'email', CASE WHEN author.email_public THEN author.email END, 'website', author.website,"
    " 'social', author.social, 'skills', author.skills, 'article_count', author.articles)"
)


def select_author_page(
    connection: Connection, blog_id: int, *, q: str | None, non_empty: bool, rows: int, offset: int
) -> tuple[int, str]:
    """Total and JSON array; `q` is a part of the name."""
    conditions = "author.blog_id = %(blog_id)s"
    if q:
        conditions += " AND strpos(fold(author.name), fold(%(q)s)) > 0"
    if non_empty:
        conditions += " AND counted.articles > 0"
    row = connection.row(
        "WITH found AS MATERIALIZED (SELECT author.*, coalesce(counted.articles, 0) AS articles"
        f" FROM authors AS author LEFT JOIN ({_COUNTED}) AS counted ON counted.author_id = author.id"
        f" WHERE {conditions}),"
        " page AS (SELECT * FROM found ORDER BY name, id LIMIT %(rows)s OFFSET %(offset)s)"
        " SELECT (SELECT count(*) FROM found),"
        f" (SELECT coalesce(json_agg({AUTHOR_JSON} ORDER BY author.name, author.id), '[]')::text FROM page AS author)",
        {"blog_id": blog_id, "q": q, "rows": rows, "offset": offset},
    )
    assert row is not None
    return row[0], row[1]
