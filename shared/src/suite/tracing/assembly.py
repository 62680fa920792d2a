"""Tracing as a service's settings say: off, and nothing is imported for it, or into the collector they name."""

import atexit
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from suite.configuration import ConfigurationError, load_settings, refuse_to_start
from suite.environment import load_environment
from suite.metrics.families import ServiceMetrics
from suite.tracing.queue import Count
from suite.tracing.sampling import Sampling
from suite.tracing.settings import TracingSettings
from suite.tracing.spans import install, installed

if TYPE_CHECKING:
    from suite.metrics.otlp import MetricsPush
    from suite.tracing.opentelemetry import Exporter

MISSING = "OTEL_EXPORTER_OTLP_…ENDPOINT: set, but its exporter is missing: pip install 'colmeia-suite[observe]'"
COMMAND_SECONDS = 2.0
_PREFIX = "OTEL_"


class Tracing:
    """A process's way to the collector; `stop` sends what is held. Off, it does nothing."""

    def __init__(self, exporter: "Exporter | None" = None) -> None:
        self._exporter = exporter

    def stop(self, seconds: float) -> bool:
        """Send what is held; whether that was done in time."""
        install(None)
        return self._exporter is None or self._exporter.queue.stop(seconds)


def open_tracing(
    settings: TracingSettings, service: str, environment: str, metrics: ServiceMetrics | None = None
) -> Tracing:
    """Record from now on, where the settings name a collector. ConfigurationError without the exporter."""
    if not settings.sends_traces:
        return Tracing()
    export_standard_variables(load_environment(), settings)
    try:
        from suite.tracing.opentelemetry import Exporter
    except ImportError as error:
        raise ConfigurationError([MISSING]) from error
    exporter = Exporter(service, environment, _count_by(metrics), settings)
    install(Sampling(settings.trace_sampler, settings.trace_ratio, settings.trace_slow_ms / 1000, exporter.export))
    return Tracing(exporter)


def metrics_push(settings: TracingSettings, environment: str, metrics: ServiceMetrics) -> "MetricsPush | None":
    """What sends metrics to the collector, where OTEL_METRICS_EXPORTER says so."""
    if not settings.sends_metrics:
        return None
    export_standard_variables(load_environment(), settings)
    try:
        from suite.metrics.otlp import MetricsPush
    except ImportError as error:
        raise ConfigurationError([MISSING]) from error
    return MetricsPush(metrics, environment, settings.metrics_interval_ms / 1000)


def trace_command(service: str) -> None:
    """Record in a command, and send what is held before it ends; once is enough."""
    settings = load_settings(TracingSettings)
    if not settings.sends_traces or installed() is not None:
        return
    try:
        tracing = open_tracing(settings, service, load_environment().get("APP_ENV", "production"))
    except ConfigurationError as error:
        refuse_to_start(error.problems)
    atexit.register(tracing.stop, COMMAND_SECONDS)


def _count_by(metrics: ServiceMetrics | None) -> Count:
    if metrics is None:
        return lambda result, number: None
    counted = metrics.counter("trace_spans", "Spans of traces to export, by what became of them", "result")
    return lambda result, number: counted.labels(metrics.service, result).inc(number)


def export_standard_variables(environment: Mapping[str, str], settings: TracingSettings) -> None:
    """Let OpenTelemetry see its variables wherever they are written: it reads those of the process only."""
    given = {name: value for name, value in environment.items() if name.startswith(_PREFIX) and value}
    named = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": settings.trace_endpoint,
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": settings.own_trace_endpoint,
        "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": settings.own_metrics_endpoint,
    }
    for name, value in {**given, **named}.items():
        if value:
            os.environ.setdefault(name, value)
