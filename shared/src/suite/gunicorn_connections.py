"""Connections that wait for their client: deadlines for head, body and reply, and room for the next one.

A half-sent request costs its client nothing and us a greenlet. Head and body have deadlines, and beyond a number of
waiting connections the oldest of the same client ends, so that a new request always finds a place.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from socket import SHUT_RDWR
from time import monotonic
from typing import Any

from gevent import get_hub, sleep

from suite.errors import AppError

SLOWEST_BYTES_PER_SECOND = 1_024
SEND_SECONDS = 30.0
RECEIVED_BYTES = 16_384
HEAD, BODY, REPLY, IDLE = range(4)
# Not 0: gevent looks at the sockets after 50 such calls only. The shortest timer ends after the next look.
NEXT_TURN_SECONDS = 1e-6
# Who has not finished its request goes first, then who does not take its reply, then who keeps a connection for later.
_RANKS = (0, 0, 1, 2)


class RequestTimedOut(AppError):
    """The request did not arrive in time"""

    status = 408
    code = "REQUEST_TIMEOUT"


class Abandoned(Exception):
    """The client sent nothing in time."""


@dataclass(frozen=True)
class Deadlines:
    """Seconds a client may take: to send a head, to send nothing between requests, and to begin with a body."""

    head: float
    body: float
    idle: float


class ClientConnection:
    """A client's socket as gunicorn's parser and replies use it, with the deadline of whatever it waits for."""

    __slots__ = ("_deadline", "_since", "_socket", "_turn", "_waiting", "client", "deadlines", "received", "stage")

    def __init__(self, socket: Any, client: str, waiting: "WaitingConnections", deadlines: Deadlines) -> None:
        self._socket = socket
        self._waiting = waiting
        self.client = client
        self.deadlines = deadlines
        self.stage = HEAD
        self._since = monotonic()
        self.received = 0
        self._turn = -1
        self._deadline = self._since + deadlines.head

    @property
    def rank(self) -> tuple[int, float]:
        """Whose turn it is to make room: the least ends first."""
        return _RANKS[self.stage], self._since

    @contextmanager
    def awaiting_head(self, buffered: int | None) -> Iterator[None]:
        """While the next request is read, of which `buffered` bytes are here already; None for the first one."""
        self._begin(IDLE if buffered == 0 else HEAD)
        self.received = buffered or 0
        try:
            yield
        finally:
            self._waiting.leave(self)

    @contextmanager
    def awaiting_body(self) -> Iterator[None]:
        """While a piece of the body is read; its deadline grows with what has come."""
        if self.stage != BODY:
            self._begin(BODY)
        else:
            self._waiting.enter(self)
        try:
            yield
        finally:
            self._waiting.leave(self)

    def recv(self, size: int) -> bytes:
        """Bytes of the client, b"" when it has ended; RequestTimedOut or Abandoned after the deadline."""
        remaining = self._deadline - monotonic()
        if remaining <= 0:
            raise self._overdue()
        self._socket.settimeout(remaining)
        try:
            data: bytes = self._socket.recv(size)
        except TimeoutError:
            raise self._overdue() from None
        self._take(len(data))
        if self.stage == BODY:
            self._turn = give_way(self._turn)
        return data

    def receive_within(self, seconds: float) -> bytes | None:
        """What a client sends while its reply goes on; None when nothing comes in time, b"" when it has ended."""
        self._socket.settimeout(seconds)
        try:
            return bytes(self._socket.recv(RECEIVED_BYTES))
        except TimeoutError:
            return None

    def fileno(self) -> int:
        """The descriptor, for whoever looks whether the client is still there; negative once it is closed."""
        return int(self._socket.fileno())

    def send(self, data: bytes) -> int:
        """As a socket's, with a deadline."""
        self._socket.settimeout(SEND_SECONDS)
        return int(self._socket.send(data))

    def sendall(self, data: bytes) -> None:
        """All of it; TimeoutError when the client takes less than SLOWEST_BYTES_PER_SECOND."""
        rest = memoryview(data)[self.send(data) :]
        if not rest:
            return
        self._begin(REPLY)
        until = self._since + SEND_SECONDS + len(rest) / SLOWEST_BYTES_PER_SECOND
        try:
            while rest:
                if monotonic() > until:
                    raise TimeoutError("the client does not take its answer")
                rest = rest[self._socket.send(rest) :]
        finally:
            self._waiting.leave(self)

    def end(self) -> None:
        """Wake whoever waits for this client: nothing more comes or goes."""
        try:
            self._socket.shutdown(SHUT_RDWR)
        except OSError:
            return  # the client was faster

    def _begin(self, stage: int) -> None:
        allowed = self.deadlines
        self.stage = stage
        self._since = monotonic()
        self.received = 0
        self._deadline = self._since + (allowed.head, allowed.body, SEND_SECONDS, allowed.idle)[stage]
        self._waiting.enter(self)

    def _take(self, count: int) -> None:
        self.received += count
        if self.stage == IDLE:
            self.stage = HEAD
            self._since = monotonic()
            self._deadline = self._since + self.deadlines.head
        elif self.stage == BODY:
            self._deadline = self._since + self.deadlines.body + self.received / SLOWEST_BYTES_PER_SECOND

    def _overdue(self) -> Exception:
        return RequestTimedOut() if self.received or self.stage == BODY else Abandoned()


def give_way(turn: int) -> int:
    """Let the other connections have their turn, unless they had it since `turn`; the turn it is now.

    What has arrived already is read without waiting: 12 MB of a body in chunks of a byte kept a worker for 12 s.
    """
    loop = get_hub().loop
    if loop.iteration == turn:
        sleep(NEXT_TURN_SECONDS)
    return int(loop.iteration)


class WaitingConnections:
    """The waiting connections of a worker: at most `per_client` of one client and `total` of all."""

    def __init__(self, per_client: int, total: int) -> None:
        self._per_client = per_client
        self._total = total
        self._count = 0
        self._of: dict[str, set[ClientConnection]] = {}
        self.ended = 0

    def __len__(self) -> int:
        return self._count

    def enter(self, connection: ClientConnection) -> None:
        """Begin to wait; beyond a limit another makes room, in the order of `rank`."""
        own = self._of.setdefault(connection.client, set())
        if connection not in own:
            own.add(connection)
            self._count += 1
        if len(own) > self._per_client:
            self._end_one(own, connection)
        elif self._count > self._total:
            self._end_one(max(self._of.values(), key=len), connection)

    def leave(self, connection: ClientConnection) -> None:
        """End to wait."""
        own = self._of.get(connection.client)
        if own is None or connection not in own:
            return
        own.remove(connection)
        self._count -= 1
        if not own:
            del self._of[connection.client]

    def _end_one(self, own: set[ClientConnection], newest: ClientConnection) -> None:
        others = (connection for connection in own if connection is not newest)
        oldest = min(others, key=lambda connection: connection.rank, default=newest)
        self.leave(oldest)
        self.ended += 1
        oldest.end()
