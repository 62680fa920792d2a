"""health-check-all: states, verdicts, formats, exit statuses."""

import json
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from suite_ops.database.cluster import Cluster
from suite_ops.database.throwaway import free_port
from suite_ops.health import health_check_all
from suite_ops.health.advice import advise
from suite_ops.health.report import ContainerHealth, DatabaseHealth, HealthReport, ServiceHealth
from suite_ops.processes.records import write_record

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prepared: tuple[Cluster, Mapping[str, str]]) -> Path:
    """A repository whose database is the cluster of the tests, without services yet."""
    cluster = prepared[0]
    monkeypatch.setenv("SUITE_ROOT", str(tmp_path))
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    make_docker(tmp_path, "exit 1")
    for name, value in {
        "HOST": "127.0.0.1",
        "PORT": str(cluster.port),
        "NAME": "frontend_apps",
        "SUPERUSER": cluster.superuser,
        "SUPERPASS": cluster.password,
    }.items():
        monkeypatch.setenv(f"FRONTEND_APPS_DB_{name}", value)
    monkeypatch.delenv("WORKSPACE_PORT", raising=False)
    monkeypatch.delenv("LOG_DIR", raising=False)
    write_manifest(tmp_path)
    return tmp_path


def write_manifest(root: Path, port: int | None = None, **changes: Any) -> None:
    entry = {
        "id": "workspace-api",
        "type": "backend",
        "path": "services/workspace-api",
        "port": port,
        "env_prefix": "WORKSPACE",
        "health": {"path": "/health", "critical": True, "timeout_s": 0.5},
        **changes,
    }
    planned = {"id": "blog-api", "type": "backend", "path": "services/blog-api", "built": False}
    services = [entry, planned] if port else [planned]
    (root / "services" / "workspace-api").mkdir(parents=True, exist_ok=True)
    (root / "services-manifest.json").write_text(json.dumps({"version": 1, "services": services}))


