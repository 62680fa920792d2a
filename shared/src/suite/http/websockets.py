"""WebSockets that tell a client what happens: the handshake, and messages as frames (RFC 6455, by wsproto).

Clients have nothing to say but that they are there and that they go; who says more is sent away.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from time import monotonic
from typing import Any

from wsproto.connection import Connection, ConnectionState, ConnectionType
from wsproto.events import CloseConnection, Message, Ping, Pong, TextMessage
from wsproto.frame_protocol import CloseReason
from wsproto.utilities import LocalProtocolError, RemoteProtocolError, generate_accept_token

from suite.errors import BadRequest
from suite.http.event_streams import STREAMED
from suite.http.replies import SWITCHING_PROTOCOLS, Reply

VERSION = "13"
# Beyond that a client does not listen, it talks.
MOST_RECEIVED_BYTES = 65_536
CLOSE_SECONDS = 2.0


class UnusableHandshake(BadRequest):
    """Not a WebSocket handshake of version 13"""

    code = "WEBSOCKET_HANDSHAKE"


class WebSocketEnded(Exception):
    """The client has closed its WebSocket, or speaks another protocol; `farewell` is what it gets yet."""

    def __init__(self, farewell: bytes = b"") -> None:
        super().__init__()
        self.farewell = farewell


def wants_websocket(environ: Mapping[str, Any]) -> bool:
    """Whether the client asks to go on as a WebSocket."""
    upgrades = (word.strip().lower() for word in environ.get("HTTP_UPGRADE", "").split(","))
    return environ["REQUEST_METHOD"] == "GET" and "websocket" in upgrades


def protocol_of(environ: Mapping[str, Any]) -> str:
    """The first subprotocol a client offers, "" without one. Browsers can send a credential nowhere else."""
    return str(environ.get("HTTP_SEC_WEBSOCKET_PROTOCOL", "")).partition(",")[0].strip()


class WebSocket:
    """The server's end of one request's WebSocket; what it returns are bytes for the client."""

    def __init__(self, environ: Mapping[str, Any]) -> None:
        self._connection = Connection(ConnectionType.SERVER)
        # Without the worker's socket, as in a test client, nothing is ever received.
        self._socket = environ.get("gunicorn.socket")
        self._received = 0

    def text(self, message: str) -> bytes:
        """A message."""
        return bytes(self._connection.send(TextMessage(message)))

    def ping(self) -> bytes:
        """Keeps what lies between from closing, and finds out whether the client is there."""
        return bytes(self._connection.send(Ping()))

    def close(self, code: CloseReason, reason: str) -> Iterator[bytes]:
        """The last frame; then a moment for the client's, so that nothing it has not read is lost to a reset."""
        yield bytes(self._connection.send(CloseConnection(code, reason)))
        until = monotonic() + CLOSE_SECONDS
        with suppress(WebSocketEnded):
            while self._socket is not None and monotonic() < until:
                self.wait(CLOSE_SECONDS)

    def wait(self, seconds: float) -> bytes:
        """Look for at most `seconds` what the client says; the reply to it. WebSocketEnded."""
        data = self._socket.receive_within(seconds) if self._socket is not None else None
        if data is None:
            return b""
        self._received += len(data)
        if not data or self._received > MOST_RECEIVED_BYTES:
            raise WebSocketEnded
        try:
            self._connection.receive_data(data)
            return b"".join(map(self._reply_to, self._connection.events()))
        except (RemoteProtocolError, LocalProtocolError):
            raise WebSocketEnded from None

    def _reply_to(self, event: object) -> bytes:
        if isinstance(event, Ping):
            return bytes(self._connection.send(event.response()))
        if isinstance(event, CloseConnection) and self._connection.state is not ConnectionState.CLOSED:
            raise WebSocketEnded(bytes(self._connection.send(event.response())))
        if isinstance(event, Message | Pong):
            return b""
        raise WebSocketEnded


def switch(environ: dict[str, Any], frames: Iterable[bytes]) -> Reply:
    """The reply that goes on as a WebSocket with `frames`. Raises UnusableHandshake."""
    key = environ.get("HTTP_SEC_WEBSOCKET_KEY", "")
    if not key or environ.get("HTTP_SEC_WEBSOCKET_VERSION") != VERSION:
        raise UnusableHandshake()
    headers = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Accept": generate_accept_token(key.encode("latin-1")).decode(),
    }
    # A client that offered one goes away when none is chosen.
    if protocol := protocol_of(environ):
        headers["Sec-WebSocket-Protocol"] = protocol
    environ[STREAMED] = True
    reply = Reply(frames, SWITCHING_PROTOCOLS, headers)
    del reply.headers["Content-Type"]
    return reply
