"""No connection keeps a worker to itself, however many requests it has sent ahead."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from suite_testing.processes import RunningService, running_service

SENT_AHEAD = 1_500
REQUEST = b"GET /number HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[RunningService]:
    variables = {
        "PYTHONPATH": str(Path(__file__).parent),
        "WORKSPACE_WORKERS": "1",
        "WORKSPACE_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    }
    with running_service(
        "counting_application:app", "workspace_api.settings", "WORKSPACE", variables, tmp_path
    ) as running:
        yield running


def test_a_connection_with_requests_sent_ahead_lets_others_have_their_turn(service: RunningService) -> None:
    [worker] = service.workers()
    with ExitStack() as stack:
        earlier, eager, later = (stack.enter_context(closing(_connect(service))) for _ in range(3))
        before = max(_ask(connection) for connection in (earlier, eager, later))
        # All have asked when the worker looks again, in whatever order it takes them.
        worker.suspend()
        earlier.sendall(REQUEST)
        eager.sendall(REQUEST * SENT_AHEAD)
        later.sendall(REQUEST)
        worker.resume()
        numbers = _read_number(earlier), _read_number(later)

    assert max(numbers) - before < SENT_AHEAD / 2


def _connect(service: RunningService) -> socket.socket:
    return socket.create_connection(("127.0.0.1", service.port), timeout=30)


def _ask(connection: socket.socket) -> int:
    connection.sendall(REQUEST)
    return _read_number(connection)


def _read_number(connection: socket.socket) -> int:
    received = b""
    while b"\r\n\r\n" not in received or received.endswith(b"\r\n\r\n"):
        received += connection.recv(65_536)
    return int(received.partition(b"\r\n\r\n")[2])
