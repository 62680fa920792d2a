"""Two hundred thousand articles of one blog, written by PostgreSQL itself."""

from blog_client import Rows

ARTICLES = 200_000
SEARCH_INDEXES = ("idx_articles_search", "idx_articles_title_pieces")
# Words by rank: the lower the rank, the more often a word is met, as in real texts.
WORD = "'palavra' || floor(power(random(), 3) * 5000)::int"
FILL = f"""
INSERT INTO articles (blog_id, slug, title, description, content, state, published_at, category_id, author_id,
                      view_count)
SELECT %s, 'artigo-' || n, 'Título ' || n || ' ' || ({WORD}), ({WORD}) || ' ' || ({WORD}),
       '<p>' || (SELECT string_agg({WORD}, ' ') FROM generate_series(1, 8) WHERE n > 0) || '</p>', 'published',
       now() - n * interval '10 minutes', %s, %s, (n * 7919) %% 100003
  FROM generate_series(1, %s) AS n
"""


def plant_crowd(rows: Rows, blog_id: int = 3, articles: int = ARTICLES) -> None:
    """One author, one category, one tag on every hundredth article, and the articles."""
    author = rows.insert("authors", blog_id=blog_id, name="Redação")
    category = rows.insert("categories", blog_id=blog_id, title="Tudo", slug="tudo")
    tag = rows.insert("tags", blog_id=blog_id, name="Raro", slug="raro")
    rows.run("SET synchronous_commit = off")
    # Built at once the search indexes cost a tenth of what they cost row by row.
    definitions = [rows.value("SELECT pg_get_indexdef(%s::regclass)", name) for name in SEARCH_INDEXES]
    for name in SEARCH_INDEXES:
        rows.run(f"DROP INDEX {name}")
    rows.run(FILL, blog_id, category, author, articles)
    for definition in definitions:
        rows.run(definition)
    rows.run(
        "INSERT INTO article_tags (blog_id, article_id, tag_id)"
        " SELECT blog_id, id, %s FROM articles WHERE id %% 100 = 0",
        tag,
    )
    rows.run("VACUUM ANALYZE")
