"""Traces: taken over OTLP as protobuf or JSON, bounded in every direction, found again by request and by trace."""

import gzip
import json
from collections.abc import Callable
from time import time_ns
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from console.traces.otlp import JSON, LONGEST_VALUE, MOST_ATTRIBUTES, MOST_BYTES, MOST_SPANS, PROTOBUF
from console.traces.queries import SLOTS, claim_slot, insert_spans
from console.traces.store import KEPT_PERIODS, TracesFull, TraceStore
from suite.http import Service
from suite_testing.databases import TestDatabase

TRACE, ROOT, CHILD = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", "00f067aa0ba902b7"


def otlp_span(span_id: str = ROOT, parent: str = "", *, trace_id: str = TRACE, **more: Any) -> dict[str, Any]:
    started = more.pop("started", time_ns())
    return {
        "traceId": trace_id,
        "spanId": span_id,
        "parentSpanId": parent,
        "name": "GET /api/items",
        "kind": 2,
        "startTimeUnixNano": str(started),
        "endTimeUnixNano": str(started + more.pop("ms", 5) * 1_000_000),
        **more,
    }


def otlp_request(*spans: dict[str, Any], service: str = "workspace-api") -> dict[str, Any]:
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": service}}]}
    return {"resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": list(spans)}]}]}


def send(service: Service, *spans: dict[str, Any], status: int = 200, **options: Any) -> Any:
    reply = service.test_client().post("/v1/traces", json=otlp_request(*spans), **options)
    assert reply.status_code == status, reply.text
    return reply


def listed(service: Service, /, **query: Any) -> list[dict[str, Any]]:
    reply = service.test_client().get("/api/v1/traces", query_string=query)
    assert reply.status_code == 200, reply.text
    found: list[dict[str, Any]] = reply.get_json()["data"]
    return found


@pytest.fixture(autouse=True)
def empty(database: TestDatabase) -> None:
    with database.connect(schema="console") as admin, admin.cursor() as cursor:
        cursor.execute("TRUNCATE trace_spans, trace_slots")


def test_spans_are_shown_in_their_order_with_times_from_the_first(service: Service) -> None:
    begun = time_ns()
    child = otlp_span(CHILD, ROOT, started=begun + 2_000_000, ms=1, kind=3, name="select_items")
    send(service, child, otlp_span(started=begun))
    data = service.test_client().get(f"/api/v1/traces/{TRACE}").get_json()["data"]
    assert [(span["spanId"], span["parentId"], span["startMs"], span["durationMs"]) for span in data] == [
        (ROOT, None, 0, 5),
        (CHILD, ROOT, 2, 1),
    ]
    [summary] = listed(service)
    assert (summary["name"], summary["spans"], summary["services"]) == ("GET /api/items", 2, ["workspace-api"])


def test_protobuf_is_taken_and_answered_in_kind(service: Service) -> None:
    request = ExportTraceServiceRequest()
    span = request.resource_spans.add().scope_spans.add().spans.add()
    span.trace_id, span.span_id, span.name = bytes.fromhex(TRACE), bytes.fromhex(ROOT), "work"
    span.start_time_unix_nano = span.end_time_unix_nano = time_ns()
    request.resource_spans[0].scope_spans[0].spans.add(name="without ids")
    reply = service.test_client().post("/v1/traces", data=request.SerializeToString(), content_type=PROTOBUF)
    assert (reply.status_code, reply.content_type) == (200, PROTOBUF)
    assert ExportTraceServiceResponse.FromString(reply.data).partial_success.rejected_spans == 1
    assert [trace["service"] for trace in listed(service)] == ["unknown"]


