"""A TCP proxy whose line can be made bad while connections are open, and good again."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from time import sleep

LATENCY_SECONDS = 0.2
DRIP_SECONDS = 1.0
PIECE_BYTES = 65_536
LOOK_SECONDS = 0.1
_RESET = struct.pack("ii", 1, 0)


class Line(Enum):
    """How a line is."""

    GOOD = "good"
    SLOW = "latency of 200 ms"
    RESET = "connections reset"
    HALF_OPEN = "connections half open"
    CUT = "answers cut off"
    SILENT = "a black hole"
    DRIPPING = "a byte a second"


class Proxy:
    """Listens on a port of its own and passes on to `target`, another port of this machine, as its `line` is."""

    def __init__(self, target: int) -> None:
        self.line = Line.GOOD
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = int(self._listener.getsockname()[1])
        self._pairs: set[Pair] = set()
        self._closed = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    @contextmanager
    def being(self, line: Line) -> Iterator[None]:
        """The line is like this during the block, also for connections that are open; good after it."""
        self.line = line
        if line in (Line.RESET, Line.HALF_OPEN):
            for pair in list(self._pairs):
                pair.lose_server() if line is Line.HALF_OPEN else pair.reset()
        try:
            yield
        finally:
            self.line = Line.GOOD

    def close(self) -> None:
        """End it with all its connections."""
        self._closed.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for pair in list(self._pairs):
            pair.reset()

    def _accept(self) -> None:
        while not self._closed.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            pair = Pair(self, client)
            self._pairs.add(pair)
            threading.Thread(target=self._serve, args=(pair,), daemon=True).start()

    def _serve(self, pair: "Pair") -> None:
        try:
            if self.line is not Line.RESET and pair.connect(self._target):
                answers = threading.Thread(target=pair.pass_answers, daemon=True)
                answers.start()
                pair.pass_questions()
                answers.join()
        finally:
            pair.reset()
            self._pairs.discard(pair)


class Pair:
    """A connection of a client and the one to the server that belongs to it, until the server is lost."""

    def __init__(self, proxy: Proxy, client: socket.socket) -> None:
        self._proxy, self._client = proxy, client
        self._server: socket.socket | None = None
        self._over = threading.Event()
        client.settimeout(LOOK_SECONDS)

    def connect(self, port: int) -> bool:
        """Whether the server could be reached; a silent line reaches it when it is good again."""
        self._wait_while_silent()
        if self._over.is_set():
            return False
        try:
            self._server = socket.create_connection(("127.0.0.1", port), timeout=5)
        except OSError:
            return False
        self._server.settimeout(LOOK_SECONDS)
        return True

    def pass_questions(self) -> None:
        """Client to server until one of them ends."""
        for piece in self._pieces(self._client):
            self._wait_while_silent()
            if self._server is None:
                if self._proxy.line is not Line.HALF_OPEN:
                    return  # a server that knows nothing of this connection resets it
                continue
            try:
                self._server.sendall(piece)
            except OSError:
                return
        self._over.set()

    def pass_answers(self) -> None:
        """Server to client until one of them ends, as the line is."""
        server = self._server
        if server is None:
            return
        for piece in self._pieces(server):
            self._wait_while_silent()
            line = self._proxy.line
            try:
                if line is Line.CUT:
                    self._client.sendall(piece[: len(piece) // 2])
                    break
                if line is Line.DRIPPING:
                    self._drip(piece)
                else:
                    sleep(LATENCY_SECONDS if line is Line.SLOW else 0)
                    self._client.sendall(piece)
            except OSError:
                break
        if self._server is not None:
            self._over.set()

    def lose_server(self) -> None:
        """The server forgets the connection; the client is not told."""
        server, self._server = self._server, None
        _reset(server)

    def reset(self) -> None:
        """Both sides see a reset."""
        self._over.set()
        _reset(self._client)
        _reset(self._server)

    def _drip(self, piece: bytes) -> None:
        for position in range(len(piece)):
            if self._proxy.line is not Line.DRIPPING:
                self._client.sendall(piece[position:])
                return
            self._client.sendall(piece[position : position + 1])
            self._over.wait(DRIP_SECONDS)

    def _pieces(self, source: socket.socket) -> Iterator[bytes]:
        while not self._over.is_set():
            try:
                piece = source.recv(PIECE_BYTES)
            except TimeoutError:
                continue
            except OSError:
                return
            if not piece:
                return
            yield piece

    def _wait_while_silent(self) -> None:
        while self._proxy.line is Line.SILENT and not self._over.wait(LOOK_SECONDS):
            continue


def _reset(connection: socket.socket | None) -> None:
    if connection is None:
        return
    with suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    connection.close()
