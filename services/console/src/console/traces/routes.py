"""/v1/traces for services that export, /api/v1/traces for people who look."""

import hmac

from flask import Blueprint
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

from console.settings import Settings
from console.traces.otlp import JSON, MOST_BYTES, PROTOBUF, parse_traces, rows_of, unpacked
from console.traces.queries import select_trace, select_traces
from console.traces.schemas import SLOWEST, TraceExportSchema, TraceSchema, TracesQuery, TracesSchema
from console.traces.store import TraceStore
from suite.errors import NotFound, Unauthorized, UnsupportedMediaType
from suite.http import ADMIN, PUBLIC, Call, Reply, Service, data_reply, endpoint
from suite.http.bodies import read_body
from suite.metrics.families import ServiceMetrics
from suite.metrics.routes import is_private

INTAKE = "/v1/traces"
MOST_SPANS_SHOWN = 2_000


class TraceNotFound(NotFound):
    """No such trace; they are kept for a day"""


def intake_blueprint(store: TraceStore, metrics: ServiceMetrics) -> Blueprint:
    """The route of OTLP over HTTP."""
    intake = Blueprint("intake", __name__)
    counted = metrics.counter("console_spans", "Spans that services sent, by what became of them", "result")

    @intake.post(INTAKE)
    @endpoint(
        PUBLIC,
        "Spans of services, OTLP over HTTP",
        description="From private addresses, elsewhere with the bearer CONSOLE_INGEST_TOKEN. Protobuf or JSON.",
        token="pushed",
        reads={PROTOBUF: {"type": "string", "format": "binary"}, JSON: {"type": "object"}},
        replies={
            200: ("Taken; answered in the form of the request", TraceExportSchema()),
            400: "No ExportTraceServiceRequest",
            401: "Not the token",
            413: f"More than {MOST_BYTES} bytes",
            415: "Neither protobuf nor JSON",
            503: "No room",
        },
    )
    def take_spans(call: Call[Service[Settings]]) -> Reply:
        require_exporter(call)
        media_type = (call.environ.get("CONTENT_TYPE") or "").partition(";")[0].strip().lower()
        if media_type not in (PROTOBUF, JSON):
            raise UnsupportedMediaType()
        body = unpacked(read_body(call.environ, MOST_BYTES), call.header("Content-Encoding") or "")
        rows, refused = rows_of(parse_traces(body, media_type))
        if rows:
            store.add(rows)
        counted.labels(metrics.service, "stored").inc(len(rows))
        counted.labels(metrics.service, "refused").inc(refused)
        return _export_reply(media_type, refused)

    return intake


def require_exporter(call: Call[Service[Settings]]) -> None:
    """Unauthorized unless the caller is of a private network or knows the token."""
    if is_private(call.client):
        return
    token = call.service.settings.ingest_token
    given = (call.header("Authorization") or "").removeprefix("Bearer ")
    if token is None or not hmac.compare_digest(given.encode(), token.reveal().encode()):
        raise Unauthorized()


def _export_reply(media_type: str, refused: int) -> Reply:
    if media_type == JSON:
        body = b'{"partialSuccess":{"rejectedSpans":"%d"}}' % refused if refused else b"{}"
        return Reply(body, content_type=JSON)
    response = ExportTraceServiceResponse()
    if refused:
        response.partial_success.rejected_spans = refused
    return Reply(response.SerializeToString(), content_type=PROTOBUF)


traces = Blueprint("traces", __name__)


@traces.get("")
@endpoint(ADMIN, "Newest or slowest traces", query=TracesQuery(), replies={200: ("Traces", TracesSchema())})
def list_traces(call: Call) -> Reply:
    query = call.query
    wanted = {
        "service": query.get("service"),
        "request_id": query.get("request_id"),
        "text": query.get("text"),
        "failed": query["state"] == "failed",
        "slowest": query["order"] == SLOWEST,
        "limit": query["limit"],
    }
    with call.read() as connection:
        return data_reply(select_traces(connection, wanted))


@traces.get("/<trace_id>")
@endpoint(
    ADMIN,
    "The spans of a trace",
    replies={200: (f"At most the first {MOST_SPANS_SHOWN}", TraceSchema()), 404: "No such trace"},
)
def show_trace(call: Call, trace_id: str) -> Reply:
    with call.read() as connection:
        found = select_trace(connection, trace_id, MOST_SPANS_SHOWN)
    if found is None:
        raise TraceNotFound
    return data_reply(found)
