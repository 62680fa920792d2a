"""The hash chain over an item's history: each entry seals the one before it."""

import hmac
import ipaddress
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from suite.ids import RANDOM_BITS, uuid7

FIRST_HASH = "0" * 64
SHA256 = "sha256"
HMAC_SHA256 = "hmac-sha256"
UNSEALED = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Entry:
    """One sealed history entry."""

    id: UUID
    created_at: datetime
    item_id: UUID
    user_id: str
    version: int
    action: str
    old_values: dict[str, Any] | None
    new_values: dict[str, Any] | None
    created_by: str
    request_id: str
    ip: str | None
    prev_hash: str
    hash: str
    hash_alg: str

    def sealed_values(self) -> dict[str, Any]:
        """What the hash covers."""
        return {
            "item_id": str(self.item_id),
            "user_id": self.user_id,
            "version": self.version,
            "action": self.action,
            "old_values": self.old_values,
            "new_values": self.new_values,
            "created_at": exact_date(self.created_at),
            "created_by": self.created_by,
            "request_id": self.request_id,
            "ip": self.ip,
            "prev_hash": self.prev_hash,
        }


class Sealer:
    """Computes hashes: HMAC-SHA-256 with a key, else SHA-256."""

    def __init__(self, key: str | None) -> None:
        self._key = key.encode() if key else None
        self.algorithm = HMAC_SHA256 if self._key else SHA256

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


def sealed_entry(entry: Entry, sealer: Sealer) -> Entry:
    """The entry with its hash and id."""
    digest = sealer.seal(entry.sealed_values())
    return replace(entry, id=entry_id(entry.created_at, digest), hash=digest)


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
