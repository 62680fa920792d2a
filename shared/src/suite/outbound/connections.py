"""Connections whose header has to arrive in time."""

from socket import SHUT_RDWR
from threading import Timer
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection


class BoundedHTTPConnection(HTTPConnection):
    """Plain connection whose timeout covers the whole header, not each of its bytes."""

    def getresponse(self) -> Any:
        """The response, or a timeout when its header has not arrived within the timeout."""
        with HeaderTimer(self):
            return super().getresponse()


class BoundedHTTPSConnection(HTTPSConnection):
    """TLS connection whose timeout covers the whole header, not each of its bytes."""

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


POOL_CLASSES: dict[str, Any] = {"http": BoundedHTTPPool, "https": BoundedHTTPSPool}
