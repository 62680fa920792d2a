"""Traces as OpenTelemetry's SDK exports them: OTLP over HTTP. Imported only where tracing is on."""

import logging
from collections.abc import Sequence
from typing import Any

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExportResult
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import Link, SpanContext, SpanKind, Status, StatusCode, TraceFlags

from suite import VERSION
from suite.tracing.queue import Count, ExportQueue
from suite.tracing.resource import resource_of
from suite.tracing.settings import TracingSettings
from suite.tracing.spans import Span, Trace

_SAMPLED = TraceFlags(TraceFlags.SAMPLED)
_SCOPE = InstrumentationScope("suite.tracing", VERSION)
# The exporter's own lines would repeat with every batch while a collector is away; spans that are lost are counted.
_NOISY = ("opentelemetry.exporter.otlp", "opentelemetry.exporter")


class Exporter:
    """Hands ended traces to the collector that the standard variables name."""

    def __init__(self, service: str, environment: str, count: Count, settings: TracingSettings) -> None:
        for name in _NOISY:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._resource = resource_of(service, environment)
        self._count = count
        self._exporter: OTLPSpanExporter | None = None
        self.queue: ExportQueue[Span] = ExportQueue(
            self._send,
            count,
            most=settings.queue_spans,
            batch=min(settings.batch_spans, settings.queue_spans),
            pause=settings.batch_delay_ms / 1000,
        )

    def export(self, ended: Trace) -> None:
        """Queue the spans of a trace as they are: the SDK's are ten objects each, which collections look through."""
        if ended.dropped:
            self._count("dropped", ended.dropped)
        self.queue.put(ended.spans)
        ended.spans = []

    def _send(self, batch: Sequence[Span]) -> bool:
        # Made in the process that sends: its connections are not shared by forks.
        exporter = self._exporter = self._exporter or OTLPSpanExporter()
        try:
            return exporter.export([self._readable(recorded) for recorded in batch]) is SpanExportResult.SUCCESS
        except Exception:
            logging.getLogger(__name__).debug("spans could not be exported", exc_info=True)
            return False

    def _readable(self, recorded: Span) -> ReadableSpan:
        trace_id = recorded.trace.id
        parent = recorded.parent_id
        return ReadableSpan(
            name=recorded.name,
            context=SpanContext(trace_id, recorded.id, is_remote=False, trace_flags=_SAMPLED),
            parent=None if parent is None else SpanContext(trace_id, parent, is_remote=False, trace_flags=_SAMPLED),
            resource=self._resource,
            attributes=_attributes(recorded),
            links=[
                Link(SpanContext(link.trace_id, link.span_id, is_remote=True, trace_flags=_SAMPLED))
                for link in recorded.links
            ],
            kind=SpanKind[recorded.kind],
            status=Status(StatusCode.ERROR, recorded.error) if recorded.error else Status(),
            start_time=recorded.started,
            end_time=recorded.ended,
            instrumentation_scope=_SCOPE,
        )


def _attributes(recorded: Span) -> dict[str, Any]:
    if recorded.error is None:
        return recorded.attributes
    return {**recorded.attributes, "error.type": recorded.error}
