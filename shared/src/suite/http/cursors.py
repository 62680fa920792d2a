"""Opaque positions in a keyset-paged list: the last row's sort key, bound to the sort and filters it belongs to."""

import base64
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import blake2s
from typing import Any

from suite.errors import BadRequest, Problem
from suite.text.storable import is_storable_text

# Of PostgreSQL.
LARGEST_OFFSET = timedelta(hours=15, minutes=59, seconds=59)


class InvalidCursor(BadRequest):
    """Invalid cursor"""

    code = "VALIDATION"

    def __init__(self) -> None:
        super().__init__(problems=[Problem("cursor", "Invalid cursor", "invalid_cursor", location="query")])


def digest_of(listing: Mapping[str, Any]) -> str:
    """A short digest of the sort and the filters of a list."""
    canonical = json.dumps(listing, sort_keys=True, default=str, ensure_ascii=False)
    return blake2s(canonical.encode(), digest_size=9).hexdigest()


def encode_cursor(position: list[str], digest: str) -> str:
    """The cursor after the row whose sort key is `position`, as text values."""
    packed = json.dumps([digest, *position], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(packed.encode()).rstrip(b"=").decode()


def decode_cursor(cursor: str, digest: str, length: int) -> list[str]:
    """The `length` text values inside; InvalidCursor when it is not ours or belongs to another list.

    The values come from the client: bind them as typed parameters, and parse them before.
    """
    position: list[Any]
    try:
        packed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        given, *position = json.loads(packed)
    except (ValueError, TypeError, RecursionError):
        raise InvalidCursor() from None
    if given != digest or len(position) != length or not all(map(is_storable, position)):
        raise InvalidCursor()
    return position


def moment_in(text: str) -> datetime:
    """The moment a position names, as PostgreSQL reads it too once it is written again; InvalidCursor.

    Python reads more forms of a date, offsets of nearly a day and of fractions of a second.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidCursor() from None
    offset = moment.utcoffset() or timedelta()
    if abs(offset) > LARGEST_OFFSET or offset.microseconds:
        raise InvalidCursor()
    return moment


def is_storable(value: Any) -> bool:
    """True for text that can be bound as a parameter."""
    return isinstance(value, str) and is_storable_text(value)
