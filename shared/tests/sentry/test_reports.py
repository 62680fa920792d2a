"""What Sentry is told of errors and traces, what it is never told, and that nobody waits for it."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Blueprint

from suite.configuration import ConfigurationError
from suite.errors import AppError
from suite.http import PUBLIC, Call, Reply, Service, endpoint, json_reply
from suite.sentry.assembly import MOST_REPORTS, revision
from suite.sentry.events import MOST_FRAMES, exceptions_of, user_hash
from suite.tracing import install, trace
from suite_ops.cli import COMMANDS, main
from suite_ops.processes.patience import wait_until
from suite_testing.collector import running_collector
from suite_testing.sample import sample_service
from suite_testing.sentry_project import SentryProject, running_project

PATIENCE_SECONDS = 60.0
USER = "7b0cf0b6-6a0f-4c1e-8a83-2f0d6f9f4f11"
VARIABLES = ("SENTRY_DSN", "SENTRY_ENVIRONMENT", "SENTRY_RELEASE", "SENTRY_TRACES_SAMPLE_RATE")
COMMAND = """
from suite.sentry.command import report_command
import logging
report_command("sample-command")
logging.getLogger("work").error("row skipped", extra={"row": 7, "password": "hidden-7"})
raise RuntimeError("no disk, says ana@example.org")
"""


@pytest.fixture
def project() -> Iterator[SentryProject]:
    with running_project() as found:
        yield found
    install(None)


def routes() -> Blueprint:
    blueprint = Blueprint("things", __name__)

    @blueprint.post("/things/<name>")
    @endpoint(PUBLIC, "A thing", replies={200: "It"})
    def make_thing(call: Call, name: str) -> Reply:
        secret_local = "local-value"
        if name == "broken":
            raise RuntimeError(f"broken for ana@example.org with token=abc{len(secret_local)}def")
        if name == "away":
            raise Away
        return json_reply({"number": 1})

    return blueprint


class Away(AppError):
    """Away for a while"""

    status = 503


@contextmanager
def reporting(dsn: str, **variables: str) -> Iterator[Service]:
    service = sample_service(routes(), SENTRY_DSN=dsn, **variables)
    try:
        yield service
    finally:
        service.sentry.stop(PATIENCE_SECONDS)
        service.tracing.stop(PATIENCE_SECONDS)


def fail(service: Service, count: int = 1) -> list[int]:
    """Statuses of requests that fail."""
    client = service.test_client()
    headers = {"X-Request-ID": "r-1", "X-User-Id": USER, "Authorization": "Bearer abcdefghijklmnopqrstuvwxyz"}
    body = {"note": "body-value"}
    return [client.post("/things/broken?q=query-value", json=body, headers=headers).status_code for _ in range(count)]


def reports(service: Service, result: str) -> float:
    """How many reports became this."""
    start = f'sentry_reports_total{{result="{result}",service="sample-api"}} '
    lines = service.test_client().get("/metrics").text.splitlines()
    return next((float(line.rpartition(" ")[2]) for line in lines if start in line), 0.0)


def test_an_unhandled_error_is_reported_with_its_request(project: SentryProject) -> None:
    with reporting(project.dsn, SENTRY_RELEASE="colmeia@1", SENTRY_ENVIRONMENT="staging") as service:
        assert fail(service) == [500]
        assert wait_until(lambda: project.events, PATIENCE_SECONDS)
    [event] = project.events
    assert (event["release"], event["environment"], event["level"]) == ("colmeia@1", "staging", "error")
    assert event["tags"] == {"service": "sample-api", "request_id": "r-1", "route": "/things/:name"}
    assert event["transaction"] == "/things/:name"
    assert event["logentry"]["message"] == "unhandled error"
    [error] = event["exception"]["values"]
    assert (error["type"], error["mechanism"]["handled"]) == ("RuntimeError", False)
    assert error["stacktrace"]["frames"][-1]["function"] == "make_thing"


def test_nothing_of_people_bodies_and_secrets_is_reported(project: SentryProject) -> None:
    secret = f"{'s' * 20}3cr3t-of-the-suite"
    with reporting(project.dsn, JWT_SECRET=secret) as service:
        fail(service)
        logging.getLogger("work").error("failed", extra={"api_key": "k3y-value", "note": f"it is {secret}"})
        assert wait_until(lambda: len(project.events) == 2, PATIENCE_SECONDS)
    text = json.dumps(project.events)
    for hidden in (USER, "ana@", "abc11def", "body-value", "query-value", "local-value", "k3y-value", "of-the-suite"):
        assert hidden not in text, hidden
    assert "abcdefghijklmnopqrstuvwxyz" not in text


def test_a_user_has_one_name_under_one_dsn() -> None:
    first, other = user_hash("https://a@one/1"), user_hash("https://b@one/1")
    assert first(USER) == first(USER)
    assert len({first(USER), other(USER), first("another"), USER}) == 4


def test_logged_errors_are_reported_and_warnings_are_not(project: SentryProject) -> None:
    with reporting(project.dsn) as service:
        log = logging.getLogger("work")
        log.warning("odd")
        with trace("turn"):
            log.error("row skipped", extra={"row": 7, "request_id": "r-2"})
        service.test_client().post("/things/away")
        assert wait_until(lambda: project.events, PATIENCE_SECONDS)
    [event] = project.events
    assert event["logentry"]["message"] == "row skipped"
    assert event["extra"] == {"row": 7}
    assert event["tags"]["request_id"] == "r-2"


def test_an_error_names_its_trace_and_the_trace_is_a_transaction(project: SentryProject) -> None:
    with reporting(project.dsn, SENTRY_TRACES_SAMPLE_RATE="1") as service:
        fail(service)
        assert wait_until(lambda: project.events and project.transactions, PATIENCE_SECONDS)
    [event], [transaction] = project.events, project.transactions
    told = transaction["contexts"]["trace"]
    assert transaction["transaction"] == "POST /things/:name"
    assert event["contexts"]["trace"]["trace_id"] == told["trace_id"]
    assert (told["op"], told["status"]) == ("http.server", "internal_error")
    assert told["data"]["suite.request_id"] == "r-1"


def test_a_trace_goes_to_the_collector_and_to_sentry_by_their_own_shares(
    project: SentryProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_TRACES_SAMPLER"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    with running_collector() as collector:
        given = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "SENTRY_TRACES_SAMPLE_RATE": "1"}
        with reporting(project.dsn, OTEL_TRACES_SAMPLER="always_off", **given) as service:
            assert service.test_client().post("/things/fine").status_code == 200
            assert wait_until(lambda: project.transactions, PATIENCE_SECONDS)
        assert collector.spans == []
        with reporting(project.dsn, **given | {"SENTRY_TRACES_SAMPLE_RATE": "0"}) as service:
            assert service.test_client().post("/things/fine").status_code == 200
            assert service.tracing.stop(PATIENCE_SECONDS)
        assert [span.name for span in collector.spans] == ["POST /things/:name"]
        assert len(project.transactions) == 1


def test_without_a_dsn_nothing_of_it_is_imported() -> None:
    script = (
        "import sys; from suite_testing.sample import sample_service; sample_service()\n"
        "sys.exit(' '.join(name for name in sys.modules if name.startswith('sentry_sdk')) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("dsn", ["http://127.0.0.1:9/42", "https://key@sentry.example.org/"])
def test_a_dsn_that_is_none_is_refused_by_name(dsn: str) -> None:
    with pytest.raises(ConfigurationError, match="SENTRY_DSN: "):
        sample_service(SENTRY_DSN=dsn)


def test_a_silent_sentry_holds_up_no_request_and_fills_no_memory(project: SentryProject) -> None:
    project.answers.clear()
    with reporting(project.dsn) as service:
        assert fail(service, MOST_REPORTS + 50) == [500] * (MOST_REPORTS + 50)
        assert project.events == []
        assert reports(service, "dropped") >= 30
        project.answers.set()
        assert service.sentry.stop(PATIENCE_SECONDS)
        assert reports(service, "sent") + reports(service, "failed") + reports(service, "dropped") == MOST_REPORTS + 50


@pytest.mark.parametrize("status", [403, 413, 429, 500])
def test_a_refusing_sentry_harms_no_request(project: SentryProject, status: int) -> None:
    project.status = status
    with reporting(project.dsn) as service:
        assert fail(service, 5) == [500] * 5
        assert service.sentry.stop(PATIENCE_SECONDS)
        assert reports(service, "failed") == 5
        assert reports(service, "sent") == 0
    assert project.received == (1 if status == 429 else 5)


def test_a_sentry_that_is_away_harms_no_request(caplog: pytest.LogCaptureFixture) -> None:
    with reporting("http://key@127.0.0.1:9/42") as service:
        assert fail(service, 5) == [500] * 5
        assert service.sentry.stop(PATIENCE_SECONDS)
        assert reports(service, "failed") == 5
    warnings = {record.message for record in caplog.records if record.levelno >= logging.WARNING}
    assert warnings - {"request completed"} == {"unhandled error"}


def command_environment(project: SentryProject) -> dict[str, str]:
    return {**os.environ, "SENTRY_DSN": project.dsn, "APP_ENV": "test"}


def test_a_command_reports_what_it_logs_and_what_ends_it(project: SentryProject) -> None:
    environment = command_environment(project)
    done = subprocess.run([sys.executable, "-c", COMMAND], env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert "RuntimeError: no disk" in done.stderr
    logged, ended = project.events
    assert (logged["extra"]["row"], logged["extra"]["password"]) == (7, "[redacted]")
    assert (ended["level"], ended["tags"]["service"]) == ("fatal", "sample-command")
    assert ended["exception"]["values"][0]["value"] == "no disk, says a***@example.org"


def test_a_script_that_fails_unexpectedly_is_reported(project: SentryProject, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail_unexpectedly(argv: list[str]) -> int:
        raise RuntimeError("unexpected")

    monkeypatch.setenv("SENTRY_DSN", project.dsn)
    monkeypatch.setattr(f"suite_ops.{COMMANDS['status'][0]}.main", fail_unexpectedly)
    with pytest.raises(RuntimeError, match="unexpected"):
        main(["status"])
    assert [event["exception"]["values"][0]["type"] for event in project.events] == ["RuntimeError"]


def test_a_recursion_without_end_is_told_by_its_last_calls() -> None:
    def call(number: int) -> None:
        call(number + 1)

    with pytest.raises(RecursionError) as raised:
        call(0)
    [told] = exceptions_of(raised.value, handled=True)
    assert len(told["stacktrace"]["frames"]) == MOST_FRAMES


def test_causes_are_told_before_what_they_led_to() -> None:
    def raise_from(cause: Callable[[], Any]) -> None:
        try:
            cause()
        except ZeroDivisionError as error:
            raise ValueError("outer") from error

    with pytest.raises(ValueError, match="outer") as raised:
        raise_from(lambda: 1 / 0)
    assert [told["type"] for told in exceptions_of(raised.value, handled=True)] == ["ZeroDivisionError", "ValueError"]


def test_the_release_is_the_revision_that_runs() -> None:
    found = revision()
    assert found is None or (len(found) >= 12 and set(found) <= set("0123456789abcdef"))
