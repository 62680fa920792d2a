"""Lines of all programs in the order of their times, from files, the journal and containers alike."""

import json
import os
import re
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest

from suite_ops.logs import command
from suite_ops.logs.containers import ContainerLog
from suite_ops.logs.files import FileLog
from suite_ops.logs.journal import JournalLog
from suite_ops.logs.lines import LogLine, level_of, moment_of, parse_since, read_lines
from suite_ops.logs.presentation import Presentation
from suite_ops.logs.selection import LineSelection
from suite_ops.logs.timeline import coming_to
from suite_testing.tools import require_tool

STAMP = "2026-01-15T10:30:00.00000000"
SECOND = datetime(2026, 1, 15, 10, 30, tzinfo=UTC).timestamp()
TRACEBACK = ["Traceback (most recent call last):", '  File "a.py", line 1', "ValueError: four"]


def line(service: str, second: int, message: str, level: str = "info", **fields: object) -> str:
    moment = f"2026-01-15T10:30:{second:02d}.000Z"
    return json.dumps({"timestamp": moment, "level": level, "service": service, "message": message, **fields})


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two services, one with a worker, and no program that keeps logs but files; its log folder."""
    entries = [
        {"id": "echo-api", "type": "backend", "path": "services/echo-api", "worker": "python -m echo"},
        {"id": "other-api", "type": "backend", "path": "services/other-api"},
    ]
    for entry in entries:
        (tmp_path / str(entry["path"])).mkdir(parents=True)
    (tmp_path / "services-manifest.json").write_text(json.dumps({"version": 1, "services": entries}))
    programs = tmp_path / "bin"
    programs.mkdir()
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    monkeypatch.setenv("SUITE_ROOT", str(tmp_path))
    monkeypatch.setenv("APP_ENV", "test")
    monkeypatch.delenv("LOG_DIR", raising=False)
    place(programs, "docker", "exit 1")
    place(programs, "systemctl", "exit 1")
    place(programs, "journalctl", "exit 1")
    logs = tmp_path / "var" / "log"
    logs.mkdir(parents=True)
    return logs


def place(folder: Path, name: str, script: str) -> None:
    """Put a program on the PATH of the installation."""
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    assert command.main(list(arguments)) == 0
    return capsys.readouterr().out.splitlines()


def messages(lines: list[str]) -> list[str]:
    return [json.loads(text)["message"] if text.startswith("{") else text for text in lines]


def test_without_an_id_all_programs_are_merged_by_time(installation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (installation / "echo-api.log").write_text(f"{line('echo-api', 1, 'one')}\n{line('echo-api', 3, 'three')}\n")
    (installation / "other-api.log").write_text(f"{line('other-api', 2, 'two')}\n{line('other-api', 4, 'four')}\n")
    (installation / "postgres.log").write_text("2026-01-15 10:30:02.500 UTC [7] LOG:  checkpoint starting\n")
    assert messages(shown(capsys)) == [
        "one",
        "two",
        "2026-01-15 10:30:02.500 UTC [7] LOG:  checkpoint starting",
        "three",
        "four",
    ]
    assert messages(shown(capsys, "-n", "2")) == ["three", "four"]


def test_a_program_that_is_named_twice_is_shown_once(installation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (installation / "echo-api.log").write_text(line("echo-api", 1, "one") + "\n")
    assert messages(shown(capsys, "echo-api", "echo-api")) == ["one"]


def test_several_programs_are_chosen_by_their_ids(installation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, name in enumerate(["echo-api", "echo-api-worker", "other-api"]):
        (installation / f"{name}.log").write_text(line(name, number, name) + "\n")
    assert messages(shown(capsys, "echo-api-worker", "echo-api")) == ["echo-api", "echo-api-worker"]
    assert command.main(["never-api"]) == 1


def test_a_traceback_stays_with_its_line_and_is_filtered_with_it(
    installation: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = [line("echo-api", 1, "failed", "error"), *TRACEBACK, line("echo-api", 3, "later")]
    (installation / "echo-api.log").write_text("\n".join(own) + "\n")
    (installation / "other-api.log").write_text(line("other-api", 2, "between") + "\n")
    assert messages(shown(capsys)) == ["failed", *TRACEBACK, "between", "later"]
    assert messages(shown(capsys, "--level", "error")) == ["failed", *TRACEBACK]
    assert messages(shown(capsys, "--grep", "^Value.*four$")) == [TRACEBACK[2]]


def test_lines_are_chosen_by_level_request_pattern_and_time(
    installation: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (installation / "echo-api.log").write_text(
        f"{line('echo-api', 1, 'asked', request_id='r1')}\n{line('echo-api', 2, 'odd', 'warning')}\n"
    )
    (installation / "postgres.log").write_text(
        "2026-01-15 10:30:03.000 UTC [7] ERROR:  canceling statement\n2026-01-15 10:30:03.000 UTC [7] LOG:  fine\n"
    )
    (installation / "gateway.log").write_text("2026/01/15 10:30:04 [crit] 7#7: no space\n")
    assert messages(shown(capsys, "--request-id", "r1")) == ["asked"]
    errors = messages(shown(capsys, "--level", "error"))
    assert [text.rpartition(": ")[2].strip() for text in errors] == ["canceling statement", "no space"]
    assert len(shown(capsys, "--level", "warning")) == 3
    assert messages(shown(capsys, "--grep", "o(dd|ther)")) == ["odd"]
    assert len(shown(capsys, "--since", "2026-01-15T10:30:02+00:00", "echo-api")) == 1
    assert shown(capsys, "--since", "10m", "echo-api") == []


@pytest.mark.parametrize("wrong", [["--since", "soon"], ["--grep", "("], ["-n", "-3"], ["--level", "loud"]])
def test_what_cannot_be_understood_is_refused(
    wrong: list[str], installation: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        command.main(wrong)
    assert wrong[0] in capsys.readouterr().err


def test_rotated_files_are_read_as_far_as_they_are_needed(
    installation: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, name in enumerate(["echo-api.log.10", "echo-api.log.2", "echo-api.log.1", "echo-api.log"]):
        both = [line("echo-api", 2 * number, name), line("echo-api", 2 * number + 1, "x")]
        (installation / name).write_text("\n".join([*both, ""]))
    assert messages(shown(capsys, "-n", "3", "echo-api")) == ["x", "echo-api.log", "x"]
    found = messages(shown(capsys, "--grep", "echo-api.log", "echo-api"))
    assert found == ["echo-api.log.10", "echo-api.log.2", "echo-api.log.1", "echo-api.log"]
    os.utime(installation / "echo-api.log.2", (SECOND - 9, SECOND - 9))
    assert len(shown(capsys, "--since", "2026-01-15T10:30:00+00:00", "echo-api")) == 4


def test_the_end_of_a_long_file_is_found_from_its_end(installation: Path) -> None:
    path = installation / "long.log"
    path.write_text("".join(f"{number} {'ã' * 3_000}\n" for number in range(200)) + "half")
    with closing(FileLog("long", path)) as log:
        found = list(log.backlog(most=70))
    assert [text.split()[0] for text in found[-70:]] == [str(number) for number in range(130, 200)]
    assert len(found) < 110


def test_lines_go_on_where_the_backlog_ended_also_in_the_next_file(installation: Path) -> None:
    path = installation / "echo-api.log"
    path.write_text("one\ntw")
    log = FileLog("echo-api", path)
    assert list(log.backlog()) == ["one"]
    coming = log.coming(pause=0.01)
    with path.open("a") as file:
        file.write("o\nthree\n")
    assert [next(coming), next(coming)] == ["two", "three"]
    with path.open("a") as file:
        file.write("four\n")
    path.rename(installation / "echo-api.log.1")
    path.write_text("five\n")
    assert [next(coming), next(coming)] == ["four", "five"]
    coming.close()
    log.close()


class Spoken:
    """A program that says what it was given, once it is asked to go on."""

    def __init__(self, name: str, lines: list[str], after: Event, then: Event) -> None:
        self.name, self._lines, self._after, self._then = name, lines, after, then

    def backlog(self, since: float | None = None, most: int | None = None) -> "list[str]":
        return []

    def close(self) -> None:
        """Nothing is open."""

    def coming(self) -> "list[str]":
        assert self._after.wait(30)
        self._then.set()
        return self._lines


def test_lines_that_come_together_are_put_in_order() -> None:
    now, done = Event(), Event()
    now.set()
    later = Spoken("later", [line("later", 2, "two")], now, done)
    earlier = Spoken("earlier", [line("earlier", 1, "one")], done, Event())
    came = coming_to([later, earlier], LineSelection())  # type: ignore[list-item]
    assert [text.fields["message"] for text in came] == ["one", "two"]


def test_the_journal_and_containers_tell_their_lines(
    installation: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = {"Names": "colmeia-other-api-1", "State": "running", "Status": "Up"}
    row["Labels"] = "com.docker.compose.project=colmeia,com.docker.compose.service=other-api"
    place(tmp_path / "bin", "systemctl", '[ "$2" = colmeia-echo-api.service ]')
    place(tmp_path / "bin", "journalctl", f"echo \"$@\" > '{tmp_path}/journalctl'; echo '{line('echo-api', 2, 'two')}'")
    docker = f"""[ "$1" = ps ] && echo '{json.dumps(row)}' && exit
