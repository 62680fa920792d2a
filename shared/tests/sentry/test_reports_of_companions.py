"""Companions and commands with a Sentry that is silent, refuses or is away: they do their work and end all the same."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from suite_testing.sample import SAMPLE_ENVIRONMENT
from suite_testing.sentry_project import SentryProject, running_project

PATIENCE_SECONDS = 120
TURNS = 200
COMPANION = f"""
import logging
from dataclasses import dataclass
from suite.environment import load_environment
from suite.settings import WorkerSettings
from suite.workers import Worker
from suite_testing.sample import SampleSettings

@dataclass(frozen=True, kw_only=True)
class Settings(SampleSettings, WorkerSettings):
    pass

worker = Worker(Settings.from_environment(load_environment()))
with worker.running():
    for number in range({TURNS}):
        worker.heartbeat.beat("rows")
        logging.getLogger("work").error("row skipped", extra={{"row": number, "password": "hidden-7"}})
    print("turned", worker.heartbeat.check())
print("ended")
"""
COMMAND = """
import logging
from suite.sentry.command import report_command

report_command("sample-command")
for number in range(200):
    logging.getLogger("work").error("row skipped", extra={"row": number})
print("worked")
raise RuntimeError("no disk")
"""


@pytest.fixture
def project() -> Iterator[SentryProject]:
    with running_project() as found:
        yield found


def run(program: str, dsn: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **SAMPLE_ENVIRONMENT, "SENTRY_DSN": dsn, "SHUTDOWN_TIMEOUT_MS": "2000"}
    command = [sys.executable, "-c", program]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE_SECONDS)


def away(project: SentryProject) -> str:
    return "http://key@127.0.0.1:9/42"


def silent(project: SentryProject) -> str:
    project.answers.clear()
    return project.dsn


def refusing(project: SentryProject) -> str:
    project.status = 500
    return project.dsn


STATES = pytest.mark.parametrize("state", [away, silent, refusing], ids=lambda state: state.__name__)


def test_a_companion_reports_what_it_logs(project: SentryProject) -> None:
    done = run(COMPANION, project.dsn)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "ended"), done.stderr
    first = project.events[0]
    assert (first["tags"]["service"], first["extra"]["row"], first["extra"]["password"]) == (
        "sample-api",
        0,
        "[redacted]",
    )


@STATES
def test_a_companion_works_and_ends_without_sentry(project: SentryProject, state: object) -> None:
    assert callable(state)
    done = run(COMPANION, state(project))
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stdout.splitlines() if not line.startswith("{")] == ["turned ok", "ended"]
    # Whoever waited for a silent one would not have ended: it has answered nothing yet.
    assert project.events == []


@STATES
def test_a_command_works_and_ends_without_sentry(project: SentryProject, state: object) -> None:
    assert callable(state)
    done = run(COMMAND, state(project))
    assert (done.returncode, done.stdout) == (1, "worked\n")
    assert "RuntimeError: no disk" in done.stderr
    assert project.events == []
