"""What is dialled: the checked address and nothing else."""

import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from suite.outbound import AddressGuard, BlockedTarget, GuardedSession


class Listener(ThreadingHTTPServer):
    """A server on the loopback address that remembers connections and Host headers."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.connections = 0
        self.hosts: list[str] = []

    def verify_request(self, request: object, client_address: object) -> bool:
        self.connections += 1
        return True

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that refuse a certificate are part of the tests."""


class Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.hosts.append(self.headers["Host"])  # type: ignore[attr-defined]
        self.send_response(302 if self.path == "/redirect" else 200)
        self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/secret")  # type: ignore[attr-defined]
        self.send_header("Set-Cookie", "a=b")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_: object) -> None:
        return None


@pytest.fixture
def listener() -> Iterator[Listener]:
    server = Listener()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def session(guard: AddressGuard) -> GuardedSession:
    return GuardedSession(guard, user_agent="test")


def test_the_checked_address_is_dialled_with_the_name_as_host(listener: Listener) -> None:
    port = listener.server_port
    guard = AddressGuard([f"127.0.0.1:{port}"], lambda host, at: ["127.0.0.1"])

    with session(guard) as outbound:
        assert outbound.get(f"http://example.com:{port}/", timeout=60).text == "ok"

    assert listener.hosts == [f"example.com:{port}"]


def test_a_name_that_changes_between_check_and_dial_is_asked_once_and_never_dialled(
    listener: Listener,
) -> None:
    answers = iter([["127.0.0.3"], ["127.0.0.1"]])
    asked: list[str] = []

    def rebind(host: str, port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    with session(AddressGuard(["127.0.0.3"], rebind)) as outbound, pytest.raises(requests.RequestException):
        outbound.get(f"http://rebind.example.com:{listener.server_port}/", timeout=60)

    assert asked == ["rebind.example.com"]
    assert listener.connections == 0


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "2130706433", "0x7f.1", "127.1", "[::ffff:127.0.0.1]", "localhost", "private.example.com"],
)
def test_what_is_refused_sees_no_connection(listener: Listener, host: str) -> None:
    guard = AddressGuard(resolve=lambda name, port: ["8.8.8.8", "127.0.0.1"])

    with session(guard) as outbound, pytest.raises(BlockedTarget):
        outbound.get(f"http://{host}:{listener.server_port}/", timeout=60)

    assert listener.connections == 0


@pytest.mark.parametrize("host", ["127.0.0.1%00.example.com", "😀.com", "a..b.com"])
def test_a_host_two_parsers_read_differently_is_refused_by_the_guard_and_counted(host: str) -> None:
    counted: list[str] = []
    guard = AddressGuard(resolve=lambda *_: pytest.fail("it was resolved"))
    guard.count_refusal = counted.append
    with pytest.raises(BlockedTarget) as refusal:
        GuardedSession(guard, user_agent="test").get(f"http://{host}/", timeout=60)
    assert (refusal.value.reason, counted) == ("form", ["form"])


def test_a_redirect_is_left_to_the_caller_and_a_cookie_is_forgotten(listener: Listener) -> None:
    port = listener.server_port
    with session(AddressGuard([f"127.0.0.1:{port}"])) as outbound:
        reply = outbound.get(f"http://127.0.0.1:{port}/redirect", timeout=60)

    assert reply.status_code == 302
    assert listener.hosts == [f"127.0.0.1:{port}"]
    assert not list(outbound.cookies)


def test_the_environments_proxy_is_ignored(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    port = listener.server_port

    with session(AddressGuard([f"127.0.0.1:{port}"])) as outbound:
        assert outbound.get(f"http://127.0.0.1:{port}/", timeout=60).status_code == 200


def test_the_next_address_is_dialled_when_the_first_refuses(listener: Listener) -> None:
    port = listener.server_port
    guard = AddressGuard(["127.0.0.0/8"], lambda host, at: ["127.0.0.2", "127.0.0.1"])

    with session(guard) as outbound:
        assert outbound.get(f"http://example.com:{port}/", timeout=60).status_code == 200


def test_the_certificate_is_checked_against_the_name(listener: Listener, tmp_path: Path) -> None:
    authority = certificate_for("example.com", tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority)
    asked: list[str | None] = []
    context.sni_callback = lambda sock, name, ctx: asked.append(name)
    listener.socket = context.wrap_socket(listener.socket, server_side=True, do_handshake_on_connect=False)
    port = listener.server_port
    guard = AddressGuard(["127.0.0.0/8"], lambda host, at: ["127.0.0.1"])

    with session(guard) as outbound:
        outbound.verify = str(authority)
        assert outbound.get(f"https://example.com:{port}/", timeout=60).text == "ok"
        with pytest.raises(requests.exceptions.SSLError):
            outbound.get(f"https://other.example.com:{port}/", timeout=60)

    assert asked == ["example.com", "other.example.com"]


def certificate_for(name: str, folder: Path) -> Path:
    """A file with a self-signed certificate of `name` and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "certificate.pem"
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + private)
    return file