echo "$@" > '{tmp_path}/docker'
echo '{STAMP}1Z {line("other-api", 1, "one")}'; echo '{STAMP}3Z {line("other-api", 3, "three")}' >&2"""
    place(tmp_path / "bin", "docker", docker)
    assert messages(shown(capsys)) == ["one", "two", "three"]
    assert (tmp_path / "docker").read_text() == "logs --timestamps --tail 100 colmeia-other-api-1\n"
    assert "--unit=colmeia-echo-api.service" in (tmp_path / "journalctl").read_text()
    assert messages(shown(capsys, "other-api", "--since", "2026-01-15T10:30:03+00:00")) == ["three"]
    assert (tmp_path / "docker").read_text() == (
        "logs --timestamps --tail all --since 2026-01-15T10:30:03+00:00 colmeia-other-api-1\n"
    )
    place(tmp_path / "bin", "docker", docker.replace(f"echo '{json.dumps(row)}' && ", ""))
    assert messages(shown(capsys)) == ["two"]


def test_what_containers_write_before_they_are_followed_is_told_once(installation: Path, tmp_path: Path) -> None:
    said = f"echo '{STAMP}1Z one'; echo '{STAMP}2Z two'"
    place(tmp_path / "bin", "docker", said)
    log = ContainerLog("other-api", "colmeia-other-api-1")
    assert list(log.backlog()) == ["one", "two"]
    place(tmp_path / "bin", "docker", f"echo \"$@\" > '{tmp_path}/docker'; {said}; echo '{STAMP}3Z three'; echo odd")
    assert list(log.coming()) == ["three", "odd"]
    assert (tmp_path / "docker").read_text() == f"logs --timestamps --follow --since {STAMP}2Z colmeia-other-api-1\n"
    silent = ContainerLog("other-api", "colmeia-other-api-1")
    place(tmp_path / "bin", "docker", "true")
    assert list(silent.backlog()) == []
    place(tmp_path / "bin", "docker", "echo 9999-01-15T10:30:00.000000001Z first")
    assert list(silent.coming()) == ["first"]


def test_what_comes_into_the_journal_before_it_is_followed_is_asked_for(installation: Path, tmp_path: Path) -> None:
    log, silent = (JournalLog("echo-api", ["colmeia-echo-api.service"]) for _ in range(2))
    place(tmp_path / "bin", "journalctl", "echo one; echo '-- cursor: s=1;i=2'")
    assert list(log.backlog()) == ["one"]
    place(tmp_path / "bin", "journalctl", "true")
    assert list(silent.backlog()) == []
    place(tmp_path / "bin", "journalctl", 'echo "$@"')
    [after], [since] = log.coming(), silent.coming()
    assert after.endswith("--follow --no-tail --after-cursor=s=1;i=2")
    assert re.search(r"--follow --no-tail --since=@\d+\.\d{6}$", since)


def test_the_gateway_is_nginx_or_caddy_or_both(
    installation: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = tmp_path / "services-manifest.json"
    entries = [
        *json.loads(manifest.read_text())["services"],
        {"id": "gateway", "type": "infra", "path": "services/echo-api", "port": 8080},
    ]
    manifest.write_text(json.dumps({"version": 1, "services": entries}))
    access = {"level": "info", "timestamp": "2026-01-15T10:30:02.5Z", "message": "handled request", "status": 200}
    access |= {"request": {"method": "GET"}, "resp_headers": {"X-Request-Id": ["r-9"], "Server": ["Caddy"]}}
    own = {"level": "info", "ts": SECOND + 1, "msg": "serving initial configuration", "logger": "caddy"}
    place(tmp_path / "bin", "systemctl", '[ "$2" = caddy.service ]')
    place(tmp_path / "bin", "journalctl", f"echo \"$@\" > '{tmp_path}/journalctl'; cat '{tmp_path}/journal'")
    (tmp_path / "journal").write_text(f"{json.dumps(own)}\n{json.dumps(access)}\n")
    for names in (["gateway"], []):
        assert shown(capsys, *names) == [json.dumps(own), json.dumps(access)]
        assert (tmp_path / "journalctl").read_text().startswith("--unit=caddy.service --output=cat ")
    assert shown(capsys, "gateway", "--request-id", "r-9") == [json.dumps(access)]
    assert shown(capsys, "gateway", "--since", "2026-01-15T10:30:02+00:00") == [json.dumps(access)]
    place(tmp_path / "bin", "systemctl", '[ "$2" = caddy.service ] || [ "$2" = colmeia-gateway.service ]')
    assert len(shown(capsys, "gateway")) == 2
    assert "--unit=colmeia-gateway.service --unit=caddy.service" in (tmp_path / "journalctl").read_text()


def test_the_journal_understands_how_it_is_asked() -> None:
    program = require_tool("journalctl")
    log = JournalLog("echo-api", ["colmeia-echo-api.service", "caddy.service"])
    for words in (log.backlog_command(SECOND + 0.5, 7), log.backlog_command(None, None)):
        done = subprocess.run([program, *words[1:]], capture_output=True, text=True, timeout=60, check=False)
        # Its exit status is 1 where the journal has no entry to name.
        assert done.stderr == ""


def test_nothing_that_has_a_log_is_said(installation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([]) == 1
    assert "no program of the suite has a log" in capsys.readouterr().err


def test_each_program_has_its_colour_and_no_line_acts_on_the_terminal() -> None:
    def read(source: str, text: str) -> LogLine:
        return next(read_lines(source, [text]))

    look = Presentation(pretty=True, coloured=True, sources=["echo-api", "web"])
    one = look.text_of(read("echo-api", line("echo-api", 1, "a\x1b[2Jb", stack="x\x1b]0;title\ny")))
    other = look.text_of(read("web", "plain \x1b[31m"))
    assert one.splitlines()[1].endswith("  | x\\x1b]0;title")
    prefixes = [re.match(r"(\x1b\[\d+m)(\S+\s+)", text) for text in (one, other)]
    assert [found and len(found[2]) for found in prefixes] == [9, 9]
    assert prefixes[0] and prefixes[1] and prefixes[0][1] != prefixes[1][1]
    assert set(re.findall(r"\x1b.", one + other)) == {"\x1b["}
    assert "\x1b[2J" not in one
    bare = Presentation(pretty=True, sources=["echo-api"]).text_of(read("echo-api", line("echo-api", 1, "a", n=None)))
    assert bare == "2026-01-15T10:30:01.000Z INFO    a"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-15T10:30:00.123456789Z", SECOND + 0.123456),
        ("2026-01-15 07:30:00-03 x", SECOND),
        ("2026-01-15T16:00:00+05:30", SECOND),
        ("2026/01/15 10:30:00,5 UTC", SECOND + 0.5),
        ("2026-13-15 10:30:00 UTC", None),
        ("at 2026-01-15 10:30:00", None),
        ("", None),
    ],
)
def test_the_time_of_a_line_is_found_as_each_program_writes_it(text: str, moment: float | None) -> None:
    assert moment_of(text) == moment


def test_an_age_and_a_moment_are_understood() -> None:
    now = datetime(2026, 1, 15, 10, 40, tzinfo=UTC)
    assert (
        parse_since("10m", now) == parse_since("600s", now) == parse_since("2026-01-15T10:30:00+00:00", now) == SECOND
    )
    assert parse_since("1d", now) == now.timestamp() - 86_400 == parse_since("24h", now)


@pytest.mark.parametrize(("word", "level"), [("WARN", "warning"), ("critical", "error"), ("LOG", "info"), ("x", "")])
def test_a_level_has_one_name_whoever_writes_it(word: str, level: str) -> None:
    assert level_of(word) == level
