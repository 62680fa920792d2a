"""What a log line looks like, for programs and for people."""

import io
import json
import logging
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gevent
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suite.environment import load_environment
from suite.logs import configure_logging, configure_service_logging, request_context
from suite.logs import output as outputs
from suite.logs.output import OutputHandler
from suite.settings import ServiceSettings

logger = logging.getLogger("items.routes")

Lines = Callable[[], list[dict[str, Any]]]


class ProbeSettings(ServiceSettings):
    SERVICE, ID, SCHEMA, ROLE = "PROBE", "probe-api", "probe", "app_probe"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Unread(io.StringIO):
    """A pipe whose reader has ended."""

    def write(self, text: str) -> int:
        raise BrokenPipeError


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    level = root.level
    yield
    root.handlers[:] = [handler for handler in root.handlers if not isinstance(handler, OutputHandler)]
    root.setLevel(level)
    logging.captureWarnings(False)
    outputs._current = None


@pytest.fixture
def stream() -> io.StringIO:
    stream = io.StringIO()
    configure_logging("workspace-api", "debug", "json", production=False, stream=stream)
    return stream


@pytest.fixture
def lines(stream: io.StringIO) -> Lines:
    def read() -> list[dict[str, Any]]:
        assert stream.getvalue().endswith("\n")
        return [json.loads(line) for line in stream.getvalue()[:-1].split("\n")]

    return read


def test_a_line_has_the_agreed_keys_in_order_and_nothing_else(lines: Lines) -> None:
    logger.info("item moved")
    (line,) = lines()
    assert list(line) == ["timestamp", "level", "service", "module", "message", "request_id", "user_id"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line.pop("timestamp"))
    assert line == {
        "level": "info",
        "service": "workspace-api",
        "module": "test_logs_lines",
        "message": "item moved",
        "request_id": None,
        "user_id": None,
    }


def test_the_timestamp_is_the_time_of_the_record_in_utc(lines: Lines) -> None:
    record = logging.makeLogRecord({"msg": "x", "created": 1_768_473_000.1239, "levelno": logging.INFO})
    logging.getLogger().handle(record)
    assert lines()[0]["timestamp"] == "2026-01-15T10:30:00.123Z"


def test_extra_fields_follow_and_keep_their_types(lines: Lines) -> None:
    logger.info("item moved", extra={"count": 3, "ratio": 0.5, "done": True, "tags": ["a"], "by": None})
    line = lines()[0]
    assert (line["count"], line["ratio"], line["done"], line["tags"], line["by"]) == (
        3,
        0.5,
        True,
        ["a"],
        None,
    )


def test_extra_fields_cannot_replace_the_fixed_ones(lines: Lines) -> None:
    logger.info("item moved", extra={"service": "x", "timestamp": "x", "level": "x"})
    line = lines()[0]
    assert (line["service"], line["level"]) == ("workspace-api", "info")
    assert line["timestamp"] != "x"


def test_a_line_names_the_request_in_progress(lines: Lines) -> None:
    token = request_context.set({"request_id": "r-1", "user_id": "ana"})
    logger.info("item moved")
    request_context.reset(token)
    logger.info("item moved", extra={"request_id": "of a message", "user_id": "bia"})
    logger.info("no request")
    assert [(line["request_id"], line["user_id"]) for line in lines()] == [
        ("r-1", "ana"),
        ("of a message", "bia"),
        (None, None),
    ]


def test_greenlets_do_not_see_each_others_request(lines: Lines) -> None:
    def serve(name: str) -> None:
        request_context.set({"request_id": name})
        gevent.sleep(0)
        logger.info("item moved", extra={"expected": name})

    gevent.joinall([gevent.spawn(serve, f"r-{number}") for number in range(20)], raise_error=True)
    assert len(lines()) == 20
    assert all(line["request_id"] == line["expected"] for line in lines())


@pytest.mark.parametrize(
    ("number", "name"),
    [(5, "debug"), (10, "debug"), (20, "info"), (25, "info"), (30, "warning"), (40, "error"), (50, "error")],
)
def test_every_level_has_one_of_four_names(lines: Lines, number: int, name: str) -> None:
    logging.getLogger().handle(logging.makeLogRecord({"msg": "x", "levelno": number}))
    assert lines()[0]["level"] == name


def test_lines_below_the_level_are_not_written() -> None:
    stream = io.StringIO()
    configure_logging("workspace-api", "warning", "json", production=False, stream=stream)
    logger.info("quiet")
    logger.warning("loud")
    assert [json.loads(line)["message"] for line in stream.getvalue().splitlines()] == ["loud"]


def test_an_exception_adds_its_class_and_stack(lines: Lines) -> None:
    try:
        raise LookupError("no such item")
    except LookupError:
        logger.exception("request failed")
    line = lines()[0]
    assert line["error"] == "LookupError"
    assert line["stack"].startswith("Traceback (most recent call last):\n")
    assert line["stack"].endswith("LookupError: no such item")
    assert "exc_info" not in line


def test_values_that_json_does_not_know_become_text(lines: Lines) -> None:
    values = {"big": 2**80, "nan": float("nan"), "raw": b"\xff\x00", "lone": "\ud800", "kind": {1: {2}}}
    logger.info("odd", extra=values | {"object": object})
    line = lines()[0]
    assert line["big"] == str(2**80)
    assert line["nan"] is None
    assert line["raw"] == "\\xff\x00"
    assert line["lone"] == "\\ud800"
    assert line["kind"] == {"1": [2]}
    assert line["object"] == "<class 'object'>"