@pytest.fixture
def run(root: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command: (exit status, stdout)."""

    def check(*arguments: str) -> tuple[int, str]:
        status = health_check_all.main(list(arguments))
        return status, capsys.readouterr().out

    return check


@contextmanager
def serving(status: int | None) -> Iterator[int]:
    """A server that answers every request with `status`, or not at all; yields its port."""
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if status is None:
                over.wait(30)
                return
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_port
        finally:
            over.set()
            server.shutdown()
            thread.join()


def test_all_well(root: Path, run: Run) -> None:
    with serving(200) as port:
        write_manifest(root, port)
        status, text = run("--format", "json")
    report = json.loads(text)
    assert status == 0
    assert list(report) == [
        "localServices",
        "dockerContainers",
        "databases",
        "summary",
        "overallHealth",
        "remediation",
    ]
    (service,) = report["localServices"]
    assert service.pop("latencySeconds") >= 0
    assert service == {
        "name": "workspace-api",
        "status": "healthy",
        "port": str(port),
        "pid": "",
        "health": f"http://localhost:{port}/health",
    }
    assert report["databases"][0]["status"] == "up"
    assert report["dockerContainers"] == []
    assert (report["summary"], report["overallHealth"], report["remediation"]) == (
        {"allOk": True},
        "healthy",
        [],
    )


@pytest.mark.parametrize("answer", [503, 404, 302, None])
def test_a_service_that_listens_without_a_good_answer_is_unhealthy(root: Path, run: Run, answer: int | None) -> None:
    with serving(answer) as port:
        write_manifest(root, port)
        status, text = run("--format", "json")
    report = json.loads(text)
    assert (status, report["overallHealth"]) == (1, "degraded")
    assert report["localServices"][0]["status"] == "unhealthy"
    assert report["remediation"][0]["target"] == "workspace-api"


def test_a_critical_service_that_is_down_is_critical(root: Path, run: Run) -> None:
    write_manifest(root, free_port())
    status, text = run("--format", "json")
    report = json.loads(text)
    assert (status, report["overallHealth"]) == (2, "critical")
    assert report["localServices"][0]["status"] == "down"
    assert report["localServices"][0]["latencySeconds"] is None


def test_another_service_that_is_down_only_degrades(root: Path, run: Run) -> None:
    write_manifest(root, free_port(), health={"path": "/health", "critical": False})
    assert run()[0] == 1


def test_a_service_without_a_health_route_runs_when_it_listens(root: Path, run: Run) -> None:
    with serving(200) as port:
        write_manifest(root, port, health=None)
        status, text = run()
    assert status == 0
    assert "✓ RUNNING    workspace-api" in text


def test_a_worker_is_a_row_of_its_own(root: Path, run: Run) -> None:
    with serving(200) as port:
        write_manifest(root, port, worker="python -m worker")
        assert run()[0] == 1
        write_record(root / "var" / "log", "workspace-api-worker", None)
        status, text = run("--format", "json")
    assert status == 0
    assert json.loads(text)["localServices"][1] == {
        "name": "workspace-api-worker",
        "status": "running",
        "port": "",
        "pid": str(os.getpid()),
        "health": "",
        "latencySeconds": None,
    }


def test_a_worker_that_is_down_is_started_with_its_service() -> None:
    rows = [
        ServiceHealth("blog-api", "healthy"),
        ServiceHealth("blog-api-worker", "down"),
        ServiceHealth("db-sync-worker", "down"),
        ServiceHealth("gateway", "down"),
    ]
    advice = {name: actions[0] for name, actions in advise(HealthReport(services=rows))}
    assert advice == {
        "blog-api-worker": "scripts/start-all.sh --only blog-api",
        "db-sync-worker": "scripts/start-all.sh --only db-sync-worker",
        "gateway": "scripts/start-all.sh --gateway",
    }


def test_a_database_that_refuses_the_owner_is_critical(root: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTEND_APPS_DB_SUPERPASS", "not-the-password")
    status, text = run()
    assert status == 2
    assert "✗ DOWN       PostgreSQL" in text
    assert "not-the-password" not in text


def test_the_text_names_planned_services_and_remedies(root: Path, run: Run) -> None:
    write_manifest(root, free_port())
    text = run("--verbose")[1]
    assert text.splitlines()[0] == "📊 Local Services:"
    assert "  ✗ DOWN       workspace-api" in text
    assert "  not built yet: blog-api" in text
    assert "Remediation Suggestions:\n  workspace-api: scripts/start-all.sh --only workspace-api" in text


def test_parts_that_are_not_asked_stay_empty(root: Path, run: Run) -> None:
    write_manifest(root, free_port())
    status, text = run("--containers-only", "--format", "json")
    report = json.loads(text)
    assert (status, report["localServices"], report["databases"]) == (0, [], [])
    report = json.loads(run("--services-only", "--format", "json")[1])
    assert (len(report["localServices"]), report["databases"]) == (1, [])


def test_wrong_usage_is_1_because_2_means_critical(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--format", "xml"], ["--services-only", "--containers-only"]):
        with pytest.raises(SystemExit) as end:
            health_check_all.main(arguments)
        assert end.value.code == 1


def make_docker(root: Path, script: str) -> None:
    program = root / "bin" / "docker"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def container(name: str, state: str, status: str, labels: str) -> str:
    return json.dumps({"Names": name, "State": state, "Status": status, "Labels": labels})


def test_containers_of_the_suite_are_listed_and_others_are_not(root: Path, run: Run) -> None:
    ours = "com.docker.compose.project=colmeia,com.docker.compose.service=redis"
    rows = [
        container("redis-1", "running", "Up 2 hours (unhealthy)", ours),
        container("migrate-1", "exited", "Exited (0) 2 hours ago", ours),
        container("foreign-1", "exited", "Exited (1) 2 hours ago", "com.docker.compose.project=other"),
    ]
    (root / "rows").write_text("\n".join(rows))
    make_docker(root, f"while read -r line; do printf '%s\\n' \"$line\"; done < {root}/rows; printf '%s\\n' \"$line\"")
    status, text = run("--format", "json")
    assert (status, json.loads(text)["overallHealth"]) == (1, "degraded")
    assert json.loads(text)["dockerContainers"][0] == {
        "name": "redis-1",
        "status": "running",
        "health": "unhealthy",
        "group": "colmeia",
        "serviceName": "redis",
        "latencySeconds": None,
    }
    assert [row["name"] for row in json.loads(text)["dockerContainers"]] == ["redis-1", "migrate-1"]


@pytest.mark.parametrize("script", ["exit 1", "while :; do :; done"])
def test_an_engine_that_does_not_answer_is_no_problem(root: Path, run: Run, script: str) -> None:
    make_docker(root, script)
    status, text = run("--format", "json")
    assert (status, json.loads(text)["dockerContainers"]) == (0, [])


def test_metrics_have_their_names_and_labels(root: Path, run: Run) -> None:
    before = time.time()
    with serving(200) as port:
        write_manifest(root, port)
        status, text = run("--format", "prometheus")
    samples = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert status == 0
    prefix = "tradingsystem_"
    assert samples[f"{prefix}service_up", str(port), "workspace-api"] == 1
    assert samples[f"{prefix}service_health_status", "healthy", "workspace-api"] == 1
    assert samples[f"{prefix}service_health_status", "down", "workspace-api"] == 0
    assert (f"{prefix}service_health_check_duration_seconds", "workspace-api") in samples
    assert samples[f"{prefix}overall_health", "healthy"] == 1
    assert samples[(f"{prefix}health_check_timestamp_seconds",)] >= before
    assert (f"{prefix}health_latency_percentile_seconds", "p95", "services") in samples
    assert any(name[0] == f"{prefix}database_up" and value == 1 for name, value in samples.items())


def test_the_verdict() -> None:
    well = ServiceHealth("a", "healthy", critical=True)
    down = DatabaseHealth("PostgreSQL", "down", "h", "1", None)
    stopped = ContainerHealth("c", "exited", "none", "colmeia", "redis")
    assert HealthReport([well]).overall == "healthy"
    assert HealthReport([well, ServiceHealth("b", "unknown")]).overall == "degraded"
    assert HealthReport([well], [stopped]).overall == "degraded"
    assert HealthReport([well], [], [down]).overall == "critical"
