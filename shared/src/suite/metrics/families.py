"""The metric families every service has, with their label children cached: a lookup costs more than an increment."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.registry import Collector
from prometheus_flask_exporter import PrometheusMetrics

from suite import VERSION
from suite.metrics.exemplars import Exemplars
from suite.metrics.window import LatencyWindow

HTTP_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
KNOWN_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
MAX_HTTP_CHILDREN = 120
MAX_QUERY_CHILDREN = 200


class ServiceMetrics:
    """Counters, gauges and histograms of one service; safe to use from every thread and worker."""

    def __init__(
        self,
        service: str,
        prefix: str,
        *,
        window: LatencyWindow,
        http_buckets: tuple[float, ...] = HTTP_BUCKETS,
    ) -> None:
        self.service = service
        self._http_buckets = http_buckets
        self.prefix = prefix
        self.window = window
        self.registry = CollectorRegistry()
        # Asked by whichever worker answers a scrape: for what is looked up elsewhere and the same for all of them.
        self.scraped: list[Collector] = []
        self.exporter = PrometheusMetrics(None, path=None, export_defaults=False, registry=self.registry)
        self._was_waiting = False
        self._declare_http()
        self._declare_database()
        self._declare_replica()
        self._errors = self.counter("errors", "Error replies by code", "code")
        self._rate_limited = self.counter("rate_limited", "Requests refused by a rate limit").labels(service)
        self._cache = self.counter("cache_operations", "Cache operations by result", "operation", "result")
        self._cache_children: dict[tuple[str, str], Counter] = {}
        build = self.gauge("build_info", "Always 1; the label tells the version", "version", mode="livemax")
        build.labels(service, VERSION).set(1)

    def counter(self, name: str, help_text: str, *labels: str) -> Counter:
        """A counter named <prefix><name>_total, labelled service first."""
        return Counter(self.prefix + name, help_text, ("service", *labels), registry=self.registry)

    def gauge(self, name: str, help_text: str, *labels: str, mode: str = "livesum") -> Gauge:
        """A gauge named <prefix><name>, labelled service first; `mode` joins the values of the workers."""
        return Gauge(
            self.prefix + name,
            help_text,
            ("service", *labels),
            registry=self.registry,
            multiprocess_mode=mode,  # type: ignore[arg-type]
        )

    def histogram(
        self, name: str, help_text: str, *labels: str, buckets: tuple[float, ...] = HTTP_BUCKETS
    ) -> Histogram:
        """A histogram of seconds named <prefix><name>, labelled service first."""
        return Histogram(self.prefix + name, help_text, ("service", *labels), registry=self.registry, buckets=buckets)

    def observe_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one finished request under its route template."""
        key = (method, route, status)
        children = self._http_children.get(key)
        if children is None:
            children = self._add_http_children(method, route, status)
        children[0].inc()
        children[1].observe(seconds)
        self.window.observe(seconds, failed=status >= 500)

    def observe_query(self, operation: str, seconds: float, succeeded: bool, query: str) -> None:
        """Count one statement; `query` names the function that sent it."""
        counted = self._query_children.get((operation, succeeded, query))
        if counted is None:
            counted = self._add_query_children(operation, succeeded, query)
        counted[0].inc()
        counted[1].observe(seconds)

    def count_slow_query(self) -> None:
        """A statement took longer than DB_SLOW_QUERY_MS."""
        self._slow_queries.inc()

    def set_pool(self, used: int, idle: int, waiting: int) -> None:
        """The state of this process's connection pool."""
        self._pool_used.set(used)
        self._pool_idle.set(idle)
        if waiting or self._was_waiting:
            self._pool_waiting.set(waiting)
            self._was_waiting = waiting > 0

    def set_pool_size(self, size: int) -> None:
        """How many connections this process may open."""
        self._pool_connections.labels(self.service, "max").set(size)

    def count_pool_timeout(self) -> None:
        """A request gave up waiting for a connection."""
        self._pool_timeouts.inc()

    def count_replica_read(self, target: str) -> None:
        """A read that a replica may answer, by the server that was asked: primary or replica."""
        self._replica_reads.labels(self.service, target).inc()

    def count_replica_fallback(self, reason: str) -> None:
        """Such a read went to the primary because of this."""
        self._replica_fallbacks.labels(self.service, reason).inc()

    def set_replica_lag(self, seconds: float) -> None:
        """How old what the replica shows is at most."""
        self._replica_lag.labels(self.service).set(seconds)

    def count_error(self, code: str) -> None:
        """An error reply with this code."""
        self._errors.labels(self.service, code).inc()

    def count_rate_limited(self) -> None:
        """A request refused by a rate limit."""
        self._rate_limited.inc()

    def count_cache(self, operation: str, result: str) -> None:
        """A cache operation; hits and misses are also counted in the window of /metrics.json."""
        child = self._cache_children.get((operation, result))
        if child is None:
            child = self._cache_children[(operation, result)] = self._cache.labels(self.service, operation, result)
        child.inc()
        if result in ("hit", "miss"):
            self.window.observe_cache(hit=result == "hit")

    def _declare_http(self) -> None:
        labels = ("method", "route", "status_code")
        self._requests = self.counter("http_requests", "HTTP requests by route template", *labels)
        self._seconds = self.histogram(
            "http_request_duration_seconds", "Time to answer in seconds", *labels, buckets=self._http_buckets
        )
        self.in_progress = self.gauge("http_requests_in_progress", "Requests being answered").labels(self.service)
        self._http_children: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        name = f"{self.prefix}http_request_duration_seconds"
        self.exemplars = Exemplars(name, self.service, self._http_buckets)

    def _declare_database(self) -> None:
        self._queries = self.counter("db_queries", "SQL statements", "operation", "status")
        self._query_seconds = self.histogram(
            "db_query_duration_seconds", "Time of SQL statements", "operation", "query"
        )
        self._query_children: dict[tuple[str, bool, str], tuple[Counter, Histogram]] = {}
        self._slow_queries = self.counter("db_slow_queries", "SQL statements over the slow limit").labels(self.service)
        self._pool_connections = self.gauge("db_pool_connections", "Connections of the pool", "state")
        self._pool_used = self._pool_connections.labels(self.service, "used")
        self._pool_idle = self._pool_connections.labels(self.service, "idle")
        self._pool_waiting = self.gauge("db_pool_waiting", "Requests waiting for a connection").labels(self.service)
        self._pool_timeouts = self.counter("db_pool_timeouts", "Requests that waited too long").labels(self.service)

    def _declare_replica(self) -> None:
        self._replica_reads = self.counter("db_replica_reads", "Reads a replica may answer, by who was asked", "target")
        self._replica_fallbacks = self.counter("db_replica_fallbacks", "Such reads the primary had to answer", "reason")
        self._replica_lag = self.gauge("db_replica_lag_seconds", "Age of what the replica shows", mode="livemax")

    def _add_http_children(self, method: str, route: str, status: int) -> tuple[Counter, Histogram]:
        if method not in KNOWN_METHODS:
            return self._labelled("OTHER", route, status)
        children = self._labelled(method, route, status)
        self._http_children[(method, route, status)] = children
        return children

    def _add_query_children(self, operation: str, succeeded: bool, query: str) -> tuple[Counter, Histogram]:
        named = query if len(self._query_children) < MAX_QUERY_CHILDREN else "other"
        children = (
            self._queries.labels(self.service, operation, "ok" if succeeded else "error"),
            self._query_seconds.labels(self.service, operation, named),
        )
        self._query_children[(operation, succeeded, query)] = children
        return children

    def _labelled(self, method: str, route: str, status: int) -> tuple[Counter, Histogram]:
        if len(self._http_children) >= MAX_HTTP_CHILDREN:
            route = "other"
        labels = (self.service, method, route, str(status))
        return self._requests.labels(*labels), self._seconds.labels(*labels)
