"""Who is calling, as far as the network tells."""

from functools import lru_cache
from ipaddress import IPv6Address
from typing import Any

NETWORK_BITS = 64  # what an IPv6 provider gives to one customer at least


def client_address(environ: dict[str, Any], trusted_hops: int) -> str:
    """The peer's address, or with `trusted_hops` proxies in front the n-th entry from the right of X-Forwarded-For.

    With no trusted proxy the header is ignored: anybody can write it.
    """
    peer = str(environ.get("REMOTE_ADDR") or "unknown")
    if trusted_hops == 0:
        return peer
    forwarded = [part.strip() for part in str(environ.get("HTTP_X_FORWARDED_FOR", "")).split(",") if part.strip()]
    if len(forwarded) < trusted_hops:
        return peer
    return forwarded[-trusted_hops]


def client_network(address: str) -> str:
    """What counts as one client: an IPv4 address, the /64 of an IPv6 address, any other text as it is."""
    return _network_of(address) if ":" in address else address


@lru_cache(maxsize=4_096)
def _network_of(address: str) -> str:
    host = address[1:].partition("]")[0] if address.startswith("[") else address
    try:
        parsed = IPv6Address(host.partition("%")[0])
    except ValueError:
        # An IPv4 address with a port, as some proxies write it.
        name, _, port = address.rpartition(":")
        return name if port.isdecimal() and ":" not in name else address
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    network = int(parsed) >> (128 - NETWORK_BITS) << (128 - NETWORK_BITS)
    return f"{IPv6Address(network)}/{NETWORK_BITS}"
