"""What seals an entry: the hash over its values and over the hash of the entry before it."""

import hmac
import ipaddress
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from suite.ids import RANDOM_BITS, uuid7
from suite.parsers import Secret

FIRST_HASH = "0" * 64
SHA256 = "sha256"
HMAC_SHA256 = "hmac-sha256"


class Sealer:
    """Computes hashes: HMAC-SHA-256 with a key, else SHA-256."""

    def __init__(self, key: str | None) -> None:
        self._key = key.encode() if key else None
        self.algorithm = HMAC_SHA256 if self._key else SHA256

    @classmethod
    def of_key(cls, key: Secret | None) -> "Sealer":
        """With the key of a setting."""
        return cls(key.reveal() if key else None)

    def seal(self, values: Mapping[str, Any], algorithm: str | None = None) -> str:
        """Hex digest of the canonical JSON of `values`."""
        content = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        if (algorithm or self.algorithm) == SHA256:
            return sha256(content).hexdigest()
        if self._key is None:
            raise MissingKey
        return hmac.digest(self._key, content, "sha256").hex()


class MissingKey(Exception):
    """An entry was sealed with a key that is not configured"""


def entry_id(created_at: datetime, digest: str) -> UUID:
    """Time and first bits of the hash: a changed id is found like any other value."""
    return uuid7(created_at, int(digest, 16) >> (256 - RANDOM_BITS))


def milliseconds(moment: datetime) -> datetime:
    """`moment` cut to the precision clients see."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def exact_date(moment: datetime) -> str:
    """UTC with microseconds and a Z."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def canonical_ip(address: str | None) -> str | None:
    """One spelling per address; None for what is not an address (a unix socket peer)."""
    try:
        parsed = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return None
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return str(mapped or parsed)
