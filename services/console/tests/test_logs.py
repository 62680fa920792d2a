"""The end of the log files: by service, level, text, request; bounded whatever the files hold."""

import json
from pathlib import Path
from typing import Any

import pytest
from log_writing import write_lines

from console.logs.lines import LONGEST_LINE, MOST_BYTES_A_FILE, LogFilter, read_lines
from suite.http import Service


def ask(application: Service, /, **query: Any) -> list[dict[str, Any]]:
    reply = application.test_client().get("/api/v1/logs", query_string=query)
    assert reply.status_code == 200, reply.text
    lines: list[dict[str, Any]] = reply.get_json()["data"]["lines"]
    return lines


@pytest.fixture(autouse=True)
def files(log_folder: Path) -> None:
    write_lines(log_folder / "movies-api.log", [("2026-01-01T00:00:01.000Z", "info", "r-1", "request completed")])
    write_lines(
        log_folder / "blog-api.log",
        [
            ("2026-01-01T00:00:00.000Z", "debug", None, "listening"),
            ("2026-01-01T00:00:02.000Z", "error", "r-2", "Não foi possível"),
        ],
    )
    (log_folder / "blog-api.pid").write_text("7", encoding="ascii")


def test_lines_of_all_services_come_by_time(service: Service) -> None:
    assert [line["service"] for line in ask(service)] == ["blog-api", "movies-api", "blog-api"]


@pytest.mark.parametrize(
    ("query", "messages"),
    [
        ({"service": "movies-api"}, ["request completed"]),
        ({"level": "warning"}, ["Não foi possível"]),
        ({"text": "NÃO FOI"}, ["Não foi possível"]),
        ({"request_id": "r-1"}, ["request completed"]),
        ({"after": "2026-01-01T00:00:01.000Z"}, ["Não foi possível"]),
        ({"before": "2026-01-01T00:00:01.000Z"}, ["listening"]),
        ({"before": "2026-01-01T00:00:02.000Z", "limit": "1"}, ["request completed"]),
        ({"limit": "1"}, ["Não foi possível"]),
        ({"service": "../../etc/passwd"}, []),
    ],
)
def test_lines_are_chosen(service: Service, query: dict[str, str], messages: list[str]) -> None:
    assert [line["message"] for line in ask(service, **query)] == messages


@pytest.mark.parametrize("query", [{"level": "loud"}, {"limit": "0"}, {"limit": "1001"}, {"text": "x" * 201}])
def test_a_question_that_cannot_be_meant_is_refused(service: Service, query: dict[str, str]) -> None:
    assert service.test_client().get("/api/v1/logs", query_string=query).status_code == 400


def test_a_line_that_is_no_json_is_shown_as_it_is(service: Service, log_folder: Path) -> None:
    (log_folder / "postgres.log").write_bytes(b"LOG: ready\n\xff\xfe broken\n[1, 2]\nunfinished")
    assert [line["message"] for line in ask(service, service="postgres")] == ["LOG: ready", "�� broken", "[1, 2]"]


def test_only_the_end_of_a_large_file_is_read(log_folder: Path) -> None:
    path = log_folder / "large.log"
    line = json.dumps({"message": "x" * 1_000}).encode() + b"\n"
    path.write_bytes(line * (2 * MOST_BYTES_A_FILE // len(line)))
    found = read_lines(path, LogFilter(), limit=1_000_000)
    assert 0 < len(found) * len(line) <= MOST_BYTES_A_FILE


def test_a_long_line_is_cut(log_folder: Path) -> None:
    path = log_folder / "long.log"
    path.write_bytes(b"x" * (LONGEST_LINE + 100) + b"\n")
    [line] = read_lines(path, LogFilter(), limit=10)
    assert len(line["message"]) == LONGEST_LINE


@pytest.mark.parametrize("text", [None, "strange"])
def test_a_line_that_json_cannot_send_again_is_shown(service: Service, log_folder: Path, text: str | None) -> None:
    """Levels without an end, half a character, numbers nothing else takes."""
    lines = [
        '{"message": "strange", "a": ' + "[" * 5_000 + "]" * 5_000 + "}",
        '{"message": "strange", "a": ' + "[" * 900 + "]" * 900 + "}",
        r'{"message": "strange \ud800"}',
        '{"message": "strange", "n": 1' + "0" * 400 + ', "i": 1e999}',
    ]
    (log_folder / "odd.log").write_text("\n".join(lines) + "\n")
    query = {"service": "odd"} if text is None else {"service": "odd", "text": text}
    assert ["strange" in line["message"] for line in ask(service, **query)] == [True] * 4
