"""One blog with 200 000 articles; the rarer a word the more ranks it has, as in real texts."""

import random
from collections.abc import Mapping
from contextlib import closing
from hashlib import md5

import psycopg2

from bench.contender import ROOT
from bench.entry import Scene
from suite.migrations import Migrations
from suite_ops.database.bootstrap import DATABASE
from suite_ops.database.cluster import Cluster

ROLE = "app_blog"
BLOG = 3
ARTICLES = 200_000
IN_TURN = 200
# A word of its own letters for each rank.
DIGITS, LETTERS = "0123456789", "ghijklmnop"
WORD = f"translate(left(md5(floor(power(random(), 3) * 5000)::text), 7), '{DIGITS}', '{LETTERS}')"
BEFORE = """
ALTER ROLE app_blog CONNECTION LIMIT -1;
SELECT setseed(0.5);
INSERT INTO authors (blog_id, name) VALUES (3, 'Redação');
INSERT INTO categories (blog_id, title, slug) VALUES (3, 'Tudo', 'tudo');
DROP INDEX idx_articles_search, idx_articles_title_pieces;
"""
FILL = f"""
INSERT INTO articles (blog_id, slug, title, description, content, state, published_at, category_id, author_id,
                      view_count)
SELECT {BLOG}, 'artigo-' || n, 'Título ' || n || ' ' || ({WORD}), ({WORD}) || ' ' || ({WORD}),
       '<p>' || (SELECT string_agg({WORD}, ' ') FROM generate_series(1, 25) WHERE n > 0) || '</p>', 'published',
       timestamptz '2026-01-01' - n * interval '10 minutes', (SELECT min(id) FROM categories),
       (SELECT min(id) FROM authors), (n * 7919) % 100003
  FROM generate_series(1, {ARTICLES}) AS n
"""
# Built at once the search indexes cost a tenth of what they cost row by row.
AFTER = """
CREATE INDEX idx_articles_search ON articles USING GIN (search) WITH (fastupdate = off);
CREATE INDEX idx_articles_title_pieces ON articles USING GIN (title_pieces) WITH (fastupdate = off);
"""


def prepare(cluster: Cluster, passwords: Mapping[str, str]) -> Scene:
    """Migrate the schema, insert the articles, and tell what is asked for."""
    dsn = cluster.admin_dsn(DATABASE)
    Migrations(ROOT / "services" / "blog-api" / "migrations", "blog").migrate(dsn)
    with closing(psycopg2.connect(dsn, options="-c search_path=blog")) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in (BEFORE, FILL, AFTER, "VACUUM ANALYZE"):
                cursor.execute(statement)
    chance = random.Random(4)
    pairs = [(chance.randint(5, 300), chance.randint(300, 3_000)) for _ in range(IN_TURN)]
    return Scene(
        dsn=f"postgresql://{ROLE}:{passwords[ROLE]}@127.0.0.1:{cluster.port}/{DATABASE}",
        paths={
            "article": [f"/api/blog/posts/artigo-{number}" for number in range(1, ARTICLES, ARTICLES // IN_TURN)],
            "search": [f"/blog/search?q={word(first)}+{word(second)}" for first, second in pairs],
        },
        session={"app.blog_id": str(BLOG)},
    )


def word(rank: int) -> str:
    """The word of a rank, as the database writes it."""
    return md5(str(rank).encode(), usedforsecurity=False).hexdigest()[:7].translate(str.maketrans(DIGITS, LETTERS))
