"""Metrics of events: what was published and delivered, how long it took, what is waiting."""

import logging
from collections.abc import Callable, Iterator
from threading import Lock
from time import monotonic

import psycopg2
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from suite.database import Database
from suite.errors import AppError
from suite.events.bus import Backlog
from suite.events.errors import BusUnavailable
from suite.events.outbox_queries import select_waiting
from suite.events.topics import TOPICS
from suite.metrics import ServiceMetrics

log = logging.getLogger(__name__)
KEPT_SECONDS = 5.0
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3_600)


class EventMeter:
    """Counts for one service; counts nothing without metrics (command lines, tests)."""

    def __init__(self, metrics: ServiceMetrics | None) -> None:
        self._metrics = metrics
        if metrics is None:
            return
        self._published = metrics.counter("bus_published", "Events given to the bus", "topic", "result")
        self._delivered = metrics.counter("bus_delivered", "Events that were delivered, by outcome", "topic", "result")
        self._handler = metrics.histogram("bus_handler_duration_seconds", "Time of handlers", "topic", buckets=BUCKETS)
        self._end_to_end = metrics.histogram(
            "bus_end_to_end_seconds", "Time from the event to the end of its handling", "topic", buckets=BUCKETS
        )

    def count_published(self, topic: str, result: str) -> None:
        """ok or error."""
        if self._metrics:
            self._published.labels(self._metrics.service, known(topic), result).inc()

    def count_delivered(self, topic: str, result: str) -> None:
        """ack, nack, duplicate, invalid or dead."""
        if self._metrics:
            self._delivered.labels(self._metrics.service, known(topic), result).inc()

    def observe_handler(self, topic: str, seconds: float) -> None:
        """A handler has ended, one way or the other."""
        if self._metrics:
            self._handler.labels(self._metrics.service, known(topic)).observe(seconds)

    def observe_end_to_end(self, topic: str, seconds: float) -> None:
        """An event has been handled so long after it happened."""
        if self._metrics:
            self._end_to_end.labels(self._metrics.service, known(topic)).observe(max(0.0, seconds))


def known(topic: str) -> str:
    """The topic as a label."""
    return topic if topic in TOPICS else "unknown"


class BacklogCollector(Collector):
    """bus_outbox_* of a publisher and bus_backlog, bus_oldest_unacked_seconds, bus_dead_letters of the bus."""

    def __init__(
        self, service: str, prefix: str, database: Database, backlogs: Callable[[], list[Backlog]] | None = None
    ) -> None:
        self._service, self._prefix, self._database, self._backlogs = service, prefix, database, backlogs
        self._lock = Lock()
        self._read_at = -KEPT_SECONDS
        self._families: list[Metric] = []

    def collect(self) -> Iterator[Metric]:
        with self._lock:
            if monotonic() - self._read_at >= KEPT_SECONDS:
                self._families = [*self._outbox(), *self._bus()]
                self._read_at = monotonic()
            yield from self._families

    def _outbox(self) -> list[Metric]:
        try:
            with self._database.read() as connection:
                waiting, oldest = select_waiting(connection)
        except (AppError, psycopg2.Error) as error:
            log.warning("outbox cannot be read", extra={"error": type(error).__name__})
            return []
        return [
            self._gauge("bus_outbox_pending", "Events not yet given to the bus", waiting),
            self._gauge("bus_outbox_oldest_seconds", "Age of the oldest event not yet given to the bus", oldest),
        ]

    def _bus(self) -> list[Metric]:
        if self._backlogs is None:
            return []
        try:
            backlogs = self._backlogs()
        except BusUnavailable as error:
            log.warning("bus cannot be read", extra={"error": str(error)})
            return []
        labels = ("topic", "subscription")
        waiting = GaugeMetricFamily(f"{self._prefix}bus_backlog", "Messages not yet handled", labels=labels)
        oldest = GaugeMetricFamily(f"{self._prefix}bus_oldest_unacked_seconds", "Age of the oldest", labels=labels)
        dead = GaugeMetricFamily(f"{self._prefix}bus_dead_letters", "Messages given up", labels=labels)
        for backlog in backlogs:
            names = [backlog.topic, backlog.subscription]
            if backlog.waiting is not None and backlog.oldest_seconds is not None:
                waiting.add_metric(names, backlog.waiting)
                oldest.add_metric(names, backlog.oldest_seconds)
            dead.add_metric(names, backlog.dead)
        return [waiting, oldest, dead]

    def _gauge(self, name: str, text: str, value: float) -> Metric:
        family = GaugeMetricFamily(self._prefix + name, text, labels=("service",))
        family.add_metric([self._service], value)
        return family