def test_the_same_span_twice_is_stored_once(service: Service) -> None:
    for _ in range(2):
        send(service, otlp_span())
    assert listed(service)[0]["spans"] == 1


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 2),
        ({"request_id": "r-1"}, 1),
        ({"request_id": "r-2"}, 0),
        ({"state": "failed"}, 1),
        ({"service": "blog-api"}, 0),
        ({"text": "API/ITEMS"}, 2),
        ({"text": "%"}, 0),
        ({"limit": "1"}, 1),
    ],
)
def test_traces_are_found(service: Service, query: dict[str, str], count: int) -> None:
    named = [{"key": "suite.request_id", "value": {"stringValue": "r-1"}}]
    failed = {"status": {"code": 2, "message": "500"}}
    send(service, otlp_span(attributes=named), otlp_span(trace_id="1" * 32, **failed))
    assert len(listed(service, **query)) == count


def test_work_that_went_on_after_its_failed_step_is_among_what_failed(service: Service) -> None:
    failed = {"status": {"code": 2, "message": "ConnectionError"}}
    send(service, otlp_span(), otlp_span("b" * 16, ROOT, **failed), otlp_span(trace_id="1" * 32))
    [found] = listed(service, state="failed")
    assert (found["traceId"], found["error"]) == (TRACE, "ConnectionError")


def test_the_slowest_come_first_when_asked_for(service: Service) -> None:
    send(service, otlp_span(ms=50), otlp_span(trace_id="1" * 32, ms=1, started=time_ns() + 1_000_000_000))
    assert [trace["durationMs"] for trace in listed(service)] == [1, 50]
    assert [trace["durationMs"] for trace in listed(service, order="slowest")] == [50, 1]


def test_a_trace_nobody_knows_is_not_found(service: Service) -> None:
    assert service.test_client().get("/api/v1/traces/" + "9" * 32).status_code == 404


def test_long_names_values_and_many_attributes_are_cut(service: Service) -> None:
    attributes = [{"key": f"k{number}", "value": {"stringValue": "x\u0000" * 5_000}} for number in range(100)]
    send(service, otlp_span(name="n" * 1_000, attributes=attributes))
    [span] = service.test_client().get(f"/api/v1/traces/{TRACE}").get_json()["data"]
    assert len(span["name"]) == 200
    assert len(span["attributes"]) == MOST_ATTRIBUTES
    assert {len(value) for value in span["attributes"].values()} == {LONGEST_VALUE}


@pytest.mark.parametrize(
    "span",
    [
        otlp_span(trace_id=""),
        otlp_span(span_id="ab"),
        otlp_span(startTimeUnixNano="0"),
        otlp_span(startTimeUnixNano=str(2**64 - 1)),
    ],
)
def test_a_span_that_cannot_be_one_is_refused_and_counted(service: Service, span: dict[str, Any]) -> None:
    reply = send(service, span, otlp_span(CHILD))
    assert reply.get_json() == {"partialSuccess": {"rejectedSpans": "1"}}
    text = service.test_client().get("/metrics").text
    assert 'console_spans_total{result="refused",service="console"} 1.0' in text
    assert 'console_spans_total{result="stored",service="console"} 1.0' in text


def test_a_span_that_ends_before_it_begins_lasts_no_time(service: Service) -> None:
    send(service, otlp_span(endTimeUnixNano="1"))
    assert listed(service)[0]["durationMs"] == 0


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"{", JSON),
        (b"[]", JSON),
        (b'{"resourceSpans": 7}', JSON),
        (json.dumps(otlp_request(otlp_span(trace_id="zz"))).encode(), JSON),
        (b'{"a":' + b"[" * 100_000, JSON),
        (b"\xff\xff\xff", PROTOBUF),
    ],
)
def test_what_is_no_export_is_refused(service: Service, body: bytes, media_type: str) -> None:
    reply = service.test_client().post("/v1/traces", data=body, content_type=media_type)
    assert reply.status_code == 400


def test_another_media_type_is_refused(service: Service) -> None:
    assert service.test_client().post("/v1/traces", data=b"x", content_type="text/plain").status_code == 415


