"""The suite as its users meet it: a copy of the repository, its scripts, and requests over HTTP."""

import json
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import psutil
import pytest
import requests

from suite_ops.database.throwaway import reachable_folder
from suite_ops.manifest import load_manifest
from suite_testing.repository_copy import add_migration, copy_repository, script_environment
from suite_testing.tools import require_tool

pytestmark = pytest.mark.end_to_end
NEW_ITEM = {"title": "T", "description": "D", "category": "dashboard", "priority": "high"}
TRIAL_MIGRATION = """
ALTER TABLE workspace_items ADD COLUMN trial_note text;
CREATE INDEX ix_workspace_items_trial_note ON workspace_items (trial_note);
"""
GATEWAY_ANSWERS = {
    "/gateway/healthz": "ok",
    "/main-sentiments": "name",
    "/api/blog/health": "Blog API funcionando!",
    "/sitemap/tags.xml": "urlset",
    "/api/workspace/items?limit=1": "success",
    # Not /health: a process that is ending rightly says there that it is not ready, and serves on.
    "/api/docs/healthz": "ok",
    "/api/firecrawl/health": "firecrawl-proxy",
}


@dataclass(frozen=True)
class Suite:
    """A copy of the repository and the environment its scripts run in."""

    root: Path
    environment: dict[str, str]

    def run(self, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one script from another folder; its output is text."""
        command = [str(self.root / "scripts" / script), *arguments]
        return subprocess.run(
            command, cwd="/", env=self.environment, capture_output=True, text=True, timeout=300, check=False
        )

    def url(self, path: str) -> str:
        """Address of a route of workspace-api."""
        return f"http://127.0.0.1:{self.environment['WORKSPACE_PORT']}{path}"

    def processes(self) -> list[str]:
        """Command lines of everything that runs out of the copy."""
        return [text for text in map(_command, psutil.process_iter()) if str(self.root) in text]


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


@pytest.fixture(scope="module")
def suite() -> Iterator[Suite]:
    """Started from a copy with a space in its path, on ports of its own; stopped at the end."""
    with reachable_folder("suite end to end ") as folder:
        root = folder / "the copy"
        copy_repository(root)
        made = Suite(root, script_environment(root))
        try:
            started = made.run("services/start-all.sh")
            assert started.returncode == 0, started.stderr
            assert "not built yet" not in started.stderr
            yield made
        finally:
            made.run("stop-all.sh", "--force")


def create_item(suite: Suite, title: str) -> dict[str, Any]:
    reply = requests.post(suite.url("/api/items"), json={**NEW_ITEM, "title": title}, timeout=30)
    assert reply.status_code == 201, reply.text
    item: dict[str, Any] = reply.json()["data"]
    return item


def test_the_service_writes_and_reads_over_http(suite: Suite) -> None:
    item = create_item(suite, "Ação")
    reply = requests.get(suite.url(f"/api/items/{item['id']}"), timeout=30)
    assert reply.json()["data"] == item


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/health", "/metrics", "/metrics.json", "/openapi.json"])
def test_the_operational_routes_answer(suite: Suite, path: str) -> None:
    assert requests.get(suite.url(path), timeout=30).status_code == 200


def test_a_first_start_seeds(suite: Suite) -> None:
    reply = requests.get(suite.url("/api/items"), timeout=30)
    assert reply.json()["count"] > 0
    assert (suite.root / "var" / "seeded" / "workspace-api").is_file()


def test_status_says_that_everything_runs(suite: Suite) -> None:
    answer = suite.run("services/status.sh", "--json")
    assert answer.returncode == 0
    assert json.loads(answer.stdout)["summary"] == {"allOk": True}


def test_health_checks_find_everything_healthy(suite: Suite) -> None:
    answer = suite.run("maintenance/health-check-all.sh", "--format", "json")
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["overallHealth"] == "healthy"


@pytest.mark.parametrize("script", ["services/status.sh", "maintenance/health-check-all.sh"])
def test_the_gateway_is_watched_like_a_service(suite: Suite, script: str) -> None:
    require_tool("nginx")
    listed = json.loads(suite.run(script, *(["--json"] if "status" in script else ["--format", "json"])).stdout)
    states = {row["name"]: (row["status"], row["port"]) for row in listed["localServices"]}
    assert states["gateway"] == ("healthy", suite.environment["GATEWAY_PORT"])


def test_nothing_is_left_to_migrate(suite: Suite) -> None:
    assert suite.run("migrate.sh", "--status").returncode == 0


def test_the_environment_has_no_errors(suite: Suite) -> None:
    answer = suite.run("validate-env.sh")
    assert answer.returncode in (0, 2), answer.stdout


def test_the_log_has_one_line_for_a_request(suite: Suite) -> None:
    requests.get(suite.url("/api/categories"), headers={"X-Request-ID": "end-to-end-1"}, timeout=30)
    answer = suite.run("logs.sh", "workspace-api", "--request-id", "end-to-end-1")
    [line] = answer.stdout.splitlines()
    assert json.loads(line)["message"] == "request completed"


def test_psql_opens_as_the_role_of_a_service(suite: Suite) -> None:
    answer = suite.run("psql.sh", "workspace-api", "-Atc", "SELECT current_user, current_schema")
    assert answer.stdout == "app_workspace|workspace\n"


def test_one_address_leads_to_every_service(suite: Suite) -> None:
    require_tool("nginx")
    gateway = f"http://127.0.0.1:{suite.environment['GATEWAY_PORT']}"
    for path, part in GATEWAY_ANSWERS.items():
        reply = requests.get(gateway + path, timeout=30)
        assert (reply.status_code, part in reply.text) == (200, True), (path, reply.text[:200])


def test_a_deployment_with_a_migration_loses_no_request(suite: Suite) -> None:
    require_tool("nginx")
    add_migration(suite.root, "workspace-api", TRIAL_MIGRATION)
    with asking(suite) as answers:
        deployed = suite.run("deploy.sh")
    assert deployed.returncode == 0, deployed.stderr
    assert "requests, none lost" in deployed.stderr
    assert len(answers) > 100
    assert [answer for answer in answers if answer[1] not in (200, 201)] == []
    assert deployed.stderr.count("runs anew") == len(load_manifest(suite.root).built())
    assert "trial_note" in suite.run("psql.sh", "workspace-api", "-Atc", r"\d workspace_items").stdout


@contextmanager
def asking(suite: Suite) -> Iterator[list[tuple[str, int]]]:
    """Requests to every service through the gateway during the block, reads and a write, and how each was answered."""
    gateway = f"http://127.0.0.1:{suite.environment['GATEWAY_PORT']}"
    answers: list[tuple[str, int]] = []
    done = Event()

    def ask(path: str) -> None:
        with requests.Session() as session:
            while not done.is_set():
                answers.append((path, session.get(gateway + path, timeout=30).status_code))
                done.wait(0.05)

    def write() -> None:
        while not done.wait(0.05):
            reply = requests.post(f"{gateway}/api/workspace/items", json=NEW_ITEM, timeout=30)
            answers.append(("POST", reply.status_code))

    paths = [path for path in GATEWAY_ANSWERS for _ in range(2)]
    with ThreadPoolExecutor(len(paths) + 1) as pool:
        questions = [*(pool.submit(ask, path) for path in paths), pool.submit(write)]
        try:
            yield answers
        finally:
            done.set()
        for question in questions:
            question.result()


@pytest.mark.parametrize("kind", [(), ("--physical",)])
def test_a_lost_database_comes_back_and_is_served(suite: Suite, kind: tuple[str, ...]) -> None:
    create_item(suite, "Não se perde")
    drilled = suite.run("test-disaster-recovery.sh", *kind)
    assert drilled.returncode == 0, drilled.stderr
    assert [line.split()[0] for line in drilled.stdout.splitlines()] == ["RTO", "RPO"]
    assert "came back, and every service serves them" in drilled.stderr
    assert suite.run("status.sh").returncode == 0


def test_stop_leaves_nothing_and_a_second_start_finds_the_data(suite: Suite) -> None:
    item = create_item(suite, "kept")
    assert suite.run("services/stop-all.sh").returncode == 0
    assert suite.processes() == []
    assert not list((suite.root / "var" / "run").glob("*.*"))
    assert suite.run("status.sh").returncode == 1

    again = suite.run("start-all.sh")
    assert again.returncode == 0, again.stderr
    reply = requests.get(suite.url(f"/api/items/{item['id']}"), timeout=30)
    assert reply.json()["data"]["title"] == "kept"
