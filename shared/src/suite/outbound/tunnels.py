"""Sockets that reach an address through a CONNECT proxy."""

import socket
from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

DEFAULT_PORT = 3128
HEADER_BYTES = 8_192


@dataclass(frozen=True, slots=True)
class Egress:
    """A proxy; `authorization` is the value of Proxy-Authorization, None when it asks for none."""

    host: str
    port: int
    authorization: str | None

    @classmethod
    def parse(cls, url: str) -> "Egress":
        """The proxy of a URL such as http://name:password@proxy:3128."""
        parts = urlsplit(url)
        credentials = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
        basic = f"Basic {b64encode(credentials.encode()).decode()}" if parts.username else None
        return cls(parts.hostname or "", parts.port or DEFAULT_PORT, basic)


def open_tunnel(egress: Egress, host: str, port: int, timeout: float | None) -> socket.socket:
    """A connection to host and port; ConnectionError when the proxy refuses, OSError when it cannot be reached."""
    connection = socket.create_connection((egress.host, egress.port), timeout)
    try:
        place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        lines = [f"CONNECT {place} HTTP/1.1", f"Host: {place}"]
        if egress.authorization:
            lines.append(f"Proxy-Authorization: {egress.authorization}")
        connection.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
        status = read_answer(connection).split(b" ", 2)[1:2]
        if status != [b"200"]:
            raise ConnectionError("the egress proxy refused")
    except BaseException:
        connection.close()
        raise
    return connection


def read_answer(connection: socket.socket) -> bytes:
    """The proxy's header, read byte by byte: what follows belongs to the tunnel."""
    received = bytearray()
    while not received.endswith(b"\r\n\r\n"):
        piece = connection.recv(1)
        if not piece or len(received) > HEADER_BYTES:
            raise ConnectionError("the egress proxy gave no answer")
        received += piece
    return bytes(received)
