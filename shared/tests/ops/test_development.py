"""What is saved is served at once, and no request is refused meanwhile; what cannot be served leaves the old alone."""

import json
import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from suite_ops.database.throwaway import reachable_folder
from suite_ops.development.sources import forget_compiled, shorten_traceback, syntax_problem
from suite_ops.development.watch import sort_changes
from suite_ops.installation import Installation, load_installation
from suite_ops.logs.files import FileLog
from suite_ops.processes import stop_all
from suite_ops.processes.beside import Beside
from suite_ops.processes.patience import wait_until
from suite_ops.processes.records import running_process
from suite_ops.processes.supervisor import Supervisor
from suite_testing.pseudo_terminal import PATIENCE, PseudoTerminal
from suite_testing.small_suite import echo_service, enter_suite, forget_environment

SAVES = 50
CONFIGURATION = """\
import os
import shlex
bind = ["fd://" + number for number in os.environ["SUITE_LISTEN_FDS"].split(",")]
worker_class = "gthread"
threads = 4
"""
APPLICATION = """\
import os
import shlex
ANSWER = "{answer}"

def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [(ANSWER + os.environ.get("ECHO_WORD", "")).encode()]
"""
START = "gunicorn -c services/echo-api/conf.py --chdir services/echo-api/src echo_api:app"


