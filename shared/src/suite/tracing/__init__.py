"""Spans of what happens in this process, joined over processes by `traceparent`; free unless tracing is on.

Nothing here imports OpenTelemetry: `suite.tracing.assembly` does, when OTEL_EXPORTER_OTLP_ENDPOINT is set.
"""

from suite.tracing.spans import (
    CLIENT,
    CONSUMER,
    INTERNAL,
    PRODUCER,
    SERVER,
    Recorder,
    Span,
    current_span,
    install,
    installed,
    mark_failed,
    record,
    span,
    trace,
    traceparent,
)

__all__ = [
    "CLIENT",
    "CONSUMER",
    "INTERNAL",
    "PRODUCER",
    "SERVER",
    "Recorder",
    "Span",
    "current_span",
    "install",
    "installed",
    "mark_failed",
    "record",
    "span",
    "trace",
    "traceparent",
]
