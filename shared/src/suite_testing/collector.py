"""A collector of traces: takes OTLP over HTTP as protobuf and keeps the spans for a test."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue

from suite_testing.local_server import LocalServer, QuietHandler


@dataclass(frozen=True)
class CollectedSpan:
    """One span as it arrived; ids in hexadecimal, `parent` empty for the first of a trace."""

    service: str
    name: str
    kind: int
    trace_id: str
    span_id: str
    parent: str
    error: str | None
    attributes: dict[str, Any]
    links: tuple[str, ...]
    resource: dict[str, Any]


@dataclass
class Collector:
    """What has arrived, and where it is to be sent."""

    url: str
    spans: list[CollectedSpan] = field(default_factory=list)
    metrics: list[ExportMetricsServiceRequest] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def named(self, name: str) -> list[CollectedSpan]:
        """The spans of one name."""
        return [span for span in self.spans if span.name == name]


@contextmanager
def running_collector(status: int = 200) -> Iterator[Collector]:
    """A collector that answers every batch with `status`."""

    class Handler(QuietHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if server.stopping.is_set():
                # One that was killed answers on no connection any more.
                self.close_connection = True
                return
            collector.headers.append({name.lower(): value for name, value in self.headers.items()})
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            if status == 200 and self.path == "/v1/traces":
                collector.spans.extend(spans_in(body))
            if status == 200 and self.path == "/v1/metrics":
                collector.metrics.append(ExportMetricsServiceRequest.FromString(body))
            self.reply(status)

    with LocalServer(Handler) as server:
        collector = Collector(server.url)
        yield collector


def spans_in(body: bytes) -> Iterator[CollectedSpan]:
    """The spans of an ExportTraceServiceRequest."""
    for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
        described = {pair.key: value_of(pair.value) for pair in resource.resource.attributes}
        for scope in resource.scope_spans:
            for span in scope.spans:
                yield CollectedSpan(
                    service=described["service.name"],
                    name=span.name,
                    kind=span.kind,
                    trace_id=span.trace_id.hex(),
                    span_id=span.span_id.hex(),
                    parent=span.parent_span_id.hex(),
                    error=span.status.message if span.status.code == 2 else None,
                    attributes={pair.key: value_of(pair.value) for pair in span.attributes},
                    links=tuple(link.span_id.hex() for link in span.links),
                    resource=described,
                )


def value_of(value: AnyValue) -> Any:
    """A value as Python has it."""
    kind = value.WhichOneof("value")
    return getattr(value, kind) if kind else None