class Developed:
    """A repository of one service, whose source is saved and asked."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.source = root / "services" / "echo-api" / "src" / "echo_api.py"
        self.refusals: list[str] = []
        self.answers: set[str] = set()

    @property
    def here(self) -> Installation:
        return load_installation(self.root)

    def save(self, answer: str) -> None:
        """As editors do: a new file takes the place of the old one."""
        unfinished = self.source.with_suffix(".py~")
        unfinished.write_text(APPLICATION.format(answer=answer))
        unfinished.replace(self.source)

    def ask(self) -> str | None:
        try:
            with closing(HTTPConnection("127.0.0.1", int(os.environ["ECHO_PORT"]), timeout=30)) as connection:
                connection.request("GET", "/")
                return connection.getresponse().read().decode()
        except (OSError, HTTPException) as error:
            self.refusals.append(repr(error))
            return None

    def answers_with(self, answer: str) -> bool:
        return wait_until(lambda: self.ask() == answer, PATIENCE)

    def develop(self) -> PseudoTerminal:
        return PseudoTerminal([sys.executable, "-m", "suite_ops", "dev", "echo-api"], os.environ, self.root)


@pytest.fixture
def developed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Developed]:
    forget_environment(monkeypatch, "NO_COLOR")
    with reachable_folder("suite dev ") as folder:
        root = folder / "changed"
        made = Developed(root)
        made.source.parent.mkdir(parents=True)
        (root / "services" / "echo-api" / "conf.py").write_text(CONFIGURATION)
        made.save("answer 00")
        enter_suite(monkeypatch, root, echo_service(START))
        try:
            yield made
        finally:
            stop_all.main(["--force"])


def test_every_save_is_served_and_no_request_refused(developed: Developed) -> None:
    with developed.develop() as terminal:
        terminal.wait_for("q quit")
        assert developed.answers_with("answer 00")
        developed.refusals.clear()

        def ask() -> None:
            while not asking.done.is_set():
                answer = developed.ask()
                developed.answers.add(str(answer))

        asking = Beside([ask, ask])
        with asking:
            for number in range(1, SAVES + 1):
                developed.save(f"answer {number:02d}")
                assert developed.answers_with(f"answer {number:02d}"), terminal.text
        assert developed.refusals == []
        assert len(developed.answers) == SAVES + 1
        terminal.press("q")
        assert terminal.process.wait(PATIENCE) == 0
    assert not Supervisor(developed.here).answers()


def test_what_is_broken_leaves_the_old_version_alone_until_it_is_mended(developed: Developed) -> None:
    with developed.develop() as terminal:
        place = terminal.wait_for("q quit")
        developed.source.write_text("def app(:\n")
        place = terminal.wait_for("the version before goes on serving", after=place)
        assert f'File "{developed.source}", line 1' in terminal.text
        assert developed.ask() == "answer 00"
        developed.source.write_text("import never_installed\n")
        place = terminal.wait_for("echo-api keeps its old processes", after=place)
        assert "ModuleNotFoundError: No module named 'never_installed'" in terminal.text
        assert developed.ask() == "answer 00"
        developed.save("answer 11")
        assert developed.answers_with("answer 11"), terminal.text


def test_a_setting_that_is_saved_is_read(developed: Developed) -> None:
    with developed.develop() as terminal:
        place = terminal.wait_for("q quit")
        (developed.root / ".env.local").write_text("ECHO_WORD=first\n" + (developed.root / ".env.local").read_text())
        terminal.wait_for("echo-api: ECHO_WORD changed", after=place)
        terminal.wait_for("echo-api runs anew", after=place)


def test_keys_restart_and_open_the_reading_page(developed: Developed, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = developed.root / "opened"
    browser = developed.root / "browser"
    browser.write_text(f"#!/bin/sh\necho \"$1\" > '{opened}'\n")
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{shlex.quote(str(browser))} %s")
    with developed.develop() as terminal:
        place = terminal.wait_for("q quit")
        terminal.press("x")
        terminal.press("r")
        place = terminal.wait_for("echo-api runs anew", after=place)
        terminal.press("o")
        assert wait_until(lambda: opened.exists() and opened.read_text(), PATIENCE)
        assert opened.read_text() == f"http://localhost:{os.environ['ECHO_PORT']}/docs\n"


def test_what_ran_before_runs_on(developed: Developed) -> None:
    with developed.develop() as first:
        first.wait_for("q quit")
        before = running_process(developed.here.log_dir, "echo-api")
        with developed.develop() as second:
            second.wait_for("q quit")
            second.press("\x03")
            assert second.process.wait(PATIENCE) == 0
        assert running_process(developed.here.log_dir, "echo-api") == before
        assert developed.ask() == "answer 00"


def test_a_service_that_did_not_start_is_started_once_it_is_mended(developed: Developed) -> None:
    developed.source.write_text("import never_installed\n")
    with developed.develop() as terminal:
        terminal.wait_for("not started: echo-api")
        terminal.wait_for("q quit")
        developed.save("answer 22")
        assert developed.answers_with("answer 22"), terminal.text


def test_an_unknown_service_is_named(developed: Developed) -> None:
    command = [sys.executable, "-m", "suite_ops", "dev", "never-api"]
    with PseudoTerminal(command, os.environ, developed.root) as terminal:
        terminal.wait_for("Service 'never-api' not found in manifest.")
        assert terminal.process.wait(PATIENCE) == 1


def test_files_belong_to_who_reads_them(developed: Developed) -> None:
    here = developed.here
    chosen = here.manifest.services
    root = here.root

    def sort(*places: str) -> tuple[set[str], int, bool, bool]:
        found = sort_changes(here, chosen, [root / place for place in places])
        return found.services, len(found.migrations), found.settings, found.tools

    assert sort("services/echo-api/src/a/page.html") == ({"echo-api"}, 0, False, False)
    assert sort("shared/src/suite/errors.py") == ({"echo-api"}, 0, False, False)
    assert sort("services/echo-api/migrations/0002_x.sql") == (set(), 1, False, False)
    assert sort(".env.local", "config/.env.defaults") == (set(), 0, True, False)
    assert sort("shared/src/suite_ops/cli.py") == (set(), 0, False, True)
    assert sort("services/echo-api/tests/test_a.py", "README.md", "../elsewhere") == (set(), 0, False, False)


def test_a_syntax_error_is_told_as_python_tells_it(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("x = 1\nif x\n    pass\n")
    problem = syntax_problem(path)
    assert problem is not None
    assert problem.startswith(f'  File "{path}", line 2')
    assert problem.endswith("SyntaxError: expected ':'")
    for odd in ("'\0'", "+".join(["1"] * 100_000), "-" * 100_000 + "1"):
        path.write_text(f"x = {odd}\n")
        assert str(syntax_problem(path)).startswith(f'  File "{path}"')
    path.write_text("x = '\\d'\n")
    assert syntax_problem(path) is None
    assert syntax_problem(tmp_path / "gone.py") is None


def test_the_compiled_form_of_a_changed_file_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("x = 1\n")
    sys.path.insert(0, str(tmp_path))
    compiled = tmp_path / "__pycache__" / f"a.{sys.implementation.cache_tag}.pyc"
    compiled.parent.mkdir()
    compiled.write_bytes(b"old")
    sys.path.remove(str(tmp_path))
    forget_compiled([path, tmp_path / "b.txt", tmp_path / "never.py"])
    assert not compiled.exists()


def test_of_a_traceback_the_own_frames_and_the_error_are_shown(tmp_path: Path) -> None:
    path = tmp_path / "echo-api.log"
    log = FileLog("echo-api", path)
    path.write_text("Traceback (most recent call last):\nOldError: before\n")
    log.skip_backlog()
    stack = [
        "Traceback (most recent call last):",
        '  File "/usr/lib/python3/gunicorn/util.py", line 1, in load',
        "    import_module(name)",
        f'  File "{tmp_path}/src/a.py", line 7, in <module>',
        "    import gone",
        "ModuleNotFoundError: No module named 'gone'",
    ]
    shown = [*stack[3:]]
    with path.open("a") as file:
        file.write("\n".join([*stack, "after"]) + "\n")
    assert shorten_traceback(log, tmp_path) == shown
    with path.open("a") as file:
        file.write(json.dumps({"message": "failed", "stack": "\n".join(stack)}) + "\n")
    assert shorten_traceback(log, tmp_path) == shown
    assert shorten_traceback(log, tmp_path) == []
    log.close()
