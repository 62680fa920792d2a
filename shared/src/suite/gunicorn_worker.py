"""The worker that serves requests: gunicorn's gevent worker, in which no connection keeps the process to itself.

What a client sends and takes has deadlines (suite.gunicorn_connections), and refusals are in our own words.

gunicorn's master loads this too, and must not load what makes metrics: nothing of suite.http.
"""

import logging
import resource
from errno import EBADF, ECONNRESET, ENOTCONN, EPIPE
from socket import SHUT_WR
from time import monotonic
from typing import Any, ClassVar

from gevent import get_hub
from gunicorn.http import errors as refused
from gunicorn.http import get_parser
from gunicorn.workers.ggevent import GeventWorker

from suite.clients import client_network
from suite.errors import AppError
from suite.gunicorn_connections import Abandoned, ClientConnection, Deadlines, WaitingConnections, give_way
from suite.gunicorn_refusals import ClientBody, refusal_of
from suite.settings import ServiceSettings

log = logging.getLogger(__name__)
# As much of a body nobody read is taken in, so that its sender sees the reply instead of a reset.
DRAINED_BYTES = 16_777_216
CHUNK_BYTES = 65_536
LINGER_SECONDS = 1.0
IDLE_SECONDS = 75.0
MAX_CONNECTIONS = 2_000
WAITING_SHARE = 0.8
# Files of a worker beside its clients: logs, metrics, PostgreSQL, Redis, outgoing calls.
OTHER_FILES = 256
_CLIENT_LEFT = (EBADF, ECONNRESET, ENOTCONN, EPIPE)


class GuardedWorker(GeventWorker):  # type: ignore[misc]
    """Serves HTTP/1 connections, in turn; `guarded_worker` makes the class of one service.

    A connection whose next request has already arrived would be read without waiting, and answered, again and again:
    with 32 connections p99 was 200 times p50. A request that waited for PostgreSQL or a peer has given way by that;
    after one that did not, the others come first. Measured with a constant body: p90 13 → 4 ms, p50 and processor time
    for each request unchanged (docs/adr/0002-gunicorn-worker.md).
    """

    deadlines: ClassVar[Deadlines]
    per_client: ClassVar[int]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.worker_connections: int = min(self.cfg.worker_connections, open_files() - OTHER_FILES)
        total = int(self.worker_connections * WAITING_SHARE)
        self.waiting = WaitingConnections(min(self.per_client, total), total)

    def handle(self, listener: Any, client: Any, addr: Any) -> None:
        """All requests of one connection."""
        connection = ClientConnection(client, client_network(peer_of(addr)), self.waiting, self.deadlines)
        try:
            parser = get_parser(self.cfg, connection, addr)
            place = listener.getsockname()
            buffered = None
            while self.answer_next(parser, place, connection, addr, buffered):
                buffered = parser.unreader.buf.getbuffer().nbytes
            if not drain(parser):
                linger(client)
        except (refused.NoMoreData, StopIteration, Abandoned):
            return
        except OSError as error:
            if not isinstance(error, TimeoutError) and error.errno not in _CLIENT_LEFT:
                log.warning("connection failed", extra={"error": type(error).__name__, "errno": error.errno})
        except Exception as error:
            self.refuse(client, error)
        finally:
            client.close()

    def answer_next(
        self, parser: Any, place: Any, connection: ClientConnection, addr: Any, buffered: int | None
    ) -> bool:
        """Read a request and answer it; False when it was the last one. `buffered` bytes are here, None: the first."""
        with connection.awaiting_head(buffered):
            request = next(parser)
        request.body.reader = ClientBody(request, connection)
        turn = get_hub().loop.iteration
        try:
            self.handle_request(place, request, connection, addr)
        except StopIteration:
            return False
        give_way(turn)
        return drain(parser)

    def refuse(self, client: Any, error: Exception) -> None:
        """Answer what never became a request of the application, and let the answer arrive."""
        refusal = refusal_of(error)
        status, headers, body = self.wsgi.wsgi_app.refuse_unread(refusal, error)
        lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers), "Connection: close", "", ""]
        try:
            client.settimeout(LINGER_SECONDS)
            client.sendall("\r\n".join(lines).encode("latin-1") + body)
        except OSError:
            return
        linger(client)


def guarded_worker(settings: ServiceSettings) -> type[GuardedWorker]:
    """The worker class with the limits of a service. Behind a proxy all clients have one address: it counts them."""

    class ServiceWorker(GuardedWorker):
        deadlines = Deadlines(
            head=settings.request_head_timeout_ms / 1000,
            body=settings.request_body_timeout_ms / 1000,
            idle=IDLE_SECONDS,
        )
        per_client = MAX_CONNECTIONS if settings.trusted_proxy_hops else settings.waiting_per_client

    return ServiceWorker


def drain(parser: Any) -> bool:
    """Read what the application left of the last body; False when the connection cannot go on.

    gunicorn's own finish_body asks for 1 KiB at a time of a buffer of up to 1 MiB, which it copies whole each time:
    a megabyte that nobody wanted took 0.3 s of the loop.
    """
    if not parser.mesg:
        return True
    body = parser.mesg.body
    if body.failed:
        return False
    remaining = DRAINED_BYTES
    try:
        while remaining > 0:
            piece = body.read(CHUNK_BYTES)
            if not piece:
                return True
            remaining -= len(piece)
    except AppError:
        pass  # the reply has been given already
    return False


def linger(client: Any) -> None:
    """Let the reply arrive: closing over bytes nobody read resets the connection, and it would never be seen."""
    turn = -1
    try:
        client.settimeout(LINGER_SECONDS)
        client.shutdown(SHUT_WR)
        until = monotonic() + LINGER_SECONDS
        while monotonic() < until and client.recv(CHUNK_BYTES):
            turn = give_way(turn)
    except OSError:
        return


def peer_of(address: Any) -> str:
    """The host of a socket's address; the peers of a Unix socket are one."""
    return str(address[0]) if isinstance(address, tuple) and address else "local"


def open_files() -> int:
    """How many files this process may have open, after asking for all that are allowed."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard if hard != resource.RLIM_INFINITY else 1_048_576
