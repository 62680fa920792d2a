"""nginx and Caddy, running on what is generated: every prefix leads where the manifest says, compressed or not."""

import gzip
import json
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from built_services import MANIFEST

from suite_ops.database.throwaway import free_port
from suite_ops.generate.gateway import caddy_text, locations, nginx_text, routed
from suite_ops.manifest import ManifestService
from suite_ops.processes.patience import wait_until
from suite_testing.tools import require_tool

LARGE = "x" * 20_000
VERSION = '"7"'


class StandIn(BaseHTTPRequestHandler):
    """Answers with who it is and what it was asked; /item has a version, /events is a stream."""

    protocol_version = "HTTP/1.1"
    service = ""

    def do_GET(self) -> None:
        if self.path.endswith("/events"):
            self._stream()
            return
        self._answer(200)

    def do_PATCH(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self._answer(200 if self.headers.get("If-Match", "").replace("-gzip", "") == VERSION else 412)

    def _answer(self, status: int) -> None:
        told = {"service": self.service, "path": self.path, "if_match": self.headers.get("If-Match"), "filling": LARGE}
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", VERSION)
        self.end_headers()
        self.wfile.write(body)

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b"data: " + LARGE.encode() + b"\n\n")

    def log_message(self, *_: object) -> None:
        """Nothing is told."""


@dataclass(frozen=True)
class Gateway:
    """One that runs; its port."""

    port: int

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, b"{}" if method == "PATCH" else None, names)
            reply = connection.getresponse()
            return reply, reply.read()
        finally:
            connection.close()


@pytest.fixture(scope="module")
def stand_ins() -> Iterator[Callable[[ManifestService], str]]:
    """Where each service of the manifest is, played by a server of this test."""
    with ExitStack() as stack:
        addresses = {}
        for service in routed(MANIFEST):
            handler = type("Handler", (StandIn,), {"service": service.id})
            server = stack.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), handler))
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
            stack.callback(server.shutdown)
            addresses[service.id] = f"127.0.0.1:{server.server_address[1]}"
        yield lambda service: addresses[service.id]


@contextmanager
def running(command: list[str], port: int, **variables: str) -> Iterator[Gateway]:
    process = subprocess.Popen(command, env={**os.environ, **variables}, stderr=subprocess.DEVNULL)
    gateway = Gateway(port)

    def answers() -> bool:
        try:
            return gateway.ask("/gateway/healthz")[0].status == 200
        except OSError:
            return False

    try:
        assert wait_until(answers, 30)
        yield gateway
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def gateway(
    request: pytest.FixtureRequest,
    stand_ins: Callable[[ManifestService], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Gateway]:
    program, port, folder = require_tool(request.param), free_port(), tmp_path_factory.mktemp(request.param)
    if request.param == "nginx":
        folder.chmod(0o755)
        text = nginx_text(
            MANIFEST, f"127.0.0.1:{port}", stand_ins, pid_file=f"{folder}/pid", buffers=f"{folder}/", error_log="stderr"
        )
        (folder / "nginx.conf").write_text(text)
        command = [str(program), "-c", f"{folder}/nginx.conf", "-e", "stderr", "-g", "daemon off;"]
        if os.geteuid() == 0:
            command[-1] = "daemon off; user root;"
        with running(command, port) as started:
            yield started
    else:
        (folder / "Caddyfile").write_text(caddy_text(MANIFEST, stand_ins))
        command = [str(program), "run", "--adapter", "caddyfile", "--config", f"{folder}/Caddyfile"]
        home = str(folder)
        with running(command, port, COLMEIA_SITE=f"http://127.0.0.1:{port}", HOME=home, XDG_DATA_HOME=home) as started:
            yield started


def test_every_prefix_leads_where_the_manifest_says(gateway: Gateway) -> None:
    for service in routed(MANIFEST):
        for route in service.gateway:
            prefix, to = route.prefix.rstrip("/"), route.to.rstrip("/")
            below = "." not in prefix.rsplit("/", 1)[-1]
            for path in [prefix or "/", *([f"{prefix}/never/named?a=%C3%A7&b"] if below else [])]:
                reply, body = gateway.ask(path)
                told = json.loads(body)
                wanted = (service.id, f"{to}{path.removeprefix(prefix)}" or "/")
                assert (reply.status, told["service"], told["path"]) == (200, *wanted), path


def test_every_rule_is_reached(gateway: Gateway) -> None:
    for rule in locations(MANIFEST):
        path = rule.path if rule.exact else f"{rule.path}x"
        assert json.loads(gateway.ask(path)[1])["service"] == rule.service, path


def test_json_is_compressed_for_who_asks(gateway: Gateway) -> None:
    reply, body = gateway.ask("/api/workspace/items", Accept_Encoding="gzip")
    assert reply.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in reply.headers["Vary"]
    assert json.loads(gzip.decompress(body))["service"] == "workspace-api"
    assert "Content-Encoding" not in gateway.ask("/api/workspace/items")[0].headers


def test_a_stream_of_events_is_not_compressed(gateway: Gateway) -> None:
    reply, body = gateway.ask("/api/notifications/events", Accept_Encoding="gzip, zstd")
    assert "Content-Encoding" not in reply.headers
    assert body.startswith(b"data: ")


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_the_tag_of_a_compressed_reply_is_the_version_again(gateway: Gateway, coding: str) -> None:
    tag = gateway.ask("/api/workspace/items/1", Accept_Encoding=coding)[0].headers["ETag"]
    assert gateway.ask("/api/workspace/items/1", "PATCH", If_Match=tag)[0].status == 200
    older = tag.replace("7", "6")
    assert gateway.ask("/api/workspace/items/1", "PATCH", If_Match=older)[0].status == 412


def test_without_a_condition_none_is_sent_on(gateway: Gateway) -> None:
    assert json.loads(gateway.ask("/api/workspace/items")[1])["if_match"] is None
