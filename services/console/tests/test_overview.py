"""How services are: asked by one process, judged by what they answer, kept for an hour."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import monotonic

import pytest
import requests

from console.overview import sample
from console.overview.queries import delete_old_samples, insert_samples
from console.overview.sample import DEGRADED, DOWN, MOST_BYTES, READY, Sample, ask_service
from console.overview.watch import Watch
from console.traces.store import TraceStore
from console.watched import Watched, watched_services
from suite.http import Service
from suite_ops.processes.patience import wait_until
from suite_testing.local_server import LocalServer, QuietHandler

PATIENCE_SECONDS = 120.0
READY_BODY = json.dumps({"status": "ready", "checks": {"database": "ok"}}).encode()
FIGURES = {"requests_per_second": 2.5, "error_rate_percent": 0.0, "response_time_p50_ms": 3.0, "workers": 2}


@contextmanager
def answering(answers: dict[str, tuple[int, bytes]]) -> Iterator[tuple[Watched, list[str]]]:
    """A service that answers so, and the paths it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            status, body = answers.get(self.path, (404, b"{}"))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    port = server.server_address[1]
    try:
        yield Watched("some-api", port, f"http://127.0.0.1:{port}", (), ()), asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def sample_of(answers: dict[str, tuple[int, bytes]]) -> Sample:
    with answering(answers) as (watched, _), requests.Session() as session:
        return ask_service(session, watched)


def test_a_ready_service_is_shown_with_its_figures() -> None:
    sample = sample_of({"/readyz": (200, READY_BODY), "/metrics.json": (200, json.dumps(FIGURES).encode())})
    assert (sample.state, sample.reason, sample.checks) == (READY, None, {"database": "ok"})
    assert (sample.requests_per_second, sample.p50_ms, sample.workers) == (2.5, 3.0, 2)


def test_a_service_that_misses_something_says_what() -> None:
    body = json.dumps({"status": "degraded", "checks": {"database": "ok", "bus": "fail"}}).encode()
    sample = sample_of({"/readyz": (200, body)})
    assert (sample.state, sample.reason) == (DEGRADED, "bus: fail")


def test_a_service_that_is_not_ready_is_down_with_the_check_that_failed() -> None:
    body = json.dumps({"status": "not_ready", "checks": {"database": "fail"}}).encode()
    sample = sample_of({"/readyz": (503, body)})
    assert (sample.state, sample.reason) == (DOWN, "database: fail")


@pytest.mark.parametrize("body", [b"", b"[]", b"<html>", b"{" + b" " * MOST_BYTES + b"}", b"\xff\xfe"])
def test_an_answer_that_cannot_be_used_is_no_answer(body: bytes) -> None:
    sample = sample_of({"/readyz": (200, body)})
    assert (sample.state, sample.reason) == (DOWN, "no usable answer")


def test_a_service_that_nobody_runs_is_down() -> None:
    with answering({}) as (watched, _):
        pass
    with requests.Session() as session:
        assert ask_service(session, watched).reason == "connection refused"


def test_each_service_is_asked_twice(service: Service) -> None:
    answers = {"/readyz": (200, READY_BODY), "/metrics.json": (200, json.dumps(FIGURES).encode())}
    with answering(answers) as (watched, asked):
        Watch(service.database, [watched], TraceStore(service.database, 1_048_576)).run_once()
    assert sorted(asked) == ["/metrics.json", "/readyz"]
    data = service.test_client().get("/api/v1/overview").get_json()["data"]
    assert data["services"]["some-api"]["state"] == "ready"
    assert data["services"]["some-api"]["requestsPerSecond"] == 2.5
    [point] = data["history"]["some-api"]
    assert point[1:] == [2.5, 0, 3, None]


def test_two_consoles_and_whoever_looks_cost_a_service_two_requests_in_ten_seconds(
    make_service: Callable[..., Service], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next look begins ten seconds after the last was answered: also where answers come late."""
    monkeypatch.setattr(sample, "ANSWER_SECONDS", PATIENCE_SECONDS)
    asked = {watched.id for watched in watched_services("console", "")}
    arrivals: dict[str, list[float]] = defaultdict(list)

    class Handler(QuietHandler):
        def do_GET(self) -> None:
            arrivals[self.path.split("/")[1]].append(monotonic())
            self.reply(200, READY_BODY)

    with LocalServer(Handler) as server:
        consoles = [make_service(CONSOLE_SERVICE_URL=f"{server.url}/{{id}}") for _ in range(2)]
        try:
            for console in consoles:
                for task in console.background:
                    task.start()
            clients = [console.test_client() for console in consoles]
            assert wait_until(
                lambda: (
                    all(client.get("/api/v1/overview").status_code == 200 for client in clients)
                    and arrivals.keys() == asked
                    and all(len(times) >= 4 for times in arrivals.values())
                ),
                PATIENCE_SECONDS,
            )
        finally:
            for console in consoles:
                for task in console.background:
                    assert task.stop(PATIENCE_SECONDS)
    for times in arrivals.values():
        assert all(later - earlier >= 10 for earlier, later in zip(times, times[2:], strict=False))


def test_samples_are_dropped_by_age(service: Service) -> None:
    with service.database.transaction() as connection:
        insert_samples(connection, [Sample("older-api", DOWN, "connection refused")])
        delete_old_samples(connection, 3_600)
    assert "older-api" in service.test_client().get("/api/v1/overview").get_json()["data"]["services"]
    with service.database.transaction() as connection:
        delete_old_samples(connection, 0)
    assert service.test_client().get("/api/v1/overview").get_json()["data"]["services"] == {}


@pytest.mark.parametrize("prefix", ["", "/console"])
def test_the_overview_is_there_below_both_addresses(service: Service, prefix: str) -> None:
    assert service.test_client().get(f"{prefix}/api/v1/overview").status_code == 200
