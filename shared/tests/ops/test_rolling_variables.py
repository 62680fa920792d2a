"""Variables given to rolling-restart and rotate-secret reach the new processes, or are refused by name first.

Those of start-all stay.
"""

import json
import os
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection

import pytest

from suite_ops.database.throwaway import reachable_folder
from suite_ops.deployment import rolling_restart
from suite_ops.environment import rotate_secret
from suite_ops.environment.caller import NAME
from suite_ops.installation import Installation, load_installation
from suite_ops.processes import start_all, stop_all
from suite_testing.small_suite import echo_service, enter_suite, forget_environment

CONFIGURATION = """\
import os
bind = ["fd://" + number for number in os.environ["SUITE_LISTEN_FDS"].split(",")]
"""
APPLICATION = """\
import json, os, sys

if os.environ.get("ECHO_WORD") == "broken":
    sys.exit(78)

def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps({"checks": {}, "variables": dict(os.environ)}).encode()]
"""
SECRET = "JWT_SECRET=a-secret-of-a-test-x7Kq9-and-no-other"
START = "gunicorn -c services/echo-api/conf.py --chdir services/echo-api echo:app"


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    """One running service, started with ECHO_WORD=first and ECHO_OTHER=kept."""
    with reachable_folder("suite rolling ") as root:
        (root / "services" / "echo-api").mkdir(parents=True)
        (root / "services" / "echo-api" / "conf.py").write_text(CONFIGURATION)
        (root / "services" / "echo-api" / "echo.py").write_text(APPLICATION)
        (root / ".env.local").write_text(f"{SECRET}\nAUTH_MODE=off\n")
        forget_environment(monkeypatch, "JWT_SECRET", "AUTH_MODE")
        given = enter_suite(monkeypatch, root, echo_service(START), ECHO_WORD="first", ECHO_OTHER="kept")
        try:
            assert start_all.main([]) == 0
            started = load_installation()
            # Another shell: it has the root, and nothing else of the start.
            for name in given.keys() - {"SUITE_ROOT"}:
                monkeypatch.delenv(name)
            yield started
        finally:
            for name, value in given.items():
                monkeypatch.setenv(name, value)
            stop_all.main(["--force"])


def variables_of(here: Installation) -> dict[str, str]:
    """The environment of the process that answers."""
    port = here.manifest.services[0].port_in(here.environment)
    assert port is not None
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("GET", "/")
        content: dict[str, dict[str, str]] = json.loads(connection.getresponse().read())
        return content["variables"]


def test_a_given_variable_reaches_the_new_processes_and_those_after_them(
    here: Installation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ECHO_WORD", "second")
    assert rolling_restart.main([]) == 0, capsys.readouterr().err
    assert "ECHO_WORD changed" in capsys.readouterr().err
    monkeypatch.delenv("ECHO_WORD")
    for _ in range(2):
        found = variables_of(here)
        assert (found["ECHO_WORD"], found["ECHO_OTHER"]) == ("second", "kept")
        assert rolling_restart.main(["echo-api"]) == 0
    assert "changed" not in capsys.readouterr().err
    assert "ECHO_OTHER" not in os.environ


def test_what_cannot_reach_them_is_refused_by_name(
    here: Installation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    remembered = (here.run_dir / NAME).read_text()
    before = variables_of(here)["SUITE_GENERATION"]
    for name in ("ECHO_PORT", "ECHO_HOST", "SHUTDOWN_TIMEOUT_MS", "APP_ENV"):
        with monkeypatch.context() as shell:
            # 4321 is no host and no kind of installation either.
            shell.setenv(name, "4321")
            assert rolling_restart.main([]) == 1
        assert name in capsys.readouterr().err
    assert variables_of(here)["SUITE_GENERATION"] == before
    assert (here.run_dir / NAME).read_text() == remembered


def test_a_value_that_nothing_starts_with_leaves_the_service_as_it_is(
    here: Installation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    remembered = (here.run_dir / NAME).read_text()
    monkeypatch.setenv("ECHO_WORD", "broken")
    assert rolling_restart.main([]) == 1
    assert "echo-api keeps its old processes" in capsys.readouterr().err
    assert variables_of(here)["ECHO_WORD"] == "first"
    assert (here.run_dir / NAME).read_text() == remembered


def test_another_secret_keeps_the_variables_of_the_start(
    here: Installation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ECHO_WORD", "second")
    before = variables_of(here)["SUITE_GENERATION"]
    assert rotate_secret.main(["JWT_SECRET"]) == 0, capsys.readouterr().err
    assert "ECHO_WORD changed" in capsys.readouterr().err
    monkeypatch.delenv("ECHO_WORD")
    found = variables_of(here)
    assert (found["ECHO_WORD"], found["ECHO_OTHER"]) == ("second", "kept")
    assert found["SUITE_GENERATION"] != before
    assert rolling_restart.main([]) == 0
    assert "changed" not in capsys.readouterr().err


def test_a_rotation_that_cannot_restart_changes_no_secret(
    here: Installation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    remembered = (here.run_dir / NAME).read_text()
    with monkeypatch.context() as shell:
        shell.setenv("ECHO_PORT", "4321")
        assert rotate_secret.main(["JWT_SECRET"]) == 1
    assert "ECHO_PORT" in capsys.readouterr().err
    with monkeypatch.context() as shell:
        shell.setenv("ECHO_WORD", "second")
        assert rotate_secret.main(["JWT_SECRET", "--dry-run"]) == 0
    assert SECRET in (here.root / ".env.local").read_text().splitlines()
    assert (here.run_dir / NAME).read_text() == remembered
