"""One request as a view sees it: who calls, what was asked, and the way to the database."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Generic

from typing_extensions import TypeVar

from suite.auth import Identity
from suite.clients import client_address
from suite.database import Connection

if TYPE_CHECKING:
    from suite.http.service import Service

Environ = dict[str, Any]
Service_co = TypeVar("Service_co", bound="Service", default="Service", covariant=True)


class Call(Generic[Service_co]):
    """`query` and `body` are what the endpoint's schemas made of the request; `json` is the body as parsed JSON.

    A view that needs what its service declares takes `Call[BlogService]`, one that needs only what all have `Call`.
    """

    __slots__ = ("body", "environ", "identity", "json", "query", "raw_body", "service")

    def __init__(self, service: Service_co, environ: Environ, identity: Identity) -> None:
        self.service = service
        self.environ = environ
        self.identity = identity
        self.query: Any = None
        self.json: dict[str, Any] = {}
        self.body: Any = None
        self.raw_body = b""

    @property
    def request_id(self) -> str:
        """The id of this request."""
        return str(self.environ["suite.request_id"])

    @property
    def client(self) -> str:
        """The client's network address."""
        return client_address(self.environ, self.service.settings.trusted_proxy_hops)

    @property
    def method(self) -> str:
        """GET, POST, …"""
        return str(self.environ["REQUEST_METHOD"])

    @property
    def path(self) -> str:
        """The path as the client sent it."""
        return str(self.environ["suite.path"])

    def header(self, name: str) -> str | None:
        """A request header, None when absent or empty."""
        return self.environ.get("HTTP_" + name.upper().replace("-", "_")) or None

    @property
    def session(self) -> Mapping[str, str]:
        """What row level security is told about this call."""
        return self.service.session_of(self)

    def read(self) -> AbstractContextManager[Connection]:
        """Single statements under the caller's row level security."""
        return self.service.database.read(self.session)

    def read_replica(self) -> AbstractContextManager[Connection]:
        """As `read`, for what may be a second old and is not the caller's own: a replica answers where there is one.

        Not for what is kept (suite.cache sees to that) and not for versions a client sends back with If-Match.
        """
        return self.service.database.read_replica(self.session)

    def transaction(self, mode: str = "") -> AbstractContextManager[Connection]:
        """One transaction under the caller's row level security."""
        return self.service.database.transaction(self.session, mode=mode)
