"""What the page may load: itself, and the services it talks to."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

_HOST = re.compile(r"[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]")


def page_policy(host: str, scheme: str, ports: Iterable[int], provider: str | None = None) -> str:
    """The Content-Security-Policy of the page as asked for at `host`; scripts come from its own files only.

    It fetches tokens of `provider`, where people sign in. Mantine sets sizes and colours by style attributes, hence
    inline styles.
    """
    name = hostname(host)
    services = " ".join(f"{scheme}://{name}:{port}" for port in ports) if name else ""
    tokens = f" {origin_of(provider)}" if provider else ""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
        f"img-src 'self' data: {services}; connect-src 'self' {services}{tokens}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def hostname(host: str) -> str:
    """The name in a Host header, empty when it holds anything that is no name."""
    name = host if host.endswith("]") else re.sub(r":\d{1,5}$", "", host)
    return name if _HOST.fullmatch(name) else ""
