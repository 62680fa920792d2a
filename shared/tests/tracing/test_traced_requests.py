"""What a collector is told of requests, statements, requests to others; what a log line says of them."""

import json
import logging
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from flask import Blueprint

from suite.http import PUBLIC, Call, Reply, Service, endpoint, json_reply
from suite.logs.formatters import JsonFormatter
from suite.logs.redaction import Redactor
from suite.outbound import AddressGuard, GuardedSession
from suite.tracing import trace
from suite.tracing.outbound import traced_session
from suite_ops.processes.patience import wait_until
from suite_testing.collector import Collector, running_collector
from suite_testing.databases import TestCluster
from suite_testing.local_server import LocalServer, QuietHandler
from suite_testing.sample import sample_service

PATIENCE_SECONDS = 60.0
OTEL = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_TRACES_SAMPLER", "OTEL_TRACES_SAMPLER_ARG")


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    with running_collector() as found:
        for name in OTEL:
            monkeypatch.setenv(name, "")
            monkeypatch.delenv(name)
        yield found


def routes() -> Blueprint:
    blueprint = Blueprint("things", __name__)

    @blueprint.get("/things/<name>")
    @endpoint(PUBLIC, "A thing", replies={200: "It"})
    def show_thing(call: Call, name: str) -> Reply:
        if name == "broken":
            raise RuntimeError("broken")
        with call.read() as connection:
            return json_reply({"number": select_number(connection)})

    return blueprint


def select_number(connection: Any) -> int:
    return int(connection.value("SELECT %(number)s::int", {"number": 41_234}))


@pytest.fixture
def service(collector: Collector, test_cluster: TestCluster) -> Iterator[Service]:
    database = test_cluster.clone("workspace-api", "workspace")
    found = sample_service(
        routes(), OTEL_EXPORTER_OTLP_ENDPOINT=collector.url, SAMPLE_DATABASE_URL=database.dsn("app_workspace")
    )
    yield found
    found.tracing.stop(PATIENCE_SECONDS)
    found.database.close()


def test_a_request_and_its_statement_are_one_trace_without_values(service: Service, collector: Collector) -> None:
    reply = service.test_client().get("/things/secret-name?token=secret", headers={"X-Request-ID": "r-1"})
    assert reply.status_code == 200
    assert service.tracing.stop(PATIENCE_SECONDS)
    [statement] = collector.named("select_number")
    [request] = collector.named("GET /things/:name")
    assert (statement.trace_id, statement.parent, request.parent) == (request.trace_id, request.span_id, "")
    assert request.attributes["suite.request_id"] == "r-1"
    assert request.attributes["http.response.status_code"] == 200
    assert request.service == "sample-api"
    assert statement.attributes["db.query.text"] == "SELECT %(number)s::int"
    assert statement.attributes["db.response.returned_rows"] == 1
    assert "secret" not in repr(collector.spans)
    assert "41234" not in repr(collector.spans)


def test_a_request_goes_on_with_the_trace_of_its_caller(service: Service, collector: Collector) -> None:
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    service.test_client().get("/things/a", headers={"traceparent": parent})
    service.tracing.stop(PATIENCE_SECONDS)
    [request] = collector.named("GET /things/:name")
    assert (request.trace_id, request.parent) == ("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331")


def test_what_its_caller_did_not_sample_is_exported_only_when_it_fails(service: Service, collector: Collector) -> None:
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"
    for name in ("fine", "broken"):
        service.test_client().get(f"/things/{name}", headers={"traceparent": parent})
    service.tracing.stop(PATIENCE_SECONDS)
    assert [(span.name, span.error) for span in collector.spans] == [("GET /things/:name", "500")]


def test_health_is_no_trace(service: Service, collector: Collector) -> None:
    service.test_client().get("/healthz")
    service.tracing.stop(PATIENCE_SECONDS)
    assert collector.spans == []


