"""What people search for: counted in memory, written now and then, so that a search costs no write."""

import logging
from collections import Counter
from threading import Lock

import psycopg2

from documentation_api.markdown.folding import compose
from documentation_api.markdown.query_log_queries import MISSES, QUERIES, write_counts
from suite.database import Database
from suite.errors import Unavailable

log = logging.getLogger(__name__)
MOST_REMEMBERED = 1_000


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
