"""What a worker does with clients that send half a request, a broken one, or do not take their answer."""

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import gevent
import pytest
from flask import Flask

from suite.bounded.clients import client_left
from suite.clients import client_network
from suite.gunicorn_connections import ClientConnection, Deadlines, WaitingConnections
from suite.http.security import security_headers
from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestDatabase
from suite_testing.processes import RunningService, running_service

PATIENCE_SECONDS = 60
PER_CLIENT = 40
HALF_HEADS, HALF_BODIES = 1_500, 900
HALF_HEAD = b"GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: "
HALF_BODY = b"POST /api/items HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{"
CHUNKED = b"POST /api/items HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.fixture(scope="module")
def service(clone: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    variables = {
        "WORKSPACE_DATABASE_URL": clone.dsn("app_workspace"),
        "WORKSPACE_WORKERS": "2",
        "REQUEST_HEAD_TIMEOUT_MS": "1000",
        "REQUEST_BODY_TIMEOUT_MS": "1000",
        "LOG_LEVEL": "warning",
    }
    folder = tmp_path_factory.mktemp("connections")
    with running_service("workspace_api.wsgi:app", "workspace_api.settings", "WORKSPACE", variables, folder) as service:
        yield service


@pytest.fixture(scope="module")
def patient(clone: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service whose deadlines never come: only the room for waiting connections holds."""
    variables = {
        "WORKSPACE_DATABASE_URL": clone.dsn("app_workspace"),
        "WORKSPACE_WORKERS": "1",
        "REQUEST_HEAD_TIMEOUT_MS": "600000",
        "REQUEST_BODY_TIMEOUT_MS": "600000",
        "WAITING_CONNECTIONS_PER_CLIENT": str(PER_CLIENT),
    }
    folder = tmp_path_factory.mktemp("patient")
    with running_service("workspace_api.wsgi:app", "workspace_api.settings", "WORKSPACE", variables, folder) as service:
        yield service


def connect(service: RunningService, sent: bytes, source: str = "127.0.0.1") -> socket.socket:
    opened = socket.create_connection(("127.0.0.1", service.port), PATIENCE_SECONDS, source_address=(source, 0))
    opened.sendall(sent)
    return opened


def read_all(opened: socket.socket) -> bytes:
    """Everything until the server ends the connection."""
    with opened:
        pieces = []
        while piece := opened.recv(65_536):
            pieces.append(piece)
    return b"".join(pieces)


def ask(service: RunningService, sent: bytes) -> tuple[int, dict[str, str], dict[str, object]]:
    """Status, headers and JSON of the only reply on a connection that the server then ends."""
    head, _, body = read_all(connect(service, sent)).partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    return int(status.split()[1]), dict(line.split(": ", 1) for line in lines), json.loads(body)


def test_a_half_sent_head_is_answered_with_408_at_its_deadline(service: RunningService) -> None:
    status, headers, body = ask(service, HALF_HEAD)
    assert (status, body["code"], headers["Connection"]) == (408, "REQUEST_TIMEOUT", "close")


def test_a_head_that_trickles_does_not_move_its_deadline(service: RunningService) -> None:
    opened = connect(service, HALF_HEAD)
    opened.settimeout(0.1)
    received: list[bytes] = []

    def trickle() -> bool:
        try:
            opened.send(b"a")
            received.append(opened.recv(65_536))
        except TimeoutError:
            return False
        except OSError:
            return True
        return True

    assert wait_until(trickle, PATIENCE_SECONDS)
    opened.close()


def test_a_connection_shows_whether_its_client_is_still_there() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        deadlines = Deadlines(head=1, body=1, idle=1)
        connection = ClientConnection(ours, "a", WaitingConnections(10, 10), deadlines)
        assert connection.fileno() == ours.fileno()
        with Flask(__name__).test_request_context(environ_overrides={"gunicorn.socket": connection}):
            assert not client_left()
            theirs.close()
            assert client_left()


def test_a_connection_that_says_nothing_ends_without_a_reply(service: RunningService) -> None:
    assert read_all(connect(service, b"")) == b""


def test_a_half_sent_head_after_a_request_has_the_same_deadline(service: RunningService) -> None:
    told = read_all(connect(service, b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n" + HALF_HEAD))
    assert told.startswith(b"HTTP/1.1 200") and b"HTTP/1.1 408" in told


@pytest.mark.parametrize("sent", [b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", CHUNKED + b"2\r\n[]\r\n0\r\n\r\n"])
def test_a_connection_kept_for_later_has_not_the_deadline_of_a_body(service: RunningService, sent: bytes) -> None:
    """It was told 408 when the time of a body was over: browsers filled logs with it, gateways met it as a reply."""
    with connect(service, sent) as opened:
        assert opened.recv(65_536)
        opened.settimeout(3)
        with pytest.raises(TimeoutError):
            opened.recv(65_536)
        opened.settimeout(PATIENCE_SECONDS)
        opened.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        assert opened.recv(65_536).startswith(b"HTTP/1.1 200")


def test_a_half_sent_body_is_answered_with_408_at_its_deadline(service: RunningService) -> None:
    status, headers, body = ask(service, HALF_BODY)
    assert (status, body["code"], headers["Connection"]) == (408, "REQUEST_TIMEOUT", "close")


@pytest.mark.parametrize(
    "chunks",
    [
        b"zz\r\nab\r\n",
        b"5\r\nabcdefgh\r\n",
        b"-1\r\n",
        b"\r\n",
        b"5;=\r\nabcde\r\n",
        b"0\r\nbad trailer\r\n\r\n",
        b"f" * 9_000,
        b"1\r\na\r\n" * 200_000,
    ],
    ids=["size", "no end", "negative", "empty", "extension", "trailer", "endless size", "bytes"],
)
def test_a_malformed_chunked_body_is_a_bad_request(service: RunningService, chunks: bytes) -> None:
    status, headers, body = ask(service, CHUNKED + chunks)
    assert (status, body["code"]) == (400, "MALFORMED_BODY")
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_body_in_small_chunks_is_read(service: RunningService) -> None:
    body = b'{"title":"' + b"a" * 200_000 + b'"}'
    chunks = b"".join(
        b"%x\r\n%b\r\n" % (len(piece), piece) for piece in (body[at : at + 2] for at in range(0, len(body), 2))
    )
    status, _, told = ask(
        service, CHUNKED.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n") + chunks + b"0\r\n\r\n"
    )
    assert (status, told["code"]) == (400, "VALIDATION")


def test_a_body_that_has_arrived_lets_others_have_their_turn() -> None:
    ours, theirs = socket.socketpair()
    turns = []

    def count() -> None:
        while True:
            turns.append(1)
            gevent.sleep(0)

    with ours, theirs:
        connection = ClientConnection(ours, "a", WaitingConnections(10, 10), Deadlines(head=60, body=60, idle=60))
        theirs.sendall(b"a" * 50_000)
        other = gevent.spawn(count)
        with connection.awaiting_body():
            for _ in range(50):
                assert len(connection.recv(1_000)) == 1_000
        other.kill()
    assert len(turns) >= 50


@pytest.mark.parametrize("sent", [CHUNKED + b"5\r\nab", HALF_BODY], ids=["chunked", "with a length"])
def test_a_body_that_ends_early_is_a_bad_request(service: RunningService, sent: bytes) -> None:
    opened = connect(service, sent)
    opened.shutdown(socket.SHUT_WR)
    told = read_all(opened)
    assert told.startswith(b"HTTP/1.1 400") and b"MALFORMED_BODY" in told


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414, "URI_TOO_LONG"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX-Big: " + b"a" * 9_000 + b"\r\n\r\n", 431, "HEADERS_TOO_LARGE"),
        (b"GET / HTTP/1.1\r\n" + b"X-Many: 1\r\n" * 200 + b"\r\n", 431, "HEADERS_TOO_LARGE"),
        (b"nonsense\r\n\r\n", 400, "MALFORMED_REQUEST"),
        (b"GET / HTTP/9.9\r\nHost: a\r\n\r\n", 400, "MALFORMED_REQUEST"),
        (b"GET / HTTP/1.1\r\nBad Header: 1\r\n\r\n", 400, "MALFORMED_REQUEST"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\xff" * 40 + b"\r\n\r\n", 400, "MALFORMED_REQUEST"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: abc\r\n\r\n", 400, "MALFORMED_REQUEST"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 400, "MALFORMED_REQUEST"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nExpect: a miracle\r\n\r\n", 417, "EXPECTATION_FAILED"),
    ],
)
def test_what_gunicorn_refuses_is_told_like_every_error(
    service: RunningService, sent: bytes, status: int, code: str
) -> None:
    told, headers, body = ask(service, sent)
    assert (told, body["code"], body["success"]) == (status, code, False)
    assert body["request_id"] == headers["X-Request-ID"]
    assert headers["Content-Type"] == "application/json"
    assert set(security_headers(https=False)) <= set(headers.items())


def test_one_client_with_half_sent_requests_leaves_room_for_the_next(patient: RunningService) -> None:
    with ExitStack() as held:
        for number in range(HALF_HEADS):
            held.enter_context(connect(patient, HALF_HEAD + b"%d" % number))
        for _ in range(HALF_BODIES):
            held.enter_context(connect(patient, HALF_BODY))
        for source in ("127.0.0.1", "127.0.0.2"):
            told = connect(patient, b"GET /readyz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", source)
            assert read_all(told).startswith(b"HTTP/1.1 200")


def test_many_clients_together_leave_room_as_well(patient: RunningService) -> None:
    with ExitStack() as held:
        for number in range(2_400):
            held.enter_context(connect(patient, HALF_HEAD, f"127.0.1.{number % 200 + 1}"))
        told = connect(patient, b"GET /readyz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        assert read_all(told).startswith(b"HTTP/1.1 200")


def test_a_connection_kept_for_later_outlives_half_sent_ones(patient: RunningService) -> None:
    ask_once = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
    with ExitStack() as held:
        kept = held.enter_context(connect(patient, ask_once))
        assert kept.recv(65_536).startswith(b"HTTP/1.1 200")
        for _ in range(3 * PER_CLIENT):
            held.enter_context(connect(patient, HALF_HEAD))
        patient.wait_until_ready()
        kept.sendall(ask_once)
        assert kept.recv(65_536).startswith(b"HTTP/1.1 200")


def test_clients_that_do_not_take_their_replies_leave_room(patient: RunningService) -> None:
    with ExitStack() as held:
        for _ in range(2 * PER_CLIENT):
            held.enter_context(connect(patient, b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n" * 100))
        patient.wait_until_ready()


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::1]:443", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("203.0.113.9:5000", "203.0.113.9"),
        ("unknown", "unknown"),
    ],
)
def test_an_ipv6_network_counts_as_one_client(address: str, client: str) -> None:
    assert client_network(address) == client


def test_a_broken_request_leaves_no_stack_in_the_log(service: RunningService) -> None:
    ask(service, CHUNKED + b"zz\r\nab\r\n")
    ask(service, b"nonsense\r\n\r\n")
    assert "Traceback" not in Path(service.log).read_text(encoding="utf-8")