def test_a_structure_that_contains_itself_ends_somewhere(lines: Lines) -> None:
    loop: list[Any] = []
    loop.append(loop)
    logger.info("odd", extra={"loop": loop})
    assert "[nested too deeply]" in json.dumps(lines()[0]["loop"])


def test_a_line_break_in_a_value_does_not_end_the_line(stream: io.StringIO) -> None:
    forged = 'x\n{"level":"error"}\r\u2028\u2029\x85\x0b\x0c\x1c'
    logger.info("name %s", forged, extra={forged: forged})
    assert len(stream.getvalue().splitlines()) == 1
    assert json.loads(stream.getvalue())[forged] == forged


def test_a_record_that_cannot_be_formatted_does_not_print_its_arguments(
    stream: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    (handler,) = (one for one in logging.getLogger().handlers if isinstance(one, OutputHandler))
    record = {"msg": "%d items", "args": ("hunter2-hunter2",), "module": "routes", "lineno": 7}
    handler.handle(logging.makeLogRecord(record))
    assert stream.getvalue() == ""
    assert capsys.readouterr().err == "log line of routes:7 was lost: TypeError\n"


def test_a_line_costs_nobody_anything_when_whoever_reads_the_log_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Unread())
    configure_logging("workspace-api", "debug", "json", production=False, stream=Unread())
    logger.error("request failed")


def test_warnings_become_lines(lines: Lines) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn("something is deprecated", UserWarning, stacklevel=1)
    assert "something is deprecated" in lines()[0]["message"]


def test_gunicorns_own_messages_take_the_same_way() -> None:
    gunicorn = logging.getLogger("gunicorn.error")
    gunicorn.addHandler(logging.StreamHandler(io.StringIO()))
    gunicorn.propagate = False
    stream = io.StringIO()
    configure_logging("workspace-api", "info", "json", production=False, stream=stream)
    gunicorn.info("Booting worker")
    assert gunicorn.handlers == []
    assert json.loads(stream.getvalue())["message"] == "Booting worker"


def test_configuring_again_replaces_the_first_output() -> None:
    first, second = io.StringIO(), io.StringIO()
    for stream in (first, second):
        configure_logging("workspace-api", "info", "json", production=False, stream=stream)
    logger.info("once")
    assert first.getvalue() == ""
    assert second.getvalue().count("\n") == 1


def test_without_a_stream_lines_go_to_the_standard_output_of_the_moment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    configure_logging("workspace-api", "info", "json", production=False)
    later = io.StringIO()
    monkeypatch.setattr(sys, "stdout", later)
    logger.info("item moved")
    assert json.loads(later.getvalue())["message"] == "item moved"


def test_a_service_logs_as_its_settings_say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    process = {"PROBE_PORT": "3999", "APP_ENV": "production", "CORS_ORIGIN": "https://app.example.org"}
    process |= {"JWT_SECRET": "s" * 40, "PROBE_LOG_LEVEL": "warning", "LOG_FORMAT": "json"}
    configure_service_logging(ProbeSettings.from_environment(load_environment(tmp_path, process)))
    logger.info("quiet")
    logger.warning("loud %s %s", "s" * 40, "ana@example.org")
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["service"] == "probe-api"
    assert json.loads(line)["message"] == "loud [redacted] a***@example.org"


@pytest.mark.parametrize(
    ("format", "stream", "pretty"),
    [
        ("auto", Terminal(), True),
        ("auto", io.StringIO(), False),
        ("pretty", io.StringIO(), True),
        ("json", Terminal(), False),
    ],
)
def test_people_at_a_terminal_get_text(format: str, stream: io.StringIO, pretty: bool) -> None:
    output = configure_logging("workspace-api", "info", format, production=False, stream=stream)
    logger.info("item moved", extra={"count": 3})
    assert output.pretty is pretty
    assert stream.getvalue().startswith("\x1b[2m" if pretty else "{")


def test_text_shows_time_level_module_message_and_fields() -> None:
    stream = io.StringIO()
    configure_logging("workspace-api", "info", "pretty", production=False, stream=stream)
    request_context_token = request_context.set({"request_id": "r-1"})
    logger.warning("item moved", extra={"count": 3, "title": "two words"})
    request_context.reset(request_context_token)
    plain = re.sub(r"\x1b\[\d+m", "", stream.getvalue())
    assert re.fullmatch(
        r"\d\d:\d\d:\d\d\.\d{3} warning test_logs_lines: item moved request_id=r-1 count=3 title=two words\n",
        plain,
    )


def test_text_shows_a_stack_on_marked_lines() -> None:
    stream = io.StringIO()
    configure_logging("workspace-api", "info", "pretty", production=False, stream=stream)
    try:
        raise LookupError("first\n10:30:00.000 info    forged: line")
    except LookupError:
        logger.exception("request failed")
    head, *stack = stream.getvalue().splitlines()
    assert "request failed" in head
    assert stack
    assert all(line.startswith("  | ") for line in stack)


@settings(deadline=None)
@given(st.text(), st.dictionaries(st.text(), st.text(), max_size=3))
def test_text_lets_no_value_move_the_cursor_or_end_the_line(message: str, fields: dict[str, str]) -> None:
    stream = io.StringIO()
    configure_logging("workspace-api", "info", "pretty", production=False, stream=stream)
    logger.info("%s", message, extra={"given": fields})
    line = stream.getvalue()
    assert line.endswith("\n")
    assert re.sub(r"\x1b\[(?:0|2|32)m", "", line[:-1]).isprintable()
