"""Identifiers: time-ordered ones (UUID version 7, RFC 9562 section 5.7), and both kinds as strangers write them."""

import re
import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID

RANDOM_BITS = 74
LARGEST_ID = 2_147_483_647
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Of the year 9999. A stranger's id may name the year 10889, which no date can hold.
_LAST_MILLISECOND = 253_402_300_799_999
_DIGITS = re.compile(r"[0-9]{1,10}")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def uuid7(at: datetime | None = None, random_bits: int | None = None) -> UUID:
    """A version 7 UUID of the millisecond `at` (default: now) with 74 random bits (default: from the system)."""
    moment = at or datetime.now(UTC)
    milliseconds = (moment - _EPOCH) // timedelta(milliseconds=1)
    noise = secrets.randbits(RANDOM_BITS) if random_bits is None else random_bits
    high, low = noise >> 62, noise & ((1 << 62) - 1)
    return UUID(int=(milliseconds << 80) | (0x7 << 76) | (high << 64) | (0b10 << 62) | low)


def time_of(identifier: UUID) -> datetime | None:
    """The millisecond inside a version 7 UUID, None for other versions and for years nobody writes."""
    milliseconds = identifier.int >> 80
    if identifier.version != 7 or milliseconds > _LAST_MILLISECOND:
        return None
    return _EPOCH + timedelta(milliseconds=milliseconds)


def now_milliseconds() -> datetime:
    """Now, in UTC, cut to the millisecond, as ids and wire dates carry it."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def integer_or_none(text: str) -> int | None:
    """The id of a numbered row as digits, 1 to LARGEST_ID; None for anything else."""
    number = int(text) if _DIGITS.fullmatch(text) else 0
    return number if 1 <= number <= LARGEST_ID else None


def uuid_or_none(text: str) -> UUID | None:
    """A UUID in its canonical form, in any case; None for anything else."""
    return UUID(text) if _UUID.fullmatch(text) else None
