"""nginx and Caddy, running on what is generated: every prefix leads where the manifest says, compressed or not."""

import gzip
import json
import os
import re
import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit
from uuid import uuid4

import pytest
from built_services import MANIFEST

from suite_ops.database.throwaway import free_port
from suite_ops.generate.gateway import COMPRESSED, caddy_text, locations, nginx_text, routed
from suite_ops.logs.lines import moment_of, read_lines
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
        if self.headers.get("Upgrade") == "websocket":
            self._switch()
            return
        self._answer(200)

    def do_PATCH(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self._answer(200 if self.headers.get("If-Match", "").replace("-gzip", "") == VERSION else 412)

    def _answer(self, status: int) -> None:
        told = {"service": self.service, "path": self.path, "if_match": self.headers.get("If-Match"), "filling": LARGE}
        told |= {"trace": [self.headers.get(name) for name in ("traceparent", "tracestate")]}
        told |= {"ids": self.headers.get_all("X-Request-ID")}
        told |= {"forwarded": self.headers.get_all("X-Forwarded-For")}
        body = json.dumps(told).encode()
        self.send_response(status)
        kinds = parse_qs(urlsplit(self.path).query).get("kind", ["application/json"])
        self.send_header("Content-Type", kinds[0])
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", VERSION)
        self.send_header("X-Cache", "hit")
        self.send_header("X-Request-ID", self.headers["X-Request-ID"])
        self.end_headers()
        self.wfile.write(body)

    def _switch(self) -> None:
        self.send_response(101)
        self.send_header("Upgrade", self.headers["Upgrade"])
        self.send_header("Connection", self.headers["Connection"])
        self.end_headers()
        self.wfile.write(b"told;")
        self.wfile.write(self.rfile.read(5))
        self.close_connection = True

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
    """One that runs; its port, and where its log is."""

    port: int
    log: Path

    def line_of(self, request_id: str) -> dict[str, Any]:
        """What its log tells of a request."""
        assert wait_until(lambda: request_id in self.log.read_text(), 30), self.log.read_text()
        lines = [line for line in self.log.read_text().splitlines() if request_id in line]
        assert len(lines) == 1
        # So that `logs.sh --request-id` finds it.
        assert next(read_lines("gateway", lines)).fields["request_id"] == request_id
        told: dict[str, Any] = json.loads(lines[0])
        return told

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
def running(command: list[str], port: int, folder: Path, **variables: str) -> Iterator[Gateway]:
    gateway = Gateway(port, folder / "access.log")
    with gateway.log.open("wb") as log:
        environment = {**os.environ, **variables}
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.DEVNULL)

    def answers() -> bool:
        try:
            return gateway.ask("/gateway/healthz")[0].status == 200
        except OSError:
            return False

    try:
        assert wait_until(answers, 60)
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
        with running(command, port, folder) as started:
            yield started
    else:
        (folder / "Caddyfile").write_text(caddy_text(MANIFEST, stand_ins))
        command = [str(program), "run", "--adapter", "caddyfile", "--config", f"{folder}/Caddyfile"]
        places = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "COLMEIA_SITE": f"http://127.0.0.1:{port}"}
        with running(command, port, folder, **places) as started:
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


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", *COMPRESSED])
def test_what_is_text_is_compressed(gateway: Gateway, kind: str) -> None:
    reply, body = gateway.ask(f"/api/workspace/items?kind={quote(kind)}", Accept_Encoding="gzip")
    assert reply.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(body))["service"] == "workspace-api"


@pytest.mark.parametrize("kind", ["image/png", "application/zip", "application/octet-stream"])
def test_what_is_compressed_in_itself_is_passed_on(gateway: Gateway, kind: str) -> None:
    assert "Content-Encoding" not in gateway.ask(f"/api/workspace/items?kind={kind}", Accept_Encoding="gzip")[0].headers


def test_a_client_is_the_last_hop_whatever_it_claims(gateway: Gateway) -> None:
    """So that TRUSTED_PROXY_HOPS=1 counts it, and not what it wrote."""
    told = json.loads(gateway.ask("/api/workspace/items", X_Forwarded_For="203.0.113.9, 198.51.100.7")[1])
    hops = [hop.strip() for line in told["forwarded"] for hop in line.split(",")]
    assert hops[-1] == "127.0.0.1"


def test_a_stream_of_events_is_not_compressed(gateway: Gateway) -> None:
    reply, body = gateway.ask("/api/notifications/events", Accept_Encoding="gzip, zstd")
    assert "Content-Encoding" not in reply.headers
    assert body.startswith(b"data: ")


