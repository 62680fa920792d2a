"""The proxy of `proof.sh network` does to a connection what it says it does."""

import socket
from collections.abc import Iterator
from threading import Thread

import pytest
from proof.network.proxy import Line, Proxy

PATIENCE = 60


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    """A proxy before a server that sends everything back."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=_echo, args=(server,), daemon=True).start()
        made = Proxy(server.getsockname()[1])
        try:
            yield made
        finally:
            made.close()


@pytest.fixture
def client(proxy: Proxy) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=PATIENCE) as connection:
        assert ask(connection) == b"hello"
        yield connection


def ask(connection: socket.socket, size: int = 5) -> bytes:
    connection.sendall(b"hello")
    return connection.recv(size)


def _echo(server: socket.socket) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        Thread(target=_send_back, args=(connection,), daemon=True).start()


def _send_back(connection: socket.socket) -> None:
    with connection:
        try:
            while piece := connection.recv(1024):
                connection.sendall(piece)
        except OSError:
            return


@pytest.mark.parametrize("line", [Line.GOOD, Line.SLOW])
def test_a_good_and_a_slow_line_pass_everything_on(proxy: Proxy, client: socket.socket, line: Line) -> None:
    with proxy.being(line):
        assert ask(client) == b"hello"


def test_open_and_new_connections_are_reset(proxy: Proxy, client: socket.socket) -> None:
    with proxy.being(Line.RESET):
        with pytest.raises(ConnectionError):
            ask(client)
            ask(client)
        # Already the connecting may be told of the reset.
        with (
            pytest.raises(ConnectionError),
            socket.create_connection(("127.0.0.1", proxy.port), timeout=PATIENCE) as other,
        ):
            if ask(other) == b"":
                raise ConnectionResetError
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=PATIENCE) as later:
        assert ask(later) == b"hello"


def test_a_server_that_forgot_a_connection_is_silent_and_resets_it_when_the_line_is_good(
    proxy: Proxy, client: socket.socket
) -> None:
    with proxy.being(Line.HALF_OPEN):
        client.settimeout(0.5)
        with pytest.raises(TimeoutError):
            ask(client)
    client.settimeout(PATIENCE)
    with pytest.raises(ConnectionError):
        ask(client)
        raise ConnectionResetError if client.recv(1) == b"" else AssertionError


def test_an_answer_is_cut_off(proxy: Proxy, client: socket.socket) -> None:
    with proxy.being(Line.CUT):
        assert ask(client) == b"he"
        with pytest.raises(ConnectionError):
            raise ConnectionResetError if client.recv(1) == b"" else AssertionError


def test_what_a_silent_line_holds_comes_when_it_is_good(proxy: Proxy, client: socket.socket) -> None:
    with proxy.being(Line.SILENT):
        client.settimeout(0.5)
        with pytest.raises(TimeoutError):
            ask(client)
    client.settimeout(PATIENCE)
    assert client.recv(5) == b"hello"


def test_a_dripping_line_sends_byte_by_byte_and_the_rest_when_it_is_good(proxy: Proxy, client: socket.socket) -> None:
    with proxy.being(Line.DRIPPING):
        assert ask(client) == b"h"
    rest = b""
    while len(rest) < 4:
        rest += client.recv(4)
    assert rest == b"ello"
