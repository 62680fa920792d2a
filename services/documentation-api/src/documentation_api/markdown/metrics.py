"""Metrics of the Markdown search. Label values are those of the index, everything else is `other`."""

from threading import Lock
from time import monotonic

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from documentation_api.markdown.document_queries import select_values
from documentation_api.markdown.schemas import Filters
from suite.database import Database

RESULT_BUCKETS = (0, 1, 2, 5, 10, 20, 50, 100, 500, 1_000, 10_000)
SECONDS_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)
MOST_COMBINATIONS = 200
OTHER, NONE = "other", "none"
KEPT_SECONDS = 30.0


class SearchMetrics:
    """Searches, facets and what was filtered by."""

    def __init__(self, registry: CollectorRegistry, database: Database) -> None:
        self._values = KnownValues(database)
        self._combinations: set[tuple[str, ...]] = set()
        self._requests = Counter("docs_search_requests", "Searches", registry=registry)
        self._errors = Counter("docs_search_errors", "Searches that failed", registry=registry)
        self._empty = Counter("docs_search_zero_results", "Searches that found nothing", registry=registry)
        self._facets = Counter("docs_facet_requests", "Requests for facets", registry=registry)
        self._seconds = Histogram(
            "docs_search_duration_seconds", "Time of searches", registry=registry, buckets=SECONDS_BUCKETS
        )
        self._results = Histogram(
            "docs_search_results_count", "Documents found by a search", registry=registry, buckets=RESULT_BUCKETS
        )
        self._faceted = Counter(
            "docs_faceted_search_requests",
            "Searches with filters",
            ("domain", "type", "status", "tags_count"),
            registry=registry,
        )
        self._filters = Counter("docs_search_filters_used", "Filters used", ("filter_type",), registry=registry)
        # No counter: those are called _total, and this name is what dashboards know.
        self._tags = Gauge(
            "docs_popular_tags", "Searches by tag", ("tag",), registry=registry, multiprocess_mode="livesum"
        )

    def count_search(self, filters: Filters, found: int, seconds: float) -> None:
        """A search that answered."""
        self._requests.inc()
        self._seconds.observe(seconds)
        self._results.observe(found)
        if not found:
            self._empty.inc()
        self._count_filters(filters)

    def count_error(self) -> None:
        """A search that failed."""
        self._errors.inc()

    def count_facets(self, filters: Filters) -> None:
        """Facets that were answered."""
        self._facets.inc()
        self._count_filters(filters)

    def _count_filters(self, filters: Filters) -> None:
        shown = filters.shown()
        if not shown:
            return
        for name in shown:
            self._filters.labels(name).inc()
        for tag in filters.tags:
            self._tags.labels(self._values.label("tags", tag)).inc()
        labels = tuple(self._values.label(name, getattr(filters, name)) for name in ("domain", "type", "status"))
        if labels not in self._combinations and len(self._combinations) >= MOST_COMBINATIONS:
            labels = (OTHER, OTHER, OTHER)
        self._combinations.add(labels)
        self._faceted.labels(*labels, str(len(filters.tags))).inc()


class KnownValues:
    """Domains, types, statuses and frequent tags of the index, asked for now and then."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = Lock()
        self._read_at = -KEPT_SECONDS
        self._known: frozenset[tuple[str, str]] = frozenset()

    def label(self, name: str, value: str | None) -> str:
        """The value as a label."""
        if value is None:
            return NONE
        return value if (name, value) in self._current() else OTHER

    def _current(self) -> frozenset[tuple[str, str]]:
        with self._lock:
            if monotonic() - self._read_at >= KEPT_SECONDS:
                with self._database.read() as connection:
                    self._known = select_values(connection)
                self._read_at = monotonic()
            return self._known
