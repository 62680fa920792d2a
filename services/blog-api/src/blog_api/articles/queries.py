"""SQL of the documented article routes."""

from blog_api.articles.filters import ArticleFilters, article_conditions, matched_articles
from suite.database import Connection, Prepared
from suite.dates import sql_date

TAGS_JSON = """(SELECT coalesce(json_agg(json_build_object('id', tags.id, 'name', tags.name, 'slug', tags.slug,
    'color', tags.color) ORDER BY tags.name, tags.id), '[]')
    FROM article_tags AS link JOIN tags ON tags.id = link.tag_id AND tags.blog_id = link.blog_id
    WHERE link.article_id = article.id AND link.blog_id = article.blog_id)"""
_HEAD = "'id', article.id, 'title', article.title, 'slug', article.slug, 'description', article.description,"
_CONTENT = "'content', article.content,"
_TAIL = f"""'imageUrl', article.image_url, 'imageAlt', article.image_alt, 'type', article.type,
    'keywords', article.keywords, 'published', article.published, 'viewCount', article.view_count,
    'likeCount', article.like_count, 'date', {sql_date("article.published_at")},
    'createdAt', {sql_date("article.created_at")}, 'updatedAt', {sql_date("article.updated_at")},
    'blogId', article.blog_id,
    'author', json_build_object('id', author.id, 'name', author.name, 'role', author.role,
        'imageUrl', author.image_url, 'bio', author.bio,
        'email', CASE WHEN author.email_public THEN author.email END, 'website', author.website),
    'category', json_build_object('id', category.id, 'title', category.title, 'slug', category.slug,
        'description', category.description),
    'tags', {TAGS_JSON}"""
FULL_JSON = f"json_build_object({_HEAD} {_CONTENT} {_TAIL})"
SUMMARY_JSON = f"json_build_object({_HEAD} {_TAIL})"
PEOPLE = (
    " JOIN authors AS author ON author.id = article.author_id AND author.blog_id = article.blog_id"
    " JOIN categories AS category ON category.id = article.category_id AND category.blog_id = article.blog_id"
)
# Sort → order of the page, expression of the first key, type its cursor value is bound as.
SORTS = {
    "date": ("article.published_at DESC, article.id DESC", "article.published_at", "timestamptz"),
    "views": ("article.view_count DESC, article.id DESC", "article.view_count", "integer"),
    "relevance": ("matched.rank DESC, article.published_at DESC, article.id DESC", "matched.rank", "real"),
}

SELECT_ARTICLE = Prepared(
    "article_by_slug",
    f"SELECT {FULL_JSON}::text FROM visible_articles AS article{PEOPLE}"
    " WHERE article.blog_id = %(blog_id)s AND article.slug = %(slug)s",
    blog_id="integer",
    slug="text",
)
SELECT_MOVED = Prepared(
    "article_moved",
    "SELECT article.slug FROM article_slugs AS old JOIN visible_articles AS article"
    " ON article.id = old.article_id AND article.blog_id = old.blog_id"
    " WHERE old.blog_id = %(blog_id)s AND old.slug = %(slug)s",
    blog_id="integer",
    slug="text",
)


def select_article(connection: Connection, blog_id: int, slug: str) -> str | None:
    """One visible article as JSON text."""
    return connection.value(SELECT_ARTICLE, {"blog_id": blog_id, "slug": slug})  # type: ignore[no-any-return]


def select_moved_slug(connection: Connection, blog_id: int, slug: str) -> str | None:
    """The present slug of the visible article that once had this one."""
    return connection.value(SELECT_MOVED, {"blog_id": blog_id, "slug": slug})  # type: ignore[no-any-return]


def select_article_page(
    connection: Connection,
    blog_id: int,
    filters: ArticleFilters,
    sort: str,
    *,
    rows: int,
    offset: int = 0,
    after: list[str] | None = None,
    summary: bool = False,
) -> tuple[int, str, int, list[str]]:
    """Total, JSON array of at most `rows` articles, how many follow (0 or 1), sort key of the last one as texts."""
    order, expression, kind = SORTS[sort]
    conditions, parameters = article_conditions(blog_id, filters)
    position = ""
    if after is not None:
        position = f" AND ({expression}, article.id) < (%(after_key)s::{kind}, %(after_id)s::integer)"
        parameters |= {"after_key": after[0], "after_id": after[1]}
    ranked = sort == "relevance"
    source = "visible_articles AS article" + (" JOIN matched ON matched.id = article.id" if ranked else "")
    row = connection.row(
        f"WITH {matched_articles(filters, ranked=ranked)}"
        # Only keys are sorted and skipped; bodies are read for the page alone.
        f" keys AS MATERIALIZED (SELECT article.id, row_number() OVER (ORDER BY {order}) AS place,"
        f" {expression}::text AS key FROM {source} WHERE {conditions}{position}"
        f" ORDER BY {order} LIMIT %(rows)s + 1 OFFSET %(offset)s),"
        " page AS MATERIALIZED (SELECT id, place, key FROM keys ORDER BY place LIMIT %(rows)s)"
        f" SELECT (SELECT count(*) FROM visible_articles AS article WHERE {conditions}),"
        f" (SELECT coalesce(json_agg({SUMMARY_JSON if summary else FULL_JSON} ORDER BY page.place), '[]')::text"
        f"    FROM page JOIN visible_articles AS article ON article.id = page.id{PEOPLE}),"
        " (SELECT count(*) FROM keys) - (SELECT count(*) FROM page),"
        " (SELECT ARRAY[key, id::text] FROM page ORDER BY place DESC LIMIT 1)",
        {**parameters, "rows": rows, "offset": offset},
    )
    assert row is not None
    return row[0], row[1], row[2], row[3] or []


SELECT_RELATED = f"""
WITH origin AS (SELECT id, blog_id, category_id FROM visible_articles
                 WHERE blog_id = %(blog_id)s AND slug = %(slug)s),
mates AS (
    SELECT other.article_id AS id, 2 AS weight
      FROM origin JOIN article_tags AS own ON own.article_id = origin.id AND own.blog_id = origin.blog_id
      JOIN article_tags AS other ON other.blog_id = own.blog_id AND other.tag_id = own.tag_id
    UNION ALL
    -- The newest of the category: an old category must not be walked to its end.
    SELECT newest.id, 1 FROM origin, LATERAL (
        SELECT id FROM visible_articles WHERE blog_id = origin.blog_id AND category_id = origin.category_id
         ORDER BY published_at DESC, id DESC LIMIT 50) AS newest),
best AS (
    SELECT article.id, sum(mates.weight) AS weight, article.published_at
      FROM mates JOIN visible_articles AS article ON article.id = mates.id
     WHERE article.blog_id = %(blog_id)s AND article.id <> (SELECT id FROM origin)
     GROUP BY article.id, article.published_at
     ORDER BY weight DESC, article.published_at DESC, article.id DESC LIMIT %(rows)s)
SELECT (SELECT count(*) FROM origin),
       (SELECT coalesce(json_agg({SUMMARY_JSON} ORDER BY best.weight DESC, best.published_at DESC, best.id DESC),
                        '[]')::text
          FROM best JOIN visible_articles AS article ON article.id = best.id{PEOPLE})
"""


def select_related(connection: Connection, blog_id: int, slug: str, rows: int) -> str | None:
    """JSON array of articles that share tags or the category, None when the article is not visible."""
    row = connection.row(SELECT_RELATED, {"blog_id": blog_id, "slug": slug, "rows": rows})
    return row[1] if row and row[0] else None
