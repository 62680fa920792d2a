"""Spans in a request of OTLP over HTTP, as protobuf or JSON, cut to what is stored."""

import base64
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from google.protobuf.json_format import ParseDict, ParseError
from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from suite.errors import BadRequest, PayloadTooLarge
from suite.text.storable import storable_text

PROTOBUF, JSON = "application/x-protobuf", "application/json"
MOST_BYTES = 8 * 1_048_576
MOST_SPANS = 10_000
MOST_ATTRIBUTES, MOST_LINKS = 40, 16
LONGEST_VALUE, LONGEST_NAME = 4_096, 200
SERVER, FAILED = 2, 2
# Later than the year 2200: no clock of ours, and more than a timestamp of PostgreSQL would be asked for.
LATEST_NS = 7_258_118_400 * 1_000_000_000
_IDS = ("traceId", "spanId", "parentSpanId")
_GZIP = "gzip"


class NotTraces(BadRequest):
    """The body is no ExportTraceServiceRequest"""


def unpacked(body: bytes, encoding: str) -> bytes:
    """The body without its gzip; PayloadTooLarge beyond MOST_BYTES, however small it came."""
    if encoding != _GZIP:
        return body
    reader = zlib.decompressobj(wbits=31)
    try:
        content = reader.decompress(body, MOST_BYTES + 1)
    except zlib.error as error:
        raise NotTraces from error
    if len(content) > MOST_BYTES:
        raise PayloadTooLarge()
    return content


def parse_traces(body: bytes, media_type: str) -> ExportTraceServiceRequest:
    """The request; NotTraces."""
    request = ExportTraceServiceRequest()
    try:
        if media_type == JSON:
            ParseDict(_with_base64(_object(body)), request, ignore_unknown_fields=True)
        else:
            request.ParseFromString(body)
    except (DecodeError, ParseError, ValueError, RecursionError, TypeError, AttributeError) as error:
        raise NotTraces from error
    return request


def rows_of(request: ExportTraceServiceRequest) -> tuple[list[dict[str, Any]], int]:
    """Rows to store, at most MOST_SPANS, and how many spans are none: without ids, of no time, one too many."""
    rows: list[dict[str, Any]] = []
    refused = 0
    for service, span in _spans(request):
        row = _row(service, span) if len(rows) < MOST_SPANS else None
        if row is None:
            refused += 1
        else:
            rows.append(row)
    return rows, refused


def _spans(request: ExportTraceServiceRequest) -> Iterator[tuple[str, Span]]:
    for resource in request.resource_spans:
        attributes = _attributes(resource.resource.attributes)
        service = _text(attributes.get("service.name") or "unknown", 100)
        for scope in resource.scope_spans:
            for span in scope.spans:
                yield service, span


def _row(service: str, span: Span) -> dict[str, Any] | None:
    if len(span.trace_id) != 16 or len(span.span_id) != 8 or not 0 < span.start_time_unix_nano < LATEST_NS:
        return None
    parent = span.parent_span_id.hex() if len(span.parent_span_id) == 8 else None
    attributes = _attributes(span.attributes)
    error = span.status.message or str(attributes.get("error.type") or "error")
    request_id = attributes.get("suite.request_id")
    return {
        "trace_id": span.trace_id.hex(),
        "span_id": span.span_id.hex(),
        "parent_id": parent,
        "outermost": parent is None or span.kind == SERVER,
        "service": service,
        "name": _text(span.name, LONGEST_NAME),
        "kind": int(span.kind),
        "started_ns": span.start_time_unix_nano,
        "duration_ns": min(max(0, span.end_time_unix_nano - span.start_time_unix_nano), LATEST_NS),
        "error": _text(error, LONGEST_NAME) if span.status.code == FAILED else None,
        "request_id": None if request_id is None else _text(request_id, LONGEST_NAME),
        "attributes": attributes,
        "links": [
            {"traceId": link.trace_id.hex(), "spanId": link.span_id.hex()} for link in list(span.links)[:MOST_LINKS]
        ],
    }


def _attributes(pairs: Iterable[KeyValue]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for pair in pairs:
        if len(found) >= MOST_ATTRIBUTES:
            break
        found[_text(pair.key, LONGEST_NAME)] = _value(pair.value)
    return found


def _value(value: AnyValue) -> Any:
    kind = value.WhichOneof("value")
    if kind in ("bool_value", "int_value"):
        return getattr(value, kind)
    if kind is None:
        return None
    return _text(getattr(value, kind), LONGEST_VALUE)


def _text(value: object, longest: int) -> str:
    return storable_text(str(value)[:longest])


def _object(body: bytes) -> dict[str, Any]:
    content = json.loads(body)
    if not isinstance(content, dict):
        raise NotTraces
    return content


def _with_base64(value: Any) -> Any:
    """OTLP's JSON has ids in hexadecimal, protobuf's JSON in base64."""
    if isinstance(value, Mapping):
        return {
            name: base64.b64encode(bytes.fromhex(entry)).decode() if name in _IDS else _with_base64(entry)
            for name, entry in value.items()
        }
    if isinstance(value, list):
        return [_with_base64(entry) for entry in value]
    return value
