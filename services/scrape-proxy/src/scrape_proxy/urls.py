"""Addresses that may be asked for, by their form alone."""

import re
from ipaddress import AddressValueError, IPv6Address
from typing import Any
from urllib.parse import urlsplit

_QUAD = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4}){3}\Z")
_TOP_LEVEL = re.compile(r"(?:[^\W\d_]{2,}|xn--[a-z0-9-]{2,59})\Z", re.IGNORECASE)
_BREAKING = re.compile(r"[\s<>\\\x00-\x1f]")


def has_public_form(url: str) -> bool:
    """http or https, and a host that ends in a top-level domain or is an address."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or _BREAKING.search(url):
        return False
    if "[" in parts.netloc:
        return is_v6(host)
    name = host.removesuffix(".")
    labels = name.split(".")
    named = len(labels) > 1 and all(labels) and bool(_TOP_LEVEL.match(labels[-1]))
    return named or bool(_QUAD.match(name))


def is_v6(host: str) -> bool:
    """Whether the text between brackets is an address, with a zone or without."""
    try:
        IPv6Address(host.partition("%")[0])
    except AddressValueError:
        return False
    return True


def with_scheme(url: Any) -> Any:
    """`https://example.com` of `example.com`, which Firecrawl takes too."""
    bare = isinstance(url, str) and url and "://" not in url[:12] and not url.startswith(("http:", "https:"))
    return f"https://{url}" if bare else url