def test_spans_are_counted_by_what_became_of_them(service: Service) -> None:
    client = service.test_client()
    client.get("/things/a")
    assert wait_until(
        lambda: 'trace_spans_total{result="sent",service="sample-api"} 2.0' in client.get("/metrics").text,
        PATIENCE_SECONDS,
    )


def test_a_collector_that_is_gone_harms_no_request(
    monkeypatch: pytest.MonkeyPatch, test_cluster: TestCluster, collector: Collector
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "1")
    database = test_cluster.clone("workspace-api", "workspace")
    gone = sample_service(
        routes(), OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:9", SAMPLE_DATABASE_URL=database.dsn("app_workspace")
    )
    with closing(gone.database):
        client = gone.test_client()
        assert [client.get("/things/a").status_code for _ in range(50)] == [200] * 50
        gone.tracing.stop(PATIENCE_SECONDS)
        assert 'trace_spans_total{result="failed",service="sample-api"} 100.0' in client.get("/metrics").text
    assert collector.spans == []


def test_a_request_to_another_service_carries_the_span(service: Service, collector: Collector) -> None:
    seen: list[str | None] = []

    class Handler(QuietHandler):
        def do_GET(self) -> None:
            seen.append(self.headers.get("traceparent"))
            self.reply(204)

    with LocalServer(Handler) as server, traced_session() as session:
        with trace("work") as work:
            session.get(f"{server.url}/path?token=secret", timeout=PATIENCE_SECONDS)
        session.get(server.url, timeout=PATIENCE_SECONDS)
    service.tracing.stop(PATIENCE_SECONDS)
    [sent] = collector.named("GET")
    assert work is not None
    assert (sent.parent, sent.attributes["server.address"]) == (f"{work.id:016x}", "127.0.0.1")
    assert seen == [f"00-{work.trace.id:032x}-{sent.span_id}-01", None]
    assert "secret" not in repr(collector.spans)


def test_a_request_to_a_stranger_is_a_span_and_carries_none(service: Service, collector: Collector) -> None:
    seen: list[str | None] = []

    class Handler(QuietHandler):
        def do_GET(self) -> None:
            seen.append(self.headers.get("traceparent"))
            self.reply(204)

    guard = AddressGuard(["127.0.0.1"])
    with LocalServer(Handler) as server, GuardedSession(guard, user_agent="tests") as session, trace("work"):
        session.get(server.url, timeout=PATIENCE_SECONDS)
    service.tracing.stop(PATIENCE_SECONDS)

    assert collector.named("GET")
    assert seen == [None]


def test_lines_of_a_traced_request_name_its_trace(service: Service) -> None:
    formatter = JsonFormatter("sample-api", Redactor())
    record = logging.LogRecord("x", logging.INFO, "x.py", 1, "moved", (), None)
    with trace("work") as work:
        line = json.loads(formatter.format(record))
    assert work is not None
    assert (line["trace_id"], line["span_id"]) == (f"{work.trace.id:032x}", f"{work.id:016x}")
    assert "trace_id" not in json.loads(formatter.format(record))


def test_a_slow_statement_is_told_with_its_function_and_route(
    test_cluster: TestCluster, caplog: pytest.LogCaptureFixture
) -> None:
    database = test_cluster.clone("workspace-api", "workspace")
    slow = sample_service(routes(), SAMPLE_DATABASE_URL=database.dsn("app_workspace"), DB_SLOW_QUERY_MS="1")
    with closing(slow.database), caplog.at_level(logging.WARNING):
        slow.database._slow_seconds = 0.0
        client = slow.test_client()
        assert client.get("/things/a").status_code == 200
        [line] = [found for found in caplog.records if found.message == "slow query"]
        told = vars(line)
        assert (told["query"], told["operation"], told["route"]) == ("select_number", "select", "/things/:name")
        assert told["duration_ms"] >= 0
        assert "41234" not in repr(told)
        text = client.get("/metrics").text
    assert 'db_slow_queries_total{service="sample-api"} 1.0' in text
    assert 'db_query_duration_seconds_count{operation="select",query="select_number",service="sample-api"} 1.0' in text
