"""Tracing as a service's settings say: off, and nothing is imported for it, or into the collector they name."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from suite.environment import load_environment
from suite.metrics.families import ServiceMetrics
from suite.settings import ConfigurationError, ServiceSettings
from suite.tracing.sampling import Sampling
from suite.tracing.spans import install

if TYPE_CHECKING:
    from suite.tracing.opentelemetry import Exporter

MISSING = "OTEL_EXPORTER_OTLP_ENDPOINT: set, but its exporter is missing: pip install 'colmeia-suite[observe]'"
_PREFIX = "OTEL_"


class Tracing:
    """A process's way to the collector; `stop` sends what is held. Off, it does nothing."""

    def __init__(self, exporter: "Exporter | None" = None) -> None:
        self._exporter = exporter

    def stop(self, seconds: float) -> bool:
        """Send what is held; whether that was done in time."""
        install(None)
        return self._exporter is None or self._exporter.queue.stop(seconds)


def open_tracing(settings: ServiceSettings, metrics: ServiceMetrics) -> Tracing:
    """Record from now on, where OTEL_EXPORTER_OTLP_ENDPOINT is set. ConfigurationError without the exporter."""
    if not settings.trace_endpoint:
        return Tracing()
    export_standard_variables(load_environment(), settings.trace_endpoint)
    try:
        from suite.tracing.opentelemetry import Exporter
    except ImportError as error:
        raise ConfigurationError([MISSING]) from error
    counted = metrics.counter("trace_spans", "Spans of traces to export, by what became of them", "result")

    def count(result: str, number: int) -> None:
        counted.labels(metrics.service, result).inc(number)

    exporter = Exporter(settings.ID, settings.app_env, count)
    install(Sampling(settings.trace_sampler, settings.trace_ratio, settings.trace_slow_ms / 1000, exporter.export))
    return Tracing(exporter)


def export_standard_variables(environment: Mapping[str, str], endpoint: str) -> None:
    """Let OpenTelemetry see its variables wherever they are written: it reads those of the process only."""
    given = {name: value for name, value in environment.items() if name.startswith(_PREFIX) and value}
    for name, value in {**given, "OTEL_EXPORTER_OTLP_ENDPOINT": endpoint}.items():
        os.environ.setdefault(name, value)
