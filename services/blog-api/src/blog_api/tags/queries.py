"""SQL over tags."""

from suite.database import Connection
from suite.dates import sql_date

_COUNTED = (
    "SELECT link.tag_id, count(*) AS articles FROM article_tags AS link JOIN visible_articles AS article"
    " ON article.id = link.article_id AND article.blog_id = link.blog_id"
    " WHERE link.blog_id = %(blog_id)s GROUP BY link.tag_id"
)
FRONTEND_JSON = (
    "json_build_object('id', tag.id, 'name', tag.name, 'slug', tag.slug, 'color', tag.color, 'blogId', tag.blog_id,"
    f" 'createdAt', {sql_date('tag.created_at')}, 'updatedAt', {sql_date('tag.updated_at')},"
    " 'articleCount', coalesce(counted.articles, 0))"
)
DOCUMENTED_JSON = (
    "json_build_object('id', tag.id, 'name', tag.name, 'slug', tag.slug, 'color', tag.color, 'count', tag.articles)"
)
ORDERS = {"name": "tag.name, tag.id", "count": "tag.articles DESC, tag.name, tag.id"}


def select_frontend_tags(connection: Connection, blog_id: int) -> str:
    """JSON array of all tags."""
    return str(
        connection.value(
            f"SELECT coalesce(json_agg({FRONTEND_JSON} ORDER BY tag.name, tag.id), '[]')::text"
            f" FROM tags AS tag LEFT JOIN ({_COUNTED}) AS counted ON counted.tag_id = tag.id"
            " WHERE tag.blog_id = %(blog_id)s",
            {"blog_id": blog_id},
        )
    )


def select_tag_page(
    connection: Connection, blog_id: int, *, q: str | None, non_empty: bool, sort: str, rows: int, offset: int
) -> tuple[int, str]:
    """Total and JSON array; `q` is a part of the name, `sort` is name or count."""
    conditions = "tag.blog_id = %(blog_id)s"
    if q:
        conditions += " AND strpos(fold(tag.name), fold(%(q)s)) > 0"
    if non_empty:
        conditions += " AND counted.articles > 0"
    row = connection.row(
        "WITH found AS MATERIALIZED (SELECT tag.id, tag.name, tag.slug, tag.color,"
        f" coalesce(counted.articles, 0) AS articles FROM tags AS tag LEFT JOIN ({_COUNTED}) AS counted"
        f" ON counted.tag_id = tag.id WHERE {conditions}),"
        f" page AS (SELECT * FROM found AS tag ORDER BY {ORDERS[sort]} LIMIT %(rows)s OFFSET %(offset)s)"
        " SELECT (SELECT count(*) FROM found),"
        f" (SELECT coalesce(json_agg({DOCUMENTED_JSON} ORDER BY {ORDERS[sort]}), '[]')::text FROM page AS tag)",
        {"blog_id": blog_id, "q": q, "rows": rows, "offset": offset},
    )
    assert row is not None
    return row[0], row[1]
