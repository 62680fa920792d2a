"""A portal with many documents; the rarer a word the more ranks it has, as in real texts."""

import random
from collections.abc import Mapping
from contextlib import closing
from hashlib import md5

import psycopg2

from bench.contender import ROOT
from bench.entry import Scene
from documentation_api.markdown.index_queries import COUNT_LEXEMES
from suite.migrations import Migrations
from suite_ops.database.bootstrap import DATABASE
from suite_ops.database.cluster import Cluster

ROLE = "app_documentation"
DOCUMENTS = 200_000
WORDS = 40
IN_TURN, BROAD_IN_TURN = 200, 60
DOMAINS, TYPES, TAGS = 20, 8, 60
# A word of its own letters for each rank.
DIGITS, LETTERS = "0123456789", "ghijklmnop"
WORD = f"translate(left(md5(floor(power(random(), 3) * 5000)::text), 7), '{DIGITS}', '{LETTERS}')"
SEARCH_INDEXES = ("tsv_pt", "tsv_en", "tsv_pt_folded", "tsv_simple", "tags", "trigrams")
BEFORE = f"""
SELECT setseed(0.5);
DROP INDEX {", ".join(f"idx_documentation_docs_{name}" for name in SEARCH_INDEXES)};
"""
FILL = f"""
INSERT INTO documentation_docs (id, rel_path, path, title, title_key, domain, type, status, tags, summary, body,
    sha256, mtime_ns, size_bytes, tsv_pt, tsv_en, tsv_pt_folded, tsv_simple, words, trigrams, created_at, updated_at)
SELECT 'd' || n, 'd/' || n || '.md', '/docs/d/' || n, title, title, 'domain-' || n % {DOMAINS}, 'type-' || n % {TYPES},
       'active', ARRAY['tag-' || n % {TAGS}, 'tag-' || n * 7 % {TAGS}], left(body, 100), body, repeat('0', 64), 0, 0,
       pt, setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', body), 'D'), pt,
       setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', body), 'D'), {WORDS},
       ARRAY(SELECT DISTINCT substr(' ' || title || ' ', place, 3) FROM generate_series(1, length(title)) AS place),
       now(), now()
  FROM generate_series(1, {{documents}}) AS n
 CROSS JOIN LATERAL (SELECT ({WORD}) || ' ' || ({WORD}) || ' ' || n AS title,
       (SELECT string_agg({WORD}, ' ') FROM generate_series(1, {WORDS}) WHERE n > 0) AS body) AS texts
 CROSS JOIN LATERAL (SELECT setweight(to_tsvector('portuguese', title), 'A')
       || setweight(to_tsvector('portuguese', body), 'D') AS pt OFFSET 0) AS vectors
"""

WORDS_OF_TITLES = """
INSERT INTO documentation_title_words (word, document_id)
SELECT DISTINCT word, id FROM documentation_docs, regexp_split_to_table(title_key, ' ') AS word
"""
# No run of the index comes and finds that there are no such files.
KEEP = "UPDATE documentation_index_state SET last_run = timestamptz '2199-01-01'"


def prepare(cluster: Cluster, passwords: Mapping[str, str]) -> Scene:
    """Migrate the schema, insert the documents, and tell what is asked for."""
    dsn = cluster.admin_dsn(DATABASE)
    Migrations(ROOT / "services" / "documentation-api" / "migrations", "documentation").migrate(dsn)
    with closing(psycopg2.connect(dsn, options="-c search_path=documentation")) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT indexdef FROM pg_indexes WHERE schemaname = 'documentation' AND indexname = ANY(%s)",
                ([f"idx_documentation_docs_{name}" for name in SEARCH_INDEXES],),
            )
            # Built at once the search indexes cost a tenth of what they cost row by row.
            after = [definition for (definition,) in cursor.fetchall()]
            filling = (BEFORE, FILL.format(documents=DOCUMENTS), WORDS_OF_TITLES, KEEP, COUNT_LEXEMES)
            for statement in (*filling, *after, "VACUUM ANALYZE"):
                cursor.execute(statement)
    chance = random.Random(4)
    pairs = [(word(chance.randint(5, 300)), word(chance.randint(300, 3_000))) for _ in range(IN_TURN)]
    asked = [f"q={first}+{second}" for first, second in pairs]
    return Scene(
        dsn=f"postgresql://{ROLE}:{passwords[ROLE]}@127.0.0.1:{cluster.port}/{DATABASE}",
        paths={
            "docs-search": [f"/api/v1/docs/search?{query}" for query in asked],
            "docs-search-few": [f"/api/v1/docs/search?{query}" for query in asked],
            "docs-broad": [f"/api/v1/docs/search?q={word(rank)}" for rank in range(3, 3 + BROAD_IN_TURN)],
            "docs-facets": [f"/api/v1/docs/facets?{query}" for query in asked],
            "docs-suggest": [f"/api/v1/docs/suggest?q={first[:4]}" for first, _ in pairs],
        },
    )


def word(rank: int) -> str:
    """The word of a rank, as the database writes it."""
    return md5(str(rank).encode(), usedforsecurity=False).hexdigest()[:7].translate(str.maketrans(DIGITS, LETTERS))
