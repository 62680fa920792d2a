"""A WebSocket client that listens, over a socket of its own."""

import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from wsproto import ConnectionType, WSConnection
from wsproto.connection import ConnectionState
from wsproto.events import AcceptConnection, CloseConnection, Event, Ping, Pong, RejectConnection, Request, TextMessage

PATIENCE_SECONDS = 120.0
PIECE_BYTES = 65_536


class WebSocketClient:
    """Events of one connection; `closed` is the server's reason once it has ended."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._protocol = WSConnection(ConnectionType.CLIENT)
        self.pings = 0
        self.closed: str | None = None

    def ask(self, host: str, path: str, headers: Mapping[str, str], subprotocols: list[str]) -> AcceptConnection | int:
        """The handshake; the status when it is refused."""
        extra = [(name.encode(), value.encode()) for name, value in headers.items()]
        self.send(Request(host=host, target=path, extra_headers=extra, subprotocols=subprotocols))
        for event in self.events():
            if isinstance(event, AcceptConnection):
                return event
            if isinstance(event, RejectConnection):
                return event.status_code
        raise AssertionError("the server ended during the handshake")

    def send(self, event: Event) -> None:
        """Say something."""
        self._socket.sendall(self._protocol.send(event))

    def send_bytes(self, data: bytes) -> None:
        """Bytes that need not be frames."""
        self._socket.sendall(data)

    def messages(self) -> Iterator[dict[str, Any]]:
        """What the server says, until it closes."""
        text = ""
        for event in self.events():
            if isinstance(event, TextMessage):
                text += event.data
                if event.message_finished:
                    yield json.loads(text)
                    text = ""
            elif isinstance(event, Ping):
                self.pings += 1
                self.send(Pong(event.payload))
            elif isinstance(event, CloseConnection):
                self.closed = event.reason
                if self._protocol.state is ConnectionState.REMOTE_CLOSING:
                    self.send(event.response())

    def events(self) -> Iterator[Event]:
        """Events as they come, until the server has hung up."""
        while True:
            yield from self._protocol.events()
            data = self._socket.recv(PIECE_BYTES)
            if not data:
                return
            self._protocol.receive_data(data)


@contextmanager
def web_socket(url: str) -> Iterator[WebSocketClient]:
    """A connection to a server, not yet a WebSocket."""
    place = urlsplit(url)
    assert place.hostname
    with socket.create_connection((place.hostname, place.port or 80), PATIENCE_SECONDS) as connection:
        yield WebSocketClient(connection)
