"""After a deployment each service is asked for the reads its users make; one that is always 500 is found."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import jwt
import pytest
import yaml

from suite_ops.deployment.smoke import smoke_problems
from suite_ops.installation import Installation, load_installation

SECRET = "a secret of more than thirty-two bytes, all of them known"
READ = {"summary": "One read"}
READS = {
    "/healthz": READ,
    "/api/items": READ | {"security": [{"bearer": []}]},
    "/api/items/{id}": READ,
    "/api/without-key": READ,
}
asked: dict[str, str | None] = {}


class Service(BaseHTTPRequestHandler):
    """/api/items fails behind its token, as code does that was never tried."""

    def do_GET(self) -> None:
        asked[self.path] = self.headers.get("Authorization")
        failing = self.path == "/api/items" and self.headers.get("Authorization")
        self.send_response(500 if failing else 503 if self.path == "/api/without-key" else 200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing is told."""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    entry = {
        "id": "echo-api",
        "type": "backend",
        "path": "services/echo-api",
        "port": server.server_address[1],
        "env_prefix": "ECHO",
        "module": "echo_api.wsgi:app",
    }
    (tmp_path / "services" / "echo-api").mkdir(parents=True)
    (tmp_path / "services-manifest.json").write_text(json.dumps({"version": 1, "services": [entry]}))
    paths = {path: {"get": operation} for path, operation in READS.items()}
    (tmp_path / "services" / "echo-api" / "openapi.yaml").write_text(yaml.safe_dump({"paths": paths}))
    monkeypatch.setenv("SUITE_ROOT", str(tmp_path))
    monkeypatch.setenv("APP_ENV", "test")
    monkeypatch.setenv("JWT_SECRET", SECRET)
    asked.clear()
    yield load_installation()
    server.shutdown()
    server.server_close()


def test_every_read_without_parameters_is_made_and_a_failing_one_named(here: Installation) -> None:
    assert smoke_problems(here) == ["echo-api /api/items: 500", "echo-api /api/without-key: 503"]
    assert set(asked) == {"/readyz", "/healthz", "/api/items", "/api/without-key"}


def test_what_is_missing_before_and_after_speaks_against_no_deployment(here: Installation) -> None:
    assert "echo-api /api/without-key: 503" in smoke_problems(here)
    assert smoke_problems(here, smoke_problems(here)) == ["echo-api /api/items: 500"]


def test_reads_are_made_as_a_reader_for_a_short_while(here: Installation) -> None:
    smoke_problems(here)
    claims = jwt.decode(str(asked["/api/items"]).removeprefix("Bearer "), SECRET, ["HS256"])
    assert claims["role"] == "reader"
    assert claims["exp"] - claims["iat"] <= 120
