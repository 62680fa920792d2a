"""Metrics only this service has."""

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from notifications_api.identity import EVERYBODY
from notifications_api.suppressions.queries import count_suppressions
from notifications_api.webhooks.queries import count_disabled
from suite.database import Database
from suite.errors import AppError
from suite.metrics import ServiceMetrics

SEND_BUCKETS = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
# Names of templates come from clients; a label must not.
KNOWN_TEMPLATES = frozenset({"welcome", "notification", "default", "article"})


class NotificationMetrics:
    """Notifications by type; mails by adapter, template and result."""

    def __init__(self, metrics: ServiceMetrics) -> None:
        self._service = metrics.service
        self._created = metrics.counter("notifications_created", "Notifications created", "type")
        self._read = metrics.counter("notifications_read", "Notifications marked as read", "type")
        self._sent = metrics.counter("email_sent", "Mails by result", "adapter", "template", "result")
        self._events = metrics.counter("email_events", "Reports of the mail provider", "kind")
        self._seconds = metrics.histogram(
            "email_send_duration_seconds", "Time the provider took to accept a mail", "adapter", buckets=SEND_BUCKETS
        )
        self._remaining = metrics.gauge("email_quota_remaining", "Mails left today", "adapter", mode="livemin")
        self._streams = metrics.gauge("notification_streams", "Open event streams").labels(self._service)

    def count_created(self, kind: str) -> None:
        """One notification committed."""
        self._created.labels(self._service, kind).inc()

    def count_read(self, kind: str, number: int = 1) -> None:
        """Notifications that were unread before."""
        self._read.labels(self._service, kind).inc(number)

    def count_mail(self, adapter: str, template: str, result: str) -> None:
        """sent, failed, suppressed or retried."""
        label = template if template in KNOWN_TEMPLATES else "default"
        self._sent.labels(self._service, adapter, label, result).inc()

    def observe_send(self, adapter: str, seconds: float) -> None:
        """How long the provider took."""
        self._seconds.labels(self._service, adapter).observe(seconds)

    def count_event(self, kind: str) -> None:
        """bounce, complaint or delivery."""
        self._events.labels(self._service, kind).inc()

    def set_remaining(self, adapter: str, mails: int | None) -> None:
        """What is left of the day, where there is a limit."""
        if mails is not None:
            self._remaining.labels(self._service, adapter).set(mails)

    def set_streams(self, number: int) -> None:
        """Open event streams of this process."""
        self._streams.set(number)


class SuppressedAddresses(Collector):
    """How many addresses get no mail, looked up when somebody scrapes."""

    def __init__(self, database: Database, metrics: ServiceMetrics, adapter: str) -> None:
        self._database = database
        self._adapter = adapter
        self._name = metrics.prefix + "email_suppressed_addresses"
        self._service = metrics.service

    def collect(self) -> list[GaugeMetricFamily]:
        """The gauge, or none while the database is away."""
        try:
            with self._database.read() as connection:
                number = count_suppressions(connection)
        except AppError:
            return []
        family = GaugeMetricFamily(self._name, "Addresses that get no mail", labels=["service", "adapter"])
        family.add_metric([self._service, self._adapter], number)
        return [family]


class DisabledWebhooks(Collector):
    """How many webhooks were switched off because their receivers fail, looked up when somebody scrapes."""

    def __init__(self, database: Database, metrics: ServiceMetrics) -> None:
        self._database = database
        self._name = metrics.prefix + "webhooks_disabled"
        self._service = metrics.service

    def collect(self) -> list[GaugeMetricFamily]:
        """The gauge, or none while the database is away."""
        try:
            with self._database.read(EVERYBODY) as connection:
                number = count_disabled(connection)
        except AppError:
            return []
        family = GaugeMetricFamily(self._name, "Webhooks switched off after failures", labels=["service"])
        family.add_metric([self._service], number)
        return [family]
