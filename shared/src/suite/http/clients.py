"""Who is calling, as far as the network tells."""

from typing import Any


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
