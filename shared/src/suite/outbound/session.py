"""A requests session that dials only addresses its guard has checked; there is no second resolution."""

from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from urllib3.poolmanager import PoolManager

from suite.outbound.connections import pool_classes
from suite.outbound.exceptions import FORM, BlockedTarget
from suite.outbound.guard import AddressGuard, CheckedTarget
from suite.outbound.hosts import DEFAULT_PORTS
from suite.outbound.tunnels import Egress
from suite.tracing.outbound import TracedAdapter

MAX_DIALLED_ADDRESSES = 3
POOLED_PLACES = 32
POOLED_CONNECTIONS = 8


class GuardedAdapter(TracedAdapter):
    """Connects to the checked address; Host header, SNI and certificate name stay those of the URL.

    With `egress`, the URL of a proxy, the proxy is asked for the checked address, not for the name.
    """

    passes_on = False

    def __init__(self, guard: AddressGuard, egress: str | None = None) -> None:
        self._guard = guard
        self._egress = Egress.parse(egress) if egress else None
        super().__init__(pool_connections=POOLED_PLACES, pool_maxsize=POOLED_CONNECTIONS, max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        """Pools of connections with bounded headers."""
        self.poolmanager = PoolManager(num_pools=connections, maxsize=maxsize, block=block)
        self.poolmanager.pool_classes_by_scheme = pool_classes(self._egress)

    def dispatch(self, request: requests.PreparedRequest, options: dict[str, Any]) -> requests.Response:
        """Check, then dial the checked addresses in turn; raises BlockedTarget and TargetUnresolvable too."""
        target = self._guard.check(request.url or "")
        request.headers["Host"] = host_header(target)
        addresses = target.addresses[:MAX_DIALLED_ADDRESSES]
        for address in addresses[:-1]:
            try:
                return self._send_to(address, target, request, options)
            except (requests.exceptions.ConnectTimeout, requests.exceptions.SSLError):
                raise
            except requests.exceptions.ConnectionError:
                continue
        return self._send_to(addresses[-1], target, request, options)

    def get_connection_with_tls_context(
        self, request: requests.PreparedRequest, verify: Any, proxies: Any = None, cert: Any = None
    ) -> Any:
        """The pool of the checked address; TLS pools also differ by the name they verify."""
        address, target = request.dialled  # type: ignore[attr-defined]
        place = target.place
        tls: dict[str, Any] = {}
        if place.scheme == "https":
            tls.update(self.build_connection_pool_key_attributes(request, verify, cert)[1])
            tls["server_hostname"] = place.host
        return self.poolmanager.connection_from_host(address, place.port, place.scheme, pool_kwargs=tls)

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """Nothing: the pool was made with its certificates."""

    def _send_to(
        self, address: str, target: CheckedTarget, request: requests.PreparedRequest, options: dict[str, Any]
    ) -> requests.Response:
        request.dialled = (address, target)  # type: ignore[attr-defined]
        return super().dispatch(request, options)


class GuardedSession(requests.Session):
    """Reads no proxy or credentials from the environment, keeps no cookies, follows no redirect by itself."""

    def __init__(self, guard: AddressGuard, *, user_agent: str, egress: str | None = None) -> None:
        super().__init__()
        self._guard = guard
        self.trust_env = False
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self.headers.clear()
        self.headers.update({"User-Agent": user_agent, "Accept-Encoding": "gzip, deflate", "Accept": "*/*"})
        for scheme in DEFAULT_PORTS:
            self.mount(f"{scheme}://", GuardedAdapter(guard, egress))

    def prepare_request(self, request: requests.Request) -> requests.PreparedRequest:
        """As usual; a host requests itself cannot read (percent signs, emoji) is BlockedTarget, too."""
        try:
            return super().prepare_request(request)
        except requests.exceptions.InvalidURL:
            self._guard.count_refusal(FORM)
            raise BlockedTarget(FORM, str(request.url)) from None

    def request(self, method: str, url: str, **options: Any) -> requests.Response:  # type: ignore[override]
        """Any request; redirects are for the caller to judge."""
        return super().request(method, url, **{**options, "allow_redirects": False})


def host_header(target: CheckedTarget) -> str:
    """Host, with the port where it is not the scheme's own."""
    place = target.place
    host = bracketed(place.host)
    return host if place.port == DEFAULT_PORTS[place.scheme] else f"{host}:{place.port}"


def bracketed(host: str) -> str:
    """An IPv6 address as URLs carry it, anything else as it is."""
    return f"[{host}]" if ":" in host else host
