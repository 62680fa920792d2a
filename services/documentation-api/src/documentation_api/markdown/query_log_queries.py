"""SQL of what people search for."""

from collections import Counter

from suite.database import Connection, Database

MOST_ROWS = 10_000
KEPT_DAYS = 30
MOST_TOLD = 20
MISSES, QUERIES = "documentation_search_misses", "documentation_search_queries"
_ADD = """
INSERT INTO {table} AS known (query, day, count)
SELECT query, (now() AT TIME ZONE 'UTC')::date, count
  FROM unnest(%(queries)s::text[], %(counts)s::bigint[]) AS added (query, count) ORDER BY query
ON CONFLICT (query, day) DO UPDATE SET count = known.count + excluded.count
"""
_PRUNE = """
DELETE FROM {table} WHERE day < (now() AT TIME ZONE 'UTC')::date - %(days)s
    OR (query, day) IN (SELECT query, day FROM {table} ORDER BY day DESC, count DESC, query OFFSET %(rows)s)
"""
_TOP = """
SELECT query, sum(count)::bigint FROM {table} WHERE day > (now() AT TIME ZONE 'UTC')::date - %(days)s
 GROUP BY query ORDER BY 2 DESC, 1 LIMIT %(most)s
"""


def write_counts(database: Database, counts: dict[str, Counter[str]]) -> None:
    """Add counts to today's rows, and keep the tables small."""
    with database.transaction() as connection:
        for table, texts in counts.items():
            if texts:
                connection.run(_ADD.format(table=table), {"queries": list(texts), "counts": list(texts.values())})
                connection.run(_PRUNE.format(table=table), {"days": KEPT_DAYS, "rows": MOST_ROWS})


def select_top(connection: Connection, table: str) -> list[dict[str, object]]:
    """The most frequent texts of the last 30 days."""
    rows = connection.rows(_TOP.format(table=table), {"days": KEPT_DAYS, "most": MOST_TOLD})
    return [{"query": query, "count": count} for query, count in rows]
