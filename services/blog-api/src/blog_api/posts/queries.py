"""SQL of the frontend's article routes."""

from blog_api.articles.filters import ArticleFilters, article_conditions, matched_articles
from blog_api.articles.queries import PEOPLE, TAGS_JSON
from suite.database import Connection, Prepared
from suite.dates import sql_date

_FIELDS = f"""'id', article.id, 'title', article.title, 'content', article.content,
    'description', article.description, 'date', {sql_date("article.published_at")},
    'imageUrl', article.image_url, 'imageAlt', article.image_alt, 'published', article.published,
    'viewCount', article.view_count, 'likeCount', article.like_count,
    'createdAt', {sql_date("article.created_at")}, 'updatedAt', {sql_date("article.updated_at")},
    'slug', article.slug, 'blogId', article.blog_id,
    'author_id', author.id, 'author_name', author.name, 'author_role', author.role,
    'author_image', author.image_url, 'author_bio', author.bio,
    'category_id', category.id, 'category_title', category.title, 'category_slug', category.slug,
    'category_description', category.description, 'category_image', category.image_url"""
POST_JSON = f"json_build_object({_FIELDS})"
TAGGED_POST_JSON = f"json_build_object({_FIELDS}, 'tags', {TAGS_JSON})"
NEWEST, MOST_READ = "article.published_at DESC, article.id DESC", "article.view_count DESC, article.id DESC"

_POST_OF_SLUG = f"SELECT {TAGGED_POST_JSON}::text FROM visible_articles AS article{PEOPLE}"
SELECT_POST = Prepared(
    "post_by_slug",
    f"{_POST_OF_SLUG} WHERE article.blog_id = %(blog_id)s AND article.slug = %(slug)s",
    blog_id="integer",
    slug="text",
)
SELECT_MOVED_POST = Prepared(
    "post_by_old_slug",
    f"{_POST_OF_SLUG} JOIN article_slugs AS old ON old.article_id = article.id AND old.blog_id = article.blog_id"
    " WHERE old.blog_id = %(blog_id)s AND old.slug = %(slug)s",
    blog_id="integer",
    slug="text",
)


def select_post(connection: Connection, blog_id: int, slug: str) -> str | None:
    """One visible article by its slug, or by one it had before."""
    named = {"blog_id": blog_id, "slug": slug}
    found: str | None = connection.value(SELECT_POST, named) or connection.value(SELECT_MOVED_POST, named)
    return found


def select_post_page(
    connection: Connection,
    blog_id: int,
    filters: ArticleFilters,
    *,
    rows: int,
    offset: int,
    most_read: bool = False,
    tagged: bool = False,
) -> tuple[int, str]:
    """Total and JSON array of one page."""
    order = MOST_READ if most_read else NEWEST
    conditions, parameters = article_conditions(blog_id, filters)
    row = connection.row(
        f"WITH {matched_articles(filters)}"
        # Only keys are sorted and skipped; bodies are read for the page alone.
        f" page AS MATERIALIZED (SELECT article.id, row_number() OVER (ORDER BY {order}) AS place"
        f" FROM visible_articles AS article WHERE {conditions} ORDER BY {order} LIMIT %(rows)s OFFSET %(offset)s)"
        f" SELECT (SELECT count(*) FROM visible_articles AS article WHERE {conditions}),"
        f" (SELECT coalesce(json_agg({TAGGED_POST_JSON if tagged else POST_JSON} ORDER BY page.place), '[]')::text"
        f"    FROM page JOIN visible_articles AS article ON article.id = page.id{PEOPLE})",
        {**parameters, "rows": rows, "offset": offset},
    )
    assert row is not None
    return row[0], row[1]


def select_featured(connection: Connection, blog_id: int, rows: int) -> str:
    """JSON array of the most read posts."""
    return str(
        connection.value(
            f"WITH page AS MATERIALIZED (SELECT article.id, row_number() OVER (ORDER BY {MOST_READ}) AS place"
            " FROM visible_articles AS article WHERE article.blog_id = %(blog_id)s"
            f" ORDER BY {MOST_READ} LIMIT %(rows)s)"
            f" SELECT coalesce(json_agg({POST_JSON} ORDER BY page.place), '[]')::text"
            f" FROM page JOIN visible_articles AS article ON article.id = page.id{PEOPLE}",
            {"blog_id": blog_id, "rows": rows},
        )
    )
