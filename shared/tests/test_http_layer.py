"""What every request gets, whatever answers it: one line, one count, an id, the headers of browsers."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from flask import Blueprint
from flask.testing import FlaskClient

from suite.errors import AppError, Conflict, Unavailable
from suite.http import PUBLIC, READER, Call, Reply, Service, endpoint, json_reply, layer
from suite.http.event_streams import stream_reply
from suite.http.security import security_headers
from suite.http.service import UndeclaredView
from suite.logs import AccessLog, Output
from suite_testing.sample import sample_service

ORIGIN = "http://localhost:3103"


class StorageFull(AppError):
    """No room"""


def routes() -> Blueprint:
    """One route for each way a request can end."""
    blueprint = Blueprint("trial", __name__)

    @blueprint.get("/things/<thing_id>")
    @endpoint(READER, "A thing", replies={200: "It"})
    def show(call: Call, thing_id: str) -> Reply:
        return json_reply({"id": thing_id, "request": call.request_id})

    @blueprint.get("/stream")
    @endpoint(PUBLIC, "Pieces", replies={200: "They"})
    def stream(call: Call) -> Reply:
        return Reply((piece for piece in (b"one ", b"two ", b"three")), content_type="text/plain")

    @blueprint.get("/events")
    @endpoint(PUBLIC, "Events as they come", replies={200: "They"})
    def send_events(call: Call) -> Reply:
        return stream_reply(call, (piece for piece in (b"data: 1\n\n", b"data: 2\n\n")))

    @blueprint.get("/broken-stream")
    @endpoint(PUBLIC, "Pieces until it breaks", replies={200: "Some"})
    def break_stream(call: Call) -> Reply:
        def pieces() -> Iterator[bytes]:
            yield b"one "
            raise LookupError("half way")

        return Reply(pieces(), content_type="text/plain")

    @blueprint.post("/conflict")
    @endpoint(PUBLIC, "A refusal", replies={409: "Always"})
    def refuse(call: Call) -> Reply:
        raise Conflict("No", headers={"X-Why": "because"})

    @blueprint.get("/crash")
    @endpoint(PUBLIC, "A mistake", replies={500: "Always"})
    def crash(call: Call) -> Reply:
        raise LookupError("a secret path /etc/passwd")

    @blueprint.get("/full")
    @endpoint(PUBLIC, "A failure with words of its own", replies={500: "Always"})
    def fail(call: Call) -> Reply:
        raise StorageFull

    @blueprint.get("/away")
    @endpoint(PUBLIC, "A peer that is away", replies={503: "Always"})
    def leave(call: Call) -> Reply:
        raise Unavailable

    @blueprint.get("/killed")
    @endpoint(PUBLIC, "A worker that is stopped", replies={200: "Never"})
    def stop(call: Call) -> Reply:
        raise SystemExit

    return blueprint


@pytest.fixture
def service() -> Service:
    return sample_service(routes())


@pytest.fixture
def lines(service: Service, monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Where the service's access log goes."""
    stream = io.StringIO()
    log = AccessLog("sample-api", Output(logging.DEBUG, stream=stream))
    monkeypatch.setattr(service.wsgi_app, "_access_log", log)
    return stream


@pytest.fixture
def client(service: Service, lines: io.StringIO) -> FlaskClient:
    return service.test_client()


def counts(service: Service) -> dict[tuple[str, str, str], float]:
    """Requests by method, route and status."""
    return {
        (sample.labels["method"], sample.labels["route"], sample.labels["status_code"]): sample.value
        for family in service.metrics.registry.collect()
        for sample in family.samples
        if sample.name == "tradingsystem_http_requests_total"
    }


def in_progress(service: Service) -> float:
    value = service.metrics.registry.get_sample_value(
        "tradingsystem_http_requests_in_progress", {"service": "sample-api"}
    )
    assert value is not None
    return value


def written(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("method", "path", "route", "status", "level"),
    [
        ("GET", "/things/7", "/things/:id", 200, "info"),
        ("HEAD", "/things/7", "/things/:id", 200, "info"),
        ("GET", "/things/7/", "/things/:id", 200, "info"),
        ("GET", "/stream", "/stream", 200, "info"),
        ("HEAD", "/stream", "/stream", 200, "info"),
        ("POST", "/conflict", "/conflict", 409, "warning"),
        ("GET", "/crash", "/crash", 500, "error"),
        ("GET", "/nowhere/8?token=secret", "unmatched", 404, "warning"),
        ("DELETE", "/things/7", "unmatched", 405, "warning"),
        ("OPTIONS", "/things/7", "preflight", 204, "info"),
        ("GET", "/healthz", "/healthz", 200, "debug"),
    ],
)
def test_every_request_is_one_line_and_one_count(
    client: FlaskClient,
    service: Service,
    lines: io.StringIO,
    method: str,
    path: str,
    route: str,
    status: int,
    level: str,
) -> None:
    with client.open(path, method=method) as reply:
        assert reply.status_code == status
    (line,) = written(lines)
    told = (line["method"], line["route"], line["status"], line["level"])
    assert told == (method, route, status, level)
    assert line["request_id"] == reply.headers["X-Request-ID"]
    assert "secret" not in lines.getvalue()
    assert counts(service) == {(method, route, str(status)): 1}
    assert in_progress(service) == 0


def test_an_unknown_method_is_counted_as_other(client: FlaskClient, service: Service) -> None:
    client.open("/things/7", method="BREW")
    assert list(counts(service)) == [("OTHER", "unmatched", "405")]


