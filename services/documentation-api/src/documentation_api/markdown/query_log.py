"""What people search for: counted in memory, written now and then, so that a search costs no write."""

import logging
from collections import Counter
from threading import Lock

import psycopg2

from documentation_api.markdown.folding import compose
from suite.database import Connection, Database
from suite.errors import Unavailable

log = logging.getLogger(__name__)
MOST_REMEMBERED = 1_000
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


class QueryLog:
    """Counts of one process, until they are written."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counted: dict[str, Counter[str]] = {MISSES: Counter(), QUERIES: Counter()}

    def note(self, query: str, found: int) -> None:
        """Somebody searched; a burst of ever new texts is not remembered beyond a bound."""
        text = " ".join(compose(query).lower().split())
        with self._lock:
            for table in (QUERIES,) if found else (QUERIES, MISSES):
                counts = self._counted[table]
                if text in counts or len(counts) < MOST_REMEMBERED:
                    counts[text] += 1

    def flush(self, database: Database) -> None:
        """Write what was counted; without a database it is kept for the next time."""
        with self._lock:
            counts, self._counted = self._counted, {MISSES: Counter(), QUERIES: Counter()}
        try:
            if any(counts.values()):
                write_counts(database, counts)
        except (Unavailable, psycopg2.Error) as error:
            log.warning("searches cannot be counted", extra={"error": type(error).__name__})
            with self._lock:
                for table, texts in counts.items():
                    self._counted[table].update(texts)


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
