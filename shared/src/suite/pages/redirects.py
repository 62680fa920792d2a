"""Where people are sent: the same path of the frontend, unless that is where the request came to."""

from urllib.parse import quote, urlsplit

from suite.http.call import Call

DEFAULT_PORTS = {"http": 80, "https": 443}


def frontend_address(call: Call, frontend_url: str | None) -> str | None:
    """The address at the frontend, None without one and where the redirect would lead back to this host."""
    if frontend_url is None or is_own_host(call, frontend_url):
        return None
    path = quote(call.path.encode("latin-1"), safe="/%:@!$&'()*+,;=~")
    query = str(call.environ.get("QUERY_STRING") or "")
    return frontend_url.rstrip("/") + path + ("?" + quote(query.encode("latin-1"), safe=QUERY_SAFE) if query else "")


QUERY_SAFE = "/%:@!$&'()*+,;=~?"


def is_own_host(call: Call, address: str) -> bool:
    """Whether the request came to the host and port of an address.

    A Host without a port may stand for either default one: whether TLS ended before us is not known for sure.
    """
    parts = urlsplit(address)
    wanted = (parts.hostname or "").rstrip(".")
    port = parts.port or DEFAULT_PORTS.get(parts.scheme)
    for host in hosts_of(call):
        requested = urlsplit(f"//{host}")
        try:
            own = requested.port
        except ValueError:
            own = None
        if (requested.hostname or "").rstrip(".") == wanted and (port in (80, 443) if own is None else own == port):
            return True
    return False


def hosts_of(call: Call) -> list[str]:
    """What the request calls this host: in Host, and in what proxies we trust say it was before them."""
    named = [call.header("Host") or ""]
    if call.service.settings.trusted_proxy_hops:
        named += (call.header("X-Forwarded-Host") or "").split(",")
    return [host.strip().lower() for host in named if host.strip()]
