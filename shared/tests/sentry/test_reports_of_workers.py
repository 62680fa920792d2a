"""What workers of gunicorn report to Sentry, and that none of their requests waits for it.

Waiting is counted, not timed: every request is answered before Sentry has answered anything.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import requests

from suite.sentry.assembly import MOST_REPORTS
from suite_ops.processes.patience import wait_until
from suite_testing.processes import RunningService, running_service
from suite_testing.samples import samples_by
from suite_testing.sentry_project import SentryProject, running_project

HERE = str(Path(__file__).parent)
PATIENCE_SECONDS = 120.0
REQUESTS = 2 * MOST_REPORTS


@pytest.fixture
def project() -> Iterator[SentryProject]:
    with running_project() as found:
        yield found


def site(dsn: str, folder: Path, **variables: str) -> AbstractContextManager[RunningService]:
    """One worker that reports to `dsn`."""
    given = {"PYTHONPATH": HERE, "SAMPLE_WORKERS": "1", "SENTRY_DSN": dsn, **variables}
    module, settings = "reported_site:application", "suite_testing.sample"
    return running_service(module, settings, "SAMPLE", given, folder, readiness="/healthz")


def status_of(service: RunningService, path: str) -> int | None:
    try:
        return requests.get(service.url + path, headers={"X-Request-ID": "r-1"}, timeout=60).status_code
    except requests.ConnectionError:
        return None


def break_down(service: RunningService, count: int) -> list[int | None]:
    return [status_of(service, "/broken/ana@example.org") for _ in range(count)]


def counts(service: RunningService) -> dict[str, float]:
    """How many reports became what."""
    text = requests.get(f"{service.url}/metrics", timeout=60).text
    return samples_by(text, "tradingsystem_sentry_reports_total", "result")


def test_a_failed_request_is_reported_with_release_request_and_trace(project: SentryProject, tmp_path: Path) -> None:
    variables = {"SENTRY_RELEASE": "colmeia@7", "SENTRY_TRACES_SAMPLE_RATE": "1", "SENTRY_ENVIRONMENT": "staging"}
    with site(project.dsn, tmp_path, **variables) as service:
        assert break_down(service, 1) == [500]
        assert wait_until(lambda: project.events and project.transactions, PATIENCE_SECONDS)
    [event] = project.events
    traces = {one["contexts"]["trace"]["trace_id"]: one["transaction"] for one in project.transactions}
    assert (event["release"], event["environment"]) == ("colmeia@7", "staging")
    assert event["tags"] == {"service": "sample-api", "request_id": "r-1", "route": "/broken/:name"}
    assert traces[event["contexts"]["trace"]["trace_id"]] == "GET /broken/:name"
    assert event["exception"]["values"][0]["type"] == "RuntimeError"
    assert "ana@" not in str(event)


def test_no_request_waits_for_a_silent_sentry(project: SentryProject, tmp_path: Path) -> None:
    project.answers.clear()
    with site(project.dsn, tmp_path) as service:
        assert break_down(service, REQUESTS) == [500] * REQUESTS
        # All have been answered, and Sentry has answered none of their reports.
        assert project.events == []
        assert counts(service)["dropped"] >= REQUESTS - MOST_REPORTS - project.received
        project.answers.set()
        assert wait_until(lambda: sum(counts(service).values()) == REQUESTS, PATIENCE_SECONDS)
        assert wait_until(lambda: project.events, PATIENCE_SECONDS)


def test_no_request_fails_for_a_refusing_sentry(project: SentryProject, tmp_path: Path) -> None:
    project.status = 500
    with site(project.dsn, tmp_path) as service:
        assert break_down(service, 5) == [500] * 5
        assert wait_until(lambda: counts(service).get("failed") == 5, PATIENCE_SECONDS)
    assert project.events == []


def test_no_request_fails_for_a_sentry_that_is_away(tmp_path: Path) -> None:
    with site("http://key@127.0.0.1:9/42", tmp_path) as service:
        assert break_down(service, 5) == [500] * 5
        assert wait_until(lambda: counts(service).get("failed") == 5, PATIENCE_SECONDS)
