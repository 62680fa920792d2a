"""What the layers of the cache hand over. Without Redis nothing else of its layer is imported: 17 MB a process."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CacheEntry:
    """Bytes, and until when they may be used (monotonic seconds)."""

    content: bytes
    expires_at: float


class RedisDown(Exception):
    """Redis did not answer in time, now or a moment ago."""
