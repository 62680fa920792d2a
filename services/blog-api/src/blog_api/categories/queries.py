"""SQL over categories."""

from suite.database import Connection
from suite.dates import sql_date

_COUNTED = (
    "SELECT category_id, count(*) AS articles FROM visible_articles WHERE blog_id = %(blog_id)s GROUP BY category_id"
)
_DATES = f"'createdAt', {sql_date('category.created_at')}, 'updatedAt', {sql_date('category.updated_at')}"
_NAMES = (
    "'id', category.id, 'title', category.title, 'slug', category.slug, 'description', category.description,"
    " 'imageUrl', category.image_url"
)
FRONTEND_JSON = (
    f"json_build_object({_NAMES}, {_DATES}, 'blogId', category.blog_id, 'article_count', coalesce(counted.articles, 0))"
)
DOCUMENTED_JSON = (
    f"json_build_object({_NAMES}, 'parentId', category.parent_id,"
    f" 'article_count', coalesce(counted.articles, 0), {_DATES})"
)


def select_frontend_categories(connection: Connection, blog_id: int) -> str:
    """JSON array of all categories, empty ones included."""
    return str(
        connection.value(
            f"SELECT coalesce(json_agg({FRONTEND_JSON} ORDER BY category.title, category.id), '[]')::text"
            f" FROM categories AS category LEFT JOIN ({_COUNTED}) AS counted ON counted.category_id = category.id"
            " WHERE category.blog_id = %(blog_id)s",
            {"blog_id": blog_id},
        )
    )


def select_category_page(
    connection: Connection, blog_id: int, *, parent: str | None, non_empty: bool, rows: int, offset: int
) -> tuple[int, str]:
    """Total and JSON array; only children of `parent` and only used ones when asked."""
    conditions = "category.blog_id = %(blog_id)s"
    if parent:
        conditions += (
            " AND category.parent_id = (SELECT id FROM categories WHERE blog_id = %(blog_id)s AND slug = %(parent)s)"
        )
    if non_empty:
        conditions += " AND counted.articles > 0"
    row = connection.row(
        "WITH found AS MATERIALIZED (SELECT category.*, counted.articles FROM categories AS category"
        f" LEFT JOIN ({_COUNTED}) AS counted ON counted.category_id = category.id WHERE {conditions}),"
        " page AS (SELECT * FROM found ORDER BY title, id LIMIT %(rows)s OFFSET %(offset)s)"
        " SELECT (SELECT count(*) FROM found),"
        f" (SELECT coalesce(json_agg({DOCUMENTED_JSON.replace('counted.', 'category.')}"
        "  ORDER BY category.title, category.id), '[]')::text FROM page AS category)",
        {"blog_id": blog_id, "parent": parent, "rows": rows, "offset": offset},
    )
    assert row is not None
    return row[0], row[1]


def is_category(connection: Connection, category_id: int) -> bool:
    """Whether the session's blog has this category."""
    return bool(connection.value("SELECT EXISTS (SELECT FROM categories WHERE id = %(id)s)", {"id": category_id}))
