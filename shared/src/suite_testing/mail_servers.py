"""Mail servers on real sockets, with the faults real ones have."""

import asyncio
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Protocol
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "colmeia", "a password of the tests"
Answer = str | Callable[[], str]


class Mailbox:
    """Keeps what arrives; `answers` are given instead of `250`, one a command, oldest first."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.sessions: set[int] = set()
        self.rcpt: list[str] = []
        self.data: list[str] = []
        self.drop_after_data = 0
        self.tls: list[bool] = []
        self.logins: list[str] = []

    async def handle_RCPT(
        self, server: Protocol, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.rcpt:
            return self.rcpt.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Protocol, session: Session, envelope: Envelope) -> str:
        self.sessions.add(id(session))
        self.tls.append(session.ssl is not None)
        if self.data:
            return self.data.pop(0)
        if self.drop_after_data:
            self.drop_after_data -= 1
            assert server.transport is not None
            server.transport.close()
            return "250 never seen"
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return "250 OK"

    def login(
        self, server: Protocol, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        self.logins.append(data.login.decode())
        right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=right)


class Running(Controller):
    """An aiosmtpd on a port of its own."""

    def factory(self) -> Protocol:
        # The loop's own complaints about connections that tests cut are part of the tests.
        self.loop.set_exception_handler(lambda loop, context: None)
        made: Protocol = super().factory()  # type: ignore[no-untyped-call]
        return made


@contextmanager
def smtp_server(mailbox: Mailbox, context: ssl.SSLContext | None = None, *, login: bool = False) -> Iterator[int]:
    """The port of a running server; with `context` it wants STARTTLS."""
    options: dict[str, Any] = {"enable_SMTPUTF8": True}
    if context is not None:
        options |= {"tls_context": context, "require_starttls": True}
    if login:
        options |= {"authenticator": mailbox.login, "auth_required": True}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Running(mailbox, hostname="127.0.0.1", port=port, loop=asyncio.new_event_loop(), **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@contextmanager
def silent_server() -> Iterator[int]:
    """Accepts connections and says nothing."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


class Certificate:
    """An authority of one host, 127.0.0.1, in `folder`."""

    def __init__(self, folder: Path) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
        now = datetime.now(UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        self.authority = folder / "authority.pem"
        self.authority.write_bytes(made.public_bytes(serialization.Encoding.PEM))
        private = folder / "key.pem"
        private.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.context.load_cert_chain(self.authority, private)

    def trusted(self) -> ssl.SSLContext:
        """A client's context that trusts this authority only."""
        return ssl.create_default_context(cafile=str(self.authority))


class StandInSes(ThreadingHTTPServer):
    """Speaks the two calls of SES v2 that the adapter makes; `faults` are (status, code) answers, oldest first."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), SesHandler)
        self.faults: list[tuple[int, str]] = []
        self.sent: list[dict[str, Any]] = []
        self.account: dict[str, Any] | None = None
        self.requests = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class SesHandler(BaseHTTPRequestHandler):
    """POST outbound-emails and GET account."""

    protocol_version = "HTTP/1.1"
    server: StandInSes

    def log_message(self, *_: Any) -> None:
        """Nothing."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.faults:
            status, code = self.server.faults.pop(0)
            self.answer(status, {"message": "no"}, code)
            return
        self.server.sent.append(body)
        self.answer(200, {"MessageId": f"ses-{len(self.server.sent)}"})

    def do_GET(self) -> None:
        self.server.requests += 1
        if self.server.account is None:
            self.answer(403, {"message": "no"}, "AccessDeniedException")
        else:
            self.answer(200, self.server.account)

    def answer(self, status: int, content: dict[str, Any], code: str | None = None) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        if code:
            self.send_header("x-amzn-errortype", code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def ses_server() -> Iterator[StandInSes]:
    """A running stand-in."""
    with StandInSes() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
