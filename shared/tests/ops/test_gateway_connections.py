"""What the generated nginx does with half-sent requests, and with one client that wants every connection."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from suite_ops.database.throwaway import free_port
from suite_ops.generate import gateway
from suite_ops.generate.gateway import nginx_text
from suite_ops.manifest import GatewayRoute, Manifest, ManifestService
from suite_ops.processes.patience import wait_until
from suite_testing.local_server import LocalServer, QuietHandler
from suite_testing.tools import require_tool

PATIENCE_SECONDS = 60
FEW = 5


class Waiting(QuietHandler):
    """Answers when the test is over."""

    def do_GET(self) -> None:
        assert isinstance(self.server, LocalServer)
        self.server.stopping.wait()
        self.reply(200)


@pytest.fixture
def waiting() -> Iterator[LocalServer]:
    with LocalServer(Waiting) as server:
        yield server


@pytest.fixture
def port(waiting: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port of an nginx in front of a service that keeps everybody waiting."""
    nginx = require_tool("nginx")
    monkeypatch.setattr(gateway, "CONNECTIONS_PER_CLIENT", FEW)
    port = free_port()
    route = GatewayRoute("/", "/")
    service = ManifestService(id="rest", type="backend", path="rest", port=waiting.server_port, gateway=(route,))
    text = nginx_text(
        Manifest(Path(), (service,)),
        f"[::1]:{port}",
        lambda service: f"127.0.0.1:{service.port}",
        pid_file=str(tmp_path / "nginx.pid"),
        buffers=f"{tmp_path}/",
    )
    (tmp_path / "nginx.conf").write_text(text, encoding="utf-8")
    process = subprocess.Popen([nginx, "-c", str(tmp_path / "nginx.conf"), "-e", "stderr", "-g", "daemon off;"])
    try:
        assert wait_until(lambda: ask(port, b"GET /gateway/healthz HTTP/1.0\r\n\r\n").endswith(b'"ok"}'), 60)
        yield port
    finally:
        waiting.stopping.set()
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def ask(port: int, sent: bytes) -> bytes:
    try:
        with socket.create_connection(("::1", port), PATIENCE_SECONDS) as opened:
            opened.sendall(sent)
            pieces = []
            while piece := opened.recv(65_536):
                pieces.append(piece)
            return b"".join(pieces)
    except OSError:
        return b""


def test_one_client_has_a_number_of_requests_at_once(port: int, waiting: LocalServer) -> None:
    with ExitStack() as held:
        for _ in range(FEW):
            opened = held.enter_context(socket.create_connection(("::1", port), PATIENCE_SECONDS))
            opened.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert wait_until(lambda: waiting.connections == FEW, PATIENCE_SECONDS)
        refused = ask(port, b"GET / HTTP/1.0\r\n\r\n")
    assert b" 429 " in refused
    assert refused.endswith(b'"code":"RATE_LIMITED","retryAfter":1}')


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (b"nonsense\r\n\r\n", b"400", b"MALFORMED_REQUEST"),
        (b"GET /" + b"a" * 20_000 + b" HTTP/1.0\r\n\r\n", b"414", b"URI_TOO_LONG"),
        (b"GET / HTTP/1.0\r\nX-Big: " + b"a" * 20_000 + b"\r\n\r\n", b"431", b"HEADERS_TOO_LARGE"),
    ],
)
def test_what_nginx_refuses_is_told_as_json(port: int, sent: bytes, status: bytes, code: bytes) -> None:
    told = ask(port, sent)
    assert b" " + status + b" " in told.splitlines()[0] and code in told


def test_a_client_is_an_ipv4_address_or_the_network_of_an_ipv6_address(tmp_path: Path) -> None:
    text = nginx_text(Manifest(Path(), ()), "8080", lambda service: "")
    assert "limit_conn_zone $client_network" in text
    for bound in ("client_header_timeout 10s", "client_body_timeout 20s", "send_timeout 30s"):
        assert bound in text
