"""Metrics only this service has."""

from suite.metrics import ServiceMetrics

HTTP_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 2, 5, 10, 30, 60)
SCRAPE_BUCKETS = (0.1, 0.5, 1, 2, 5, 10, 20, 30, 60)
CIRCUIT_VALUES = {"closed": 0, "half_open": 1, "open": 2}


class ScrapeMetrics:
    """Scrapes, crawls, blocked targets, cache and circuit. Hosts and ids are never labels."""

    def __init__(self, metrics: ServiceMetrics) -> None:
        self._service = metrics.service
        counter = metrics.counter
        self._scrapes = counter("firecrawl_scrape", "Scrapes by outcome, both engines", "status")
        self._scrape_seconds = metrics.histogram(
            "firecrawl_scrape_duration_seconds", "Time of scrapes, both engines", buckets=SCRAPE_BUCKETS
        ).labels(self._service)
        self._jobs = counter("firecrawl_crawl_jobs", "Crawl jobs by outcome of their start", "status")
        self._checks = counter("firecrawl_crawl_status_checks", "Status requests by answer", "crawl_status")
        self._engines = counter("scrape_engine_requests", "Requests by engine and outcome", "engine", "outcome")
        self._blocked = counter("scrape_blocked_targets", "Refused targets by reason", "reason")
        self._cache = counter("scrape_cache", "Scrapes by cache result", "result")
        self._pages = counter("scrape_crawl_pages", "Crawled pages by state", "state")
        self._watchdog = counter("scrape_crawl_watchdog", "Crawls ended by the watchdog", "reason")
        self._circuit = metrics.gauge("scrape_circuit_state", "0 closed, 1 half open, 2 open", mode="livemax").labels(
            self._service
        )
        self._active = metrics.gauge("scrape_crawl_active_jobs", "Crawls this service runs now").labels(self._service)
        self._watches = metrics.gauge("scrape_open_watches", "WebSockets that tell the progress of a job").labels(
            self._service
        )

    def count_scrape(self, succeeded: bool, seconds: float) -> None:
        """A finished scrape."""
        self._scrapes.labels(self._service, "success" if succeeded else "failure").inc()
        self._scrape_seconds.observe(seconds)

    def count_job(self, status: str) -> None:
        """A crawl was started, or could not be: success or failure."""
        self._jobs.labels(self._service, status).inc()

    def count_check(self, status: str) -> None:
        """Somebody asked how a crawl is doing."""
        known = ("scraping", "completed", "failed", "cancelled", "error")
        self._checks.labels(self._service, status if status in known else "unknown").inc()

    def count_engine(self, engine: str, outcome: str) -> None:
        """An engine answered: ok, target_error, blocked, timeout or upstream_error."""
        self._engines.labels(self._service, engine, outcome).inc()

    def count_blocked(self, reason: str) -> None:
        """A target was refused."""
        self._blocked.labels(self._service, reason).inc()

    def count_cache(self, result: str) -> None:
        """hit, miss, coalesced, stale or bypass."""
        self._cache.labels(self._service, result.lower()).inc()

    def count_page(self, state: str) -> None:
        """A page of a crawl has reached its final state."""
        self._pages.labels(self._service, state).inc()

    def count_watchdog(self, reason: str) -> None:
        """A crawl was ended: time, bytes or pages."""
        self._watchdog.labels(self._service, reason).inc()

    def show_circuit(self, state: str) -> None:
        """The state of the breaker."""
        self._circuit.set(CIRCUIT_VALUES[state])

    def add_active(self, jobs: int) -> None:
        """So many more crawls are running."""
        self._active.inc(jobs)

    def add_watches(self, sockets: int) -> None:
        """So many more WebSockets are open."""
        self._watches.inc(sockets)