def test_gzip_is_read_up_to_the_bound_of_a_body(service: Service) -> None:
    client = service.test_client()

    def post(content: bytes) -> int:
        packed = gzip.compress(content)
        headers = {"Content-Encoding": "gzip", "Content-Type": JSON}
        return client.post("/v1/traces", data=packed, headers=headers).status_code

    assert post(json.dumps(otlp_request(otlp_span())).encode()) == 200
    assert post(b" " * (MOST_BYTES + 1)) == 413
    assert (
        client.post("/v1/traces", data=b"x", headers={"Content-Encoding": "gzip"}, content_type=JSON).status_code == 400
    )
    assert client.post("/v1/traces", data=b" " * (MOST_BYTES + 1), content_type=JSON).status_code == 413


def test_more_spans_than_a_batch_may_hold_are_refused(service: Service) -> None:
    spans = [otlp_span(f"{number:016x}") for number in range(1, MOST_SPANS + 11)]
    assert send(service, *spans).get_json() == {"partialSuccess": {"rejectedSpans": "10"}}


@pytest.mark.parametrize(
    ("address", "token", "status"),
    [
        ("127.0.0.1", None, 200),
        ("10.1.2.3", None, 200),
        ("8.8.8.8", None, 401),
        ("8.8.8.8", "wrong", 401),
        ("8.8.8.8", "t" * 40, 200),
    ],
)
def test_strangers_need_the_token(
    make_service: Callable[..., Service], address: str, token: str | None, status: int
) -> None:
    guarded = make_service(CONSOLE_INGEST_TOKEN="t" * 40)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    send(guarded, otlp_span(), status=status, headers=headers, environ_overrides={"REMOTE_ADDR": address})


def test_the_gateways_prefix_leads_to_no_intake(service: Service) -> None:
    assert service.test_client().post("/console/v1/traces", json={}).status_code == 404


def store_at(service: Service, period: int, trace_id: str) -> None:
    row = {
        "trace_id": trace_id, "span_id": ROOT, "parent_id": None, "outermost": True, "service": "s", "name": "n",
        "kind": 2, "started_ns": 1, "duration_ns": 1, "error": None, "request_id": None, "attributes": {}, "links": [],
    }  # fmt: skip
    with service.database.transaction() as connection:
        claim_slot(connection, period)
        insert_spans(connection, period, [row])


def periods(database: TestDatabase) -> list[int]:
    with database.connect(schema="console") as admin, admin.cursor() as cursor:
        cursor.execute("SELECT period FROM trace_slots ORDER BY period")
        return [period for (period,) in cursor.fetchall()]


def test_what_is_a_day_old_is_forgotten(service: Service, database: TestDatabase) -> None:
    now = time_ns() // 1_800_000_000_000
    store_at(service, now - KEPT_PERIODS - 1, "1" * 32)
    store_at(service, now - KEPT_PERIODS + 2, "2" * 32)
    TraceStore(service.database, 2**40).tidy()
    assert periods(database) == [now - KEPT_PERIODS + 2]
    assert [trace["traceId"] for trace in listed(service)] == ["2" * 32]


def test_a_place_of_the_ring_is_emptied_before_it_is_used_again(service: Service) -> None:
    now = time_ns() // 1_800_000_000_000
    store_at(service, now - SLOTS, "1" * 32)
    store_at(service, now, "2" * 32)
    assert [trace["traceId"] for trace in listed(service)] == ["2" * 32]


def test_the_oldest_leave_when_all_take_too_much(service: Service, database: TestDatabase) -> None:
    now = time_ns() // 1_800_000_000_000
    for back in (3, 2, 0):
        store_at(service, now - back, str(back + 1) * 32)
    TraceStore(service.database, 1).tidy()
    assert periods(database) == [now]


def test_a_full_store_refuses_until_there_is_room(service: Service) -> None:
    store = TraceStore(service.database, 1)
    with pytest.raises(TracesFull):
        store.add([])
