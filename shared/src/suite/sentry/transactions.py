"""Ended traces as Sentry's transactions; a share of all, the same in every process."""

from collections.abc import Callable, Sequence
from typing import Any

from suite.tracing.parents import Parent
from suite.tracing.spans import Recorder, Span, Trace

_LOW_BITS = (1 << 64) - 1
_NS = 1_000_000_000
_OPERATIONS = {
    "SERVER": "http.server",
    "CLIENT": "http.client",
    "PRODUCER": "queue.publish",
    "CONSUMER": "queue.process",
}


class TransactionRecorder:
    """Hands a share of the traces to `send`, beside `other`, which records for a collector."""

    def __init__(self, other: Recorder | None, rate: float, send: Callable[[Sequence[Span]], None]) -> None:
        self._other = other
        self._bound = round(rate * (1 << 64))
        self._send = send

    def samples(self, trace_id: int, parent: Parent | None) -> bool:
        """What the collector's sampler says; without a collector whether Sentry gets it."""
        return self._other.samples(trace_id, parent) if self._other is not None else self._takes(trace_id)

    def finish(self, ended: Trace) -> None:
        """Tell whoever wants it. The other one lets go of the spans; nobody needs the trace afterwards."""
        spans = tuple(ended.spans) if self._takes(ended.id) else ()
        if self._other is not None:
            self._other.finish(ended)
        ended.spans.clear()
        if spans:
            self._send(spans)

    def _takes(self, trace_id: int) -> bool:
        return (trace_id & _LOW_BITS) < self._bound


def transaction_of(spans: Sequence[Span], service: str) -> dict[str, Any]:
    """The transaction, not yet redacted; its spans are told as the collector is told them, without values."""
    outermost = spans[-1]
    return {
        "type": "transaction",
        "transaction": outermost.name,
        "transaction_info": {"source": "route"},
        "start_timestamp": outermost.started / _NS,
        "timestamp": outermost.ended / _NS,
        "tags": {"service": service},
        "contexts": {"trace": _described(outermost) | {"type": "trace"}},
        "spans": [_described(span) | _times(span) for span in spans[:-1]],
    }


def _described(span: Span) -> dict[str, Any]:
    database = "db.system.name" in span.attributes or "db.query.text" in span.attributes
    described = {
        "trace_id": f"{span.trace.id:032x}",
        "span_id": f"{span.id:016x}",
        "op": "db.query" if database else _OPERATIONS.get(span.kind, "function"),
        "status": "internal_error" if span.error else "ok",
        "description": str(span.attributes.get("db.query.text") or span.name),
        "data": dict(span.attributes),
    }
    return described if span.parent_id is None else described | {"parent_span_id": f"{span.parent_id:016x}"}


def _times(span: Span) -> dict[str, float]:
    return {"start_timestamp": span.started / _NS, "timestamp": span.ended / _NS}
