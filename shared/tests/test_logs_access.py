"""The line that reports a finished request."""

import io
import json
import logging
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suite.logs import AccessLog, Output, Redactor
from suite.logs import output as outputs
from suite.logs.formatters import JsonFormatter

REQUEST = {"method": "GET", "route": "/items/<id>", "status": 200, "duration_ms": 12.412, "request_id": "r-1"}


def write(log: AccessLog, **changes: Any) -> None:
    log.write(**(REQUEST | changes))


def line_for(**changes: Any) -> dict[str, Any]:
    stream = io.StringIO()
    write(AccessLog("workspace-api", Output(logging.DEBUG, stream=stream)), **changes)
    (text,) = stream.getvalue().splitlines()
    line: dict[str, Any] = json.loads(text)
    return line


def test_the_line_tells_request_route_status_and_duration() -> None:
    line = line_for(user_id="ana")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line.pop("timestamp"))
    assert line == {
        "level": "info",
        "service": "workspace-api",
        "module": "access",
        "message": "request completed",
        "request_id": "r-1",
        "user_id": "ana",
        "method": "GET",
        "route": "/items/<id>",
        "status": 200,
        "duration_ms": 12.41,
    }


def test_it_has_the_keys_a_log_record_would_have() -> None:
    record = logging.makeLogRecord({"msg": "request completed", "levelno": logging.INFO})
    vars(record).update({name: REQUEST[name] for name in ("method", "route", "status", "duration_ms")})
    formatted = json.loads(JsonFormatter("workspace-api", Redactor()).format(record))
    assert list(line_for()) == list(formatted)


@pytest.mark.parametrize(
    ("status", "level"),
    [(200, "info"), (304, "info"), (400, "warning"), (429, "warning"), (499, "warning"), (500, "error")],
)
def test_the_level_follows_from_the_status(status: int, level: str) -> None:
    assert line_for(status=status)["level"] == level


@pytest.mark.parametrize("route", ["/health", "/healthz", "/readyz", "/metrics", "/metrics.json"])
def test_probes_and_scrapes_are_told_at_debug(route: str) -> None:
    assert line_for(route=route)["level"] == "debug"
    assert line_for(route=route, status=503)["level"] == "debug"


def test_a_level_may_be_given() -> None:
    assert line_for(level="warning")["level"] == "warning"


def test_lines_below_the_level_are_not_written() -> None:
    stream = io.StringIO()
    log = AccessLog("workspace-api", Output(logging.INFO, stream=stream))
    write(log, route="/healthz")
    write(log, level="debug")
    assert stream.getvalue() == ""


def test_without_a_caller_the_user_is_null() -> None:
    assert line_for(user_id=None)["user_id"] is None


def test_addresses_are_masked_in_production() -> None:
    stream = io.StringIO()
    output = Output(stream=stream, redactor=Redactor(mask_emails=True))
    write(AccessLog("workspace-api", output), user_id="ana@example.org")
    assert json.loads(stream.getvalue())["user_id"] == "a***@example.org"


@settings(deadline=None)
@given(st.text(), st.text(), st.text(), st.text())
def test_no_text_breaks_out_of_its_field(method: str, route: str, request_id: str, user_id: str) -> None:
    line = line_for(method=method, route=route, request_id=request_id, user_id=user_id)
    assert len(line) == 11
    assert line["status"] == 200


def test_a_reader_that_went_away_does_not_fail_the_request() -> None:
    stream = io.StringIO()
    log = AccessLog("workspace-api", Output(stream=stream))
    stream.close()
    write(log)
    write(log)
    assert log.lost == 2


def test_people_get_the_line_through_the_logger(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        write(AccessLog("workspace-api", Output(pretty=True)), user_id="ana")
    (record,) = caplog.records
    assert record.getMessage() == "request completed"
    assert record.module == "access"
    assert (vars(record)["route"], vars(record)["user_id"]) == ("/items/<id>", "ana")


def test_before_logging_is_configured_the_logger_decides(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outputs, "_current", None)
    log = AccessLog("workspace-api")
    with caplog.at_level(logging.INFO):
        write(log, status=500)
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    stream = io.StringIO()
    monkeypatch.setattr(outputs, "_current", Output(stream=stream))
    write(log)
    assert json.loads(stream.getvalue())["status"] == 200


class ManualTimer:
    """Rings when the test says so."""

    def __init__(self) -> None:
        self.callback: Any = None

    def start(self, callback: Any, /) -> None:
        self.callback = callback

    def stop(self) -> None:
        self.callback = None


def held(stream: io.StringIO) -> tuple[AccessLog, ManualTimer]:
    log, timer = AccessLog("workspace-api", Output(logging.INFO, stream=stream)), ManualTimer()
    log.hold_lines(timer)
    return log, timer


def test_held_lines_are_written_when_the_first_is_old_enough() -> None:
    stream = io.StringIO()
    log, timer = held(stream)
    write(log)
    write(log, request_id="r-2")
    assert stream.getvalue() == ""
    timer.callback()
    assert [json.loads(line)["request_id"] for line in stream.getvalue().splitlines()] == ["r-1", "r-2"]
    assert timer.callback is None


def test_no_more_than_64_lines_are_held() -> None:
    stream = io.StringIO()
    log, _ = held(stream)
    for _ in range(63):
        write(log)
    assert stream.getvalue() == ""
    write(log)
    assert stream.getvalue().count("\n") == 64


def test_an_error_is_written_at_once_after_the_lines_before_it() -> None:
    stream = io.StringIO()
    log, _ = held(stream)
    write(log)
    write(log, status=500)
    assert [json.loads(line)["status"] for line in stream.getvalue().splitlines()] == [200, 500]


def test_lines_that_cannot_be_written_are_counted_each() -> None:
    stream = io.StringIO()
    log, _ = held(stream)
    write(log)
    write(log)
    stream.close()
    log.flush()
    assert log.lost == 2
