"""Connections whose header has to arrive in time, directly or through a proxy."""

from socket import SHUT_RDWR, socket
from threading import Timer
from typing import Any, ClassVar

import requests
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from suite.outbound.tunnels import Egress, open_tunnel
from suite.tracing.outbound import TracedAdapter


class BoundedHTTPConnection(HTTPConnection):
    """Plain connection whose timeout covers the whole header, not each of its bytes."""

    egress: ClassVar[Egress | None] = None

    def _new_conn(self) -> socket:
        return tunnel_of(self, self.egress) if self.egress else super()._new_conn()

    def getresponse(self) -> Any:
        """The response, or a timeout when its header has not arrived within the timeout."""
        with HeaderTimer(self):
            return super().getresponse()


class BoundedHTTPSConnection(HTTPSConnection):
    """TLS connection whose timeout covers the whole header, not each of its bytes."""

    egress: ClassVar[Egress | None] = None

    def _new_conn(self) -> socket:
        return tunnel_of(self, self.egress) if self.egress else super()._new_conn()

    def getresponse(self) -> Any:
        """The response, or a timeout when its header has not arrived within the timeout."""
        with HeaderTimer(self):
            return super().getresponse()


class HeaderTimer:
    """Cuts a connection: a server that sends a byte a second renews the socket's own timeout each time."""

    def __init__(self, connection: HTTPConnection) -> None:
        self._connection = connection
        self._expired = False
        seconds = connection.timeout
        self._timer = Timer(seconds, self._cut) if isinstance(seconds, int | float) else None

    def __enter__(self) -> None:
        if self._timer:
            self._timer.daemon = True
            self._timer.start()

    def __exit__(self, *failure: object) -> None:
        if self._timer:
            self._timer.cancel()
        if self._expired:
            # What was read so far looks like a complete header to the parser.
            raise TimeoutError("timed out")

    def _cut(self) -> None:
        self._expired = True
        connected = self._connection.sock
        try:
            if connected is not None:
                connected.shutdown(SHUT_RDWR)
        except OSError:
            return  # it has just ended by itself


class BoundedHTTPPool(HTTPConnectionPool):
    """Pool of plain connections."""

    ConnectionCls = BoundedHTTPConnection


class BoundedHTTPSPool(HTTPSConnectionPool):
    """Pool of TLS connections."""

    ConnectionCls = BoundedHTTPSConnection


def pool_classes(egress: Egress | None) -> dict[str, Any]:
    """Pools by scheme; with `egress` every connection of theirs is a tunnel through that proxy."""
    pools: dict[str, Any] = {"http": BoundedHTTPPool, "https": BoundedHTTPSPool}
    if egress is None:
        return pools
    return {
        scheme: type(
            "TunnelPool", (pool,), {"ConnectionCls": type("Tunnel", (pool.ConnectionCls,), {"egress": egress})}
        )
        for scheme, pool in pools.items()
    }


class BoundedAdapter(TracedAdapter):
    """A traced adapter for servers of the operator's choice: their headers have to arrive in time, too."""

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        """As requests does, with pools of ours."""
        super().init_poolmanager(connections, maxsize, block=block, **options)
        self.poolmanager.pool_classes_by_scheme = pool_classes(None)


def bounded_session() -> requests.Session:
    """A session whose requests are spans of the trace in progress, and whose timeout covers a whole header."""
    session = requests.Session()
    for scheme in ("https://", "http://"):
        session.mount(scheme, BoundedAdapter())
    return session


def tunnel_of(connection: HTTPConnection, egress: Egress) -> socket:
    """The socket of a connection, through the proxy."""
    seconds = connection.timeout
    limit = float(seconds) if isinstance(seconds, int | float) else None
    return open_tunnel(egress, connection.host, connection.port, limit)
