"""Reports of a process, as its settings say: none, and nothing is imported, or to the project that they name."""

import logging
import subprocess
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from suite import VERSION
from suite.configuration import ConfigurationError
from suite.environment import find_root
from suite.logs.access import logger as access_logger
from suite.metrics.families import ServiceMetrics
from suite.sentry.events import Occurrence, event_of, user_hash
from suite.sentry.redaction import redacting
from suite.sentry.settings import SentrySettings
from suite.sentry.transactions import TransactionRecorder, transaction_of
from suite.tracing import install, installed
from suite.tracing.queue import Count, ExportQueue
from suite.tracing.spans import Span

if TYPE_CHECKING:
    from suite.sentry.transport import SentryClient

MISSING = "SENTRY_DSN: set, but its client is missing: pip install 'colmeia-suite[observe]'"
MOST_REPORTS = 100
Report = Callable[[], dict[str, Any]]


class Sentry:
    """A process's way to Sentry; `stop` sends what is held. Without a project it does nothing."""

    def __init__(self, queue: "ExportQueue[Report] | None" = None, handler: logging.Handler | None = None) -> None:
        self._queue, self._handler = queue, handler

    def report(self, record: logging.LogRecord) -> None:
        """Report an error that is not logged."""
        if self._handler is not None:
            self._handler.emit(record)

    def stop(self, seconds: float) -> bool:
        """Send what is held; whether that was done in time."""
        if self._handler is not None:
            logging.getLogger().removeHandler(self._handler)
        return self._queue is None or self._queue.stop(seconds)


class ReportHandler(logging.Handler):
    """Puts logged errors, with their request, into the queue; never waits, and never logs."""

    def __init__(self, service: str, hash_user: Callable[[str], str], queue: "ExportQueue[Report]") -> None:
        super().__init__(logging.ERROR)
        self._service, self._hash_user, self._queue = service, hash_user, queue

    def emit(self, record: logging.LogRecord) -> None:
        """Report an error; the line of a failed request is none, what it failed with has a line of its own."""
        if record.name != access_logger.name:
            occurrence = Occurrence.of(record)
            self._queue.put([lambda: event_of(occurrence, self._service, self._hash_user)])


def open_sentry(
    settings: SentrySettings, service: str, *, secrets: Iterable[str] = (), metrics: ServiceMetrics | None = None
) -> Sentry:
    """Report errors from now on, and a share of the traces, where SENTRY_DSN is set.

    ConfigurationError without the client, or for a DSN that is none.
    """
    if settings.sentry_dsn is None:
        return Sentry()
    dsn = settings.sentry_dsn.reveal()
    try:
        from suite.sentry.transport import SentryClient

        release = settings.sentry_release or f"colmeia@{revision() or VERSION}"
        client = SentryClient(dsn, settings.sentry_environment, release, redacting([*secrets, dsn]))
    except ImportError as error:
        raise ConfigurationError([MISSING]) from error
    except ValueError as error:
        raise ConfigurationError([f"SENTRY_DSN: {error}"]) from error

    def send(batch: Sequence[Report]) -> bool:
        return all(_send(client, build) for build in batch)

    # One by one, so that each is counted by what became of it.
    queue: ExportQueue[Report] = ExportQueue(send, _count_by(metrics), most=MOST_REPORTS, batch=1)
    handler = ReportHandler(service, user_hash(dsn), queue)
    logging.getLogger().addHandler(handler)
    if settings.sentry_traces_sample_rate > 0:

        def send_trace(spans: Sequence[Span]) -> None:
            queue.put([lambda: transaction_of(spans, service)])

        install(TransactionRecorder(installed(), settings.sentry_traces_sample_rate, send_trace))
    return Sentry(queue, handler)


def _count_by(metrics: ServiceMetrics | None) -> Count:
    if metrics is None:
        return lambda result, number: None
    counted = metrics.counter("sentry_reports", "Errors and traces for Sentry, by what became of them", "result")
    return lambda result, number: counted.labels(metrics.service, result).inc(number)


def revision() -> str | None:
    """The revision of git that runs, None where there is none."""
    command = ["git", "-C", str(find_root()), "rev-parse", "--short=12", "HEAD"]
    try:
        found = subprocess.run(command, capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return found.stdout.strip() or None if found.returncode == 0 else None


def _send(client: "SentryClient", build: Report) -> bool:
    try:
        return client.send(build())
    except Exception:
        logging.getLogger(__name__).debug("a report could not be sent", exc_info=True)
        return False
