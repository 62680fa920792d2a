"""What a cache has done, for /metrics, /metrics.json and `stats`."""

from typing import Any

from suite.metrics import ServiceMetrics


class CacheMeter:
    """Counts of one process; the metrics add them up over all."""

    def __init__(self, metrics: ServiceMetrics) -> None:
        self._metrics = metrics
        self._hits = self._misses = self._sets = self._errors = 0

    def count(self, operation: str, result: str) -> None:
        """One operation: hit, miss, ok or error."""
        if result == "hit":
            self._hits += 1
        elif result == "miss":
            self._misses += 1
        elif result == "error":
            self._errors += 1
        elif operation == "set":
            self._sets += 1
        self._metrics.count_cache(operation, result)

    def stats(self) -> dict[str, Any]:
        """hits, misses, sets, errors, hit_rate."""
        lookups = self._hits + self._misses
        return {
            "hits": self._hits,
            "misses": self._misses,
            "sets": self._sets,
            "errors": self._errors,
            "hit_rate": round(self._hits / lookups, 4) if lookups else None,
        }
