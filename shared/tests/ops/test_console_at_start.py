"""Who starts the suite with its console sends traces there, unless another collector is named."""

import os

import pytest

from suite_ops.installation import load_installation
from suite_ops.page.background_build import COLLECTOR, send_traces


class Supervisor:
    """Knows of the console that it runs, or that it does not."""

    def __init__(self, console: str = "") -> None:
        self._console = console

    def state(self, name: str) -> str:
        return self._console if name == "console" else ""


def test_the_console_that_starts_is_the_collector(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(COLLECTOR, "")
    here = load_installation()
    sent = send_traces(here, here.manifest.services, Supervisor())

    assert sent.environment[COLLECTOR] == os.environ[COLLECTOR]
    assert sent.environment[COLLECTOR] == f"http://127.0.0.1:{here.manifest.find('console').port_in(here.environment)}"


def test_nothing_is_sent_without_a_console(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(COLLECTOR, "")
    here = load_installation()
    others = [service for service in here.manifest.services if service.id != "console"]

    assert send_traces(here, others, Supervisor()) is here


def test_a_collector_that_is_named_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(COLLECTOR, "http://collector.example:4318")
    here = load_installation()

    assert (
        send_traces(here, here.manifest.services, Supervisor()).environment[COLLECTOR]
        == "http://collector.example:4318"
    )


def test_a_console_that_runs_already_is_the_collector_of_what_starts_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(COLLECTOR, "")
    here = load_installation()
    alone = [here.manifest.find("movies-api")]

    assert COLLECTOR in send_traces(here, alone, Supervisor("RUNNING")).environment