def test_a_stream_is_reported_when_it_has_ended(client: FlaskClient, service: Service, lines: io.StringIO) -> None:
    with client.get("/stream", buffered=False) as reply:
        pieces = iter(reply.response)
        assert next(pieces)
        assert written(lines) == []
        assert in_progress(service) == 1
    assert [line["status"] for line in written(lines)] == [200]
    assert in_progress(service) == 0


def test_how_long_somebody_listens_to_events_is_no_duration_of_a_request(
    client: FlaskClient, service: Service, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A board left open for half an hour was the slowest request of its service and its 95th percentile."""
    clock = [0.0]
    monkeypatch.setattr(layer, "perf_counter", lambda: clock[0])
    with client.get("/events", buffered=False) as reply:
        assert next(iter(reply.response)) == b"data: 1\n\n"
        clock[0] = 1_800.0
    [line] = written(lines)
    assert line["duration_ms"] == 1_800_000
    labels = {"service": "sample-api", "method": "GET", "route": "/events", "status_code": "200"}
    assert service.metrics.registry.get_sample_value("tradingsystem_http_request_duration_seconds_sum", labels) == 0


def test_a_stream_that_breaks_is_reported_too(client: FlaskClient, service: Service, lines: io.StringIO) -> None:
    reply = client.get("/broken-stream", buffered=False)
    with pytest.raises(LookupError):
        b"".join(reply.response)
    reply.close()
    assert len(written(lines)) == 1
    assert in_progress(service) == 0


def test_a_worker_that_is_stopped_leaves_nothing_in_progress(client: FlaskClient, service: Service) -> None:
    with pytest.raises(SystemExit):
        client.get("/killed")
    assert in_progress(service) == 0


def test_a_mistake_tells_nothing_about_itself(client: FlaskClient) -> None:
    reply = client.get("/crash")
    assert reply.get_json() == {
        "success": False,
        "error": "Internal server error",
        "code": "INTERNAL",
        "request_id": reply.headers["X-Request-ID"],
    }


def test_a_refusal_brings_its_own_headers(client: FlaskClient) -> None:
    reply = client.post("/conflict")
    assert reply.headers["X-Why"] == "because"
    assert reply.get_json()["error"] == "No"


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/things/7"), ("POST", "/conflict"), ("GET", "/crash"), ("GET", "/nowhere"), ("GET", "/stream")],
)
def test_ids_cors_and_security_are_on_every_reply(client: FlaskClient, method: str, path: str) -> None:
    headers = {"X-Request-ID": "mine-1", "Origin": ORIGIN}
    with client.open(path, method=method, headers=headers) as reply:
        assert reply.headers["X-Request-ID"] == "mine-1"
        assert reply.headers["Access-Control-Allow-Origin"] == ORIGIN
        assert set(security_headers(https=False)) <= set(reply.headers.items())
        assert "Strict-Transport-Security" not in reply.headers
        assert "Server" not in reply.headers


def test_https_is_made_to_last(client: FlaskClient) -> None:
    reply = client.get("/things/7", base_url="https://localhost")
    assert reply.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_an_id_that_cannot_be_logged_is_replaced(client: FlaskClient) -> None:
    reply = client.get("/things/7", headers={"X-Request-ID": "a b"})
    assert UUID(reply.headers["X-Request-ID"])
    assert reply.get_json()["request"] == reply.headers["X-Request-ID"]


def test_a_page_keeps_its_own_policy(client: FlaskClient) -> None:
    reply = client.get("/docs")
    (policy,) = reply.headers.getlist("Content-Security-Policy")
    assert "style-src" in policy
    assert reply.headers.getlist("X-Frame-Options") == ["DENY"]


def test_a_page_may_be_framed_by_listed_hosts_only() -> None:
    client = sample_service(FRAME_ANCESTORS="https://a.example,https://b.example").test_client()
    reply = client.get("/docs")
    assert "frame-ancestors https://a.example https://b.example" in reply.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in reply.headers
    assert client.get("/healthz").headers["X-Frame-Options"] == "DENY"


def test_replies_to_a_user_are_not_stored(client: FlaskClient) -> None:
    assert client.get("/things/7").headers["Cache-Control"] == "no-store"
    with client.get("/stream") as reply:
        assert "Cache-Control" not in reply.headers


def test_a_view_that_nobody_guards_is_refused_when_it_is_registered() -> None:
    blueprint = Blueprint("open", __name__)
    blueprint.get("/open")(lambda: Reply(b"{}"))
    with pytest.raises(UndeclaredView, match="/open"):
        sample_service(blueprint)
    with pytest.raises(UndeclaredView, match="/door"):
        sample_service().add_url_rule("/door", "door", lambda: Reply(b"{}"))
    with pytest.raises(UndeclaredView, match="/later"):
        sample_service().add_url_rule("/later", "later")


@pytest.mark.parametrize(
    ("path", "cause"), [("/full", "StorageFull"), ("/away", "Unavailable"), ("/crash", "LookupError")]
)
def test_every_failure_of_ours_is_logged_with_its_stack(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, path: str, cause: str
) -> None:
    reply = client.get(path)
    [record] = [record for record in caplog.records if record.exc_info]
    assert reply.status_code >= 500
    assert (record.error, record.exc_info[0].__name__) == (cause, cause)  # type: ignore[attr-defined, index, union-attr]


def test_a_refusal_is_no_failure(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    assert client.post("/conflict").status_code == 409
    assert not caplog.records
