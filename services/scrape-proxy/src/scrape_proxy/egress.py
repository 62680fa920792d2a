"""A CONNECT proxy for Firecrawl under the rules of our own guard: python -m scrape_proxy.egress.

Firecrawl dials by itself; with this as its only way out it reaches what the embedded engine may reach. Tunnels end
at checked addresses; plain requests through the proxy are refused.
"""

import logging
import re
import selectors
import signal
import socket
import socketserver
import sys
from threading import BoundedSemaphore, Thread
from typing import Any

from scrape_proxy.settings import Settings
from suite.logs import configure_service_logging
from suite.outbound import AddressGuard, BlockedTarget, TargetUnresolvable
from suite.settings import load_settings

log = logging.getLogger(__name__)
HEADER_BYTES = 8_192
HEADER_SECONDS = 10.0
DIAL_SECONDS = 10.0
IDLE_SECONDS = 120.0
CHUNK_BYTES = 65_536
MAX_TUNNELS = 200
_PLAIN_REQUEST = re.compile(rb"([A-Z]{3,10}) http://([^/\s]{1,512})(/\S*)? HTTP/1\.[01]\r\n")
_OWN_HEADER = re.compile(rb"(?:proxy-[a-z-]+|connection|keep-alive|upgrade):", re.IGNORECASE)
_REQUEST = re.compile(rb"CONNECT (\S{1,512}) HTTP/1\.[01]\r\n")


class EgressProxy(socketserver.ThreadingTCPServer):
    """Listens at `address`; beyond MAX_TUNNELS clients are turned away. `plain`: requests to http:// pass too."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], guard: AddressGuard, *, plain: bool = False) -> None:
        self.guard, self.plain = guard, plain
        self.places = BoundedSemaphore(MAX_TUNNELS)
        super().__init__(address, Tunnel)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A tunnel that broke is the business of its two ends."""
        log.debug("tunnel ended", extra={"error": type(sys.exc_info()[1]).__name__})


class Tunnel(socketserver.BaseRequestHandler):
    """One client."""

    server: EgressProxy
    request: socket.socket

    def handle(self) -> None:
        """Read the request, dial, pass bytes until one end is silent."""
        if not self.server.places.acquire(blocking=False):
            self._answer("503 Service Unavailable")
            return
        try:
            self.request.settimeout(HEADER_SECONDS)
            header, early = read_header(self.request)
            plain = _PLAIN_REQUEST.match(header) if self.server.plain else None
            if plain:
                self._forward(plain, header, early)
                return
            outside = self._dial(header)
            if outside is not None:
                with outside:
                    self._answer("200 Connection Established")
                    outside.sendall(early)
                    pump(self.request, outside)
        finally:
            self.server.places.release()

    def _dial(self, header: bytes) -> socket.socket | None:
        request = _REQUEST.match(header)
        if not request:
            self._answer("405 Method Not Allowed")
            return None
        return self._dial_place(f"https://{request[1].decode('ascii', 'replace')}/")

    def _forward(self, request: re.Match[bytes], header: bytes, early: bytes) -> None:
        """One plain request; the connection ends with its answer, so that no other host's follows on it."""
        place = request[2]
        outside = self._dial_place(f"http://{place.decode('ascii', 'replace')}/")
        if outside is None:
            return
        lines = [line for line in header.split(b"\r\n")[1:] if line and not _OWN_HEADER.match(line)]
        first = b"%s %s HTTP/1.1" % (request[1], request[3] or b"/")
        with outside:
            outside.sendall(b"\r\n".join([first, *lines, b"Connection: close", b"", early]))
            pump(self.request, outside)

    def _dial_place(self, url: str) -> socket.socket | None:
        try:
            target = self.server.guard.check(url)
            return socket.create_connection((target.addresses[0], target.place.port), DIAL_SECONDS)
        except BlockedTarget as refusal:
            log.warning("egress refused", extra={"reason": refusal.reason})
            self._answer("403 Forbidden")
        except (TargetUnresolvable, OSError):
            self._answer("502 Bad Gateway")
        return None

    def _answer(self, status: str) -> None:
        self.request.sendall(f"HTTP/1.1 {status}\r\n\r\n".encode())


def read_header(client: socket.socket) -> tuple[bytes, bytes]:
    """The request header, and what the client sent after it already; ConnectionError when there is no end to it."""
    received = b""
    while b"\r\n\r\n" not in received:
        piece = client.recv(HEADER_BYTES)
        if not piece or len(received) > HEADER_BYTES:
            raise ConnectionError("no header")
        received += piece
    header, _, early = received.partition(b"\r\n\r\n")
    return header + b"\r\n", early


def pump(one: socket.socket, other: socket.socket) -> None:
    """Pass bytes both ways until one side ends or both are silent for IDLE_SECONDS."""
    with selectors.DefaultSelector() as selector:
        selector.register(one, selectors.EVENT_READ, other)
        selector.register(other, selectors.EVENT_READ, one)
        for end in (one, other):
            end.settimeout(IDLE_SECONDS)
        while ready := selector.select(IDLE_SECONDS):
            for key, _ in ready:
                source, sink = key.fileobj, key.data
                assert isinstance(source, socket.socket)
                piece = source.recv(CHUNK_BYTES)
                if not piece:
                    return
                sink.sendall(piece)


def main() -> int:
    """Serve until SIGTERM or SIGINT."""
    settings = load_settings(Settings)
    configure_service_logging(settings)
    with EgressProxy((settings.host, settings.egress_port), AddressGuard(settings.allow_hosts)) as server:
        for sign in (signal.SIGTERM, signal.SIGINT):
            # shutdown() waits for the loop, which this handler interrupts.
            signal.signal(sign, lambda *_: Thread(target=server.shutdown).start())
        server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
