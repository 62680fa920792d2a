"""Two hundred thousand articles of one blog, written by PostgreSQL itself."""

from blog_client import Rows

ARTICLES = 200_000
# Words by rank: the lower the rank, the more often a word is met, as in real texts.
WORD = "'palavra' || floor(power(random(), 3) * 5000)::int"
FILL = f"""
INSERT INTO articles (blog_id, slug, title, description, content, state, published_at, category_id, author_id, view_count)
SELECT %s, 'artigo-' || n, 'Título ' || n || ' ' || ({WORD}), ({WORD}) || ' ' || ({WORD}),
       '<p>' || (SELECT string_agg({WORD}, ' ') FROM generate_series(1, 25) WHERE n > 0) || '</p>', 'published',
       now() - n * interval '10 minutes', %s, %s, (n * 7919) %% 100003
  FROM generate_series(1, %s) AS n
"""


def plant_crowd(rows: Rows, blog_id: int = 3, articles: int = ARTICLES) -> None:
    """One author, one category, one tag on every hundredth article, and the articles."""
    author = rows.insert("authors", blog_id=blog_id, name="Redação")
    category = rows.insert("categories", blog_id=blog_id, title="Tudo", slug="tudo")
    tag = rows.insert("tags", blog_id=blog_id, name="Raro", slug="raro")
    rows.run("SET synchronous_commit = off")
    rows.run(FILL, blog_id, category, author, articles)
    rows.run(
        "INSERT INTO article_tags (blog_id, article_id, tag_id)"
        " SELECT blog_id, id, %s FROM articles WHERE id %% 100 = 0",
        tag,
    )
    rows.run("ANALYZE")
