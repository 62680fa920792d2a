"""The service as production runs it: gunicorn, two workers, a network in between."""

import os
from collections.abc import Iterator
from hashlib import sha256

import psutil
import pytest

from suite_testing.databases import TestCluster
from suite_testing.processes import RunningService, running_service

MEBIBYTE = 1_048_576
UPLOAD = "/api/v1/files/upload"


@pytest.fixture(scope="module")
def running(test_cluster: TestCluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    folder = tmp_path_factory.mktemp("live")
    docs = folder / "docs"
    docs.mkdir()
    (docs / "index.md").write_text("---\ntitle: Início\n---\nOlá.\n", encoding="utf-8")
    database = test_cluster.clone("documentation-api", "documentation")
    variables = {
        "DOCUMENTATION_DATABASE_URL": database.dsn("app_documentation"),
        "DOCUMENTATION_WORKERS": "2",
        "DOCS_DIR": str(docs),
    }
    with running_service(
        "documentation_api.wsgi:app", "documentation_api.settings", "DOCUMENTATION", variables, folder
    ) as found:
        yield found


def memory_of(running: RunningService) -> int:
    """Resident bytes of the worker that holds most."""
    return max(worker.memory_info().rss for worker in running.workers() if isinstance(worker, psutil.Process))


def test_ten_megabytes_go_through_with_flat_memory(running: RunningService) -> None:
    with running.caller("dona") as caller:
        caller.post(UPLOAD, files={"file": ("aquecer.txt", b"x", "text/plain")})
        before = memory_of(running)
        for number in range(2):
            content = os.urandom(5 * MEBIBYTE).hex().encode()
            reply = caller.post(UPLOAD, files={"file": (f"{number}.txt", content, "text/plain")})
            assert reply.status_code == 201, reply.text
            file = reply.json()["data"]
            assert file["checksum"] == sha256(content).hexdigest()
            assert caller.get(f"/api/v1/files/{file['id']}/download").content == content
        assert memory_of(running) - before < 20 * MEBIBYTE


def test_a_byte_too_many_is_told_to_a_client_that_goes_on_sending(running: RunningService) -> None:
    with running.caller("dona") as caller:
        reply = caller.post(UPLOAD, files={"file": ("grande.txt", b"x" * (10 * MEBIBYTE + 1), "text/plain")})
        assert reply.status_code == 413
        assert reply.json()["error"] == "File too large. Maximum size: 10 MB"
        assert caller.get("/api/v1/files/upload-info").status_code == 200


def test_ranges_and_heads_arrive_as_told(running: RunningService) -> None:
    content = bytes(range(32, 127)) * 30_000
    with running.caller("rui") as caller:
        file = caller.post(UPLOAD, files={"file": ("faixa.txt", content, "text/plain")}).json()["data"]
        path = f"/api/v1/files/{file['id']}/download"
        part = caller.get(path, headers={"Range": "bytes=1048570-2097160"})
        assert (part.status_code, part.content) == (206, content[1048570:2097161])
        head = caller.head(path)
        assert (head.status_code, head.headers["Content-Length"]) == (200, str(len(content)))
        assert caller.get(path, headers={"If-None-Match": head.headers["ETag"]}).status_code == 304


def test_metrics_name_routes_by_their_template(running: RunningService) -> None:
    with running.caller("rui") as caller:
        system = caller.post("/api/v1/systems", json={"name": "medido", "type": "api"}).json()["data"]
        caller.get(f"/api/v1/systems/{system['id']}")
        text = caller.get("/metrics").text
    label = 'method="GET",route="/api/v1/systems/:id",service="documentation-api",status_code="200"'
    assert f"tradingsystem_http_requests_total{{{label}}} 1.0" in text
    assert system["id"] not in text
    for name in ("tradingsystem_http_request_duration_seconds_bucket", "tradingsystem_db_queries_total"):
        assert name in text