def test_a_websocket_is_passed_on_in_both_directions(gateway: Gateway) -> None:
    rule = next(rule for rule in locations(MANIFEST) if rule.service == "scrape-proxy")
    with socket.create_connection(("127.0.0.1", gateway.port), 30) as client:
        head = f"GET {rule.path}v2/crawl/1 HTTP/1.1\r\nHost: 127.0.0.1:{gateway.port}\r\n"
        upgrade = (
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n\r\n"
        )
        client.sendall(f"{head}{upgrade}".encode())
        received = b""
        while b"told;" not in received:
            piece = client.recv(4_096)
            assert piece, received
            received += piece
        assert received.startswith(b"HTTP/1.1 101 ")
        assert b"upgrade: websocket" in received.lower()
        client.sendall(b"heard")
        while piece := client.recv(4_096):
            received += piece
    assert received.endswith(b"heard")


def test_what_is_no_websocket_asks_for_no_other_protocol(gateway: Gateway) -> None:
    reply, _ = gateway.ask("/api/items", Upgrade="h2c", Connection="Upgrade")
    assert reply.status == 200


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_the_tag_of_a_compressed_reply_is_the_version_again(gateway: Gateway, coding: str) -> None:
    tag = gateway.ask("/api/workspace/items/1", Accept_Encoding=coding)[0].headers["ETag"]
    assert gateway.ask("/api/workspace/items/1", "PATCH", If_Match=tag)[0].status == 200
    older = tag.replace("7", "6")
    assert gateway.ask("/api/workspace/items/1", "PATCH", If_Match=older)[0].status == 412


def test_without_a_condition_none_is_sent_on(gateway: Gateway) -> None:
    assert json.loads(gateway.ask("/api/workspace/items")[1])["if_match"] is None


def id_at_the_service(gateway: Gateway, **headers: str) -> str:
    """The one request id a service gets, which is also the reply's."""
    reply, body = gateway.ask("/api/workspace/items", **headers)
    [found] = json.loads(body)["ids"]
    assert reply.headers.get_all("X-Request-ID") == [found]
    return str(found)


def test_a_request_id_begins_at_the_gateway(gateway: Gateway) -> None:
    first, second = id_at_the_service(gateway), id_at_the_service(gateway)
    assert first != second
    assert re.fullmatch(r"[A-Za-z0-9_-]{32,36}", first)


@pytest.mark.parametrize("header", ["X_Request_ID", "X_Correlation_ID", "X_Trace_ID"])
def test_an_acceptable_id_of_the_client_is_kept(gateway: Gateway, header: str) -> None:
    assert id_at_the_service(gateway, **{header: "a-B_9"}) == "a-B_9"


@pytest.mark.parametrize("given", ["a b", "x" * 65, "a;b", '"}', "<script>"])
def test_any_other_id_is_replaced(gateway: Gateway, given: str) -> None:
    assert len(id_at_the_service(gateway, X_Request_ID=given)) >= 32
    assert id_at_the_service(gateway, X_Request_ID=given, X_Correlation_ID="second") == "second"


def test_a_stranger_decides_nothing_about_traces(gateway: Gateway) -> None:
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    body = gateway.ask("/api/workspace/items", traceparent=parent, tracestate="a=b")[1]
    assert [name or None for name in json.loads(body)["trace"]] == [None, None]


def test_the_log_has_one_line_a_request_with_service_time_and_cache(gateway: Gateway) -> None:
    request_id = uuid4().hex
    headers = {"X_Request_ID": request_id, "Authorization": "Bearer secret-bearer"}
    gateway.ask("/api/workspace/items/7?token=secret-token", **headers)
    told = gateway.line_of(request_id)
    assert (told["level"], told["status"]) == ("info", 200)
    assert moment_of(told["timestamp"]) is not None
    assert "workspace-api" in json.dumps(told)
    assert "hit" in json.dumps(told)
    if "request" in told:
        [timing] = told["resp_headers"]["Server-Timing"]
        assert re.fullmatch(r"upstream;desc=workspace-api;dur=[\d.]+", timing)
    else:
        assert (told["upstream"], told["route"], told["cache"]) == ("workspace-api", "/api/workspace/", "hit")
        assert float(told["upstream_s"]) >= 0
        assert told["upstream_address"].startswith("127.0.0.1:")
    for hidden in ("secret", "items/7", "remote_ip"):
        assert hidden not in json.dumps(told)


def test_what_the_gateway_answers_itself_has_an_id_too(gateway: Gateway) -> None:
    request_id = uuid4().hex
    connection = HTTPConnection("127.0.0.1", gateway.port, timeout=30)
    connection.putrequest("PATCH", "/api/workspace/items")
    connection.putheader("X-Request-ID", request_id)
    connection.putheader("Content-Length", str(33 * 2**20))
    connection.endheaders()
    with suppress(OSError):  # it may have answered already
        connection.send(b"x" * 33 * 2**20)
    reply = connection.getresponse()
    # Caddy finds out while it passes the body on, and then takes the service for one that failed.
    assert reply.status in (413, 503)
    assert reply.headers["X-Request-ID"] == request_id
    connection.close()
    told = gateway.line_of(request_id)
    assert told["status"] == reply.status
