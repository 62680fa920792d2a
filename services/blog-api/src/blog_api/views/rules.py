"""When a view counts: once a visitor, article and half hour; programs never."""

import hmac
import re
from datetime import datetime
from hashlib import sha256

BUCKET_SECONDS = 1_800
BOTS = re.compile(r"bot|crawl|spider|slurp|preview|facebookexternalhit|headless", re.IGNORECASE)


def bucket_of(at: datetime) -> int:
    """The half hour since 1970 a view falls into."""
    return int(at.timestamp()) // BUCKET_SECONDS


def visitor_hash(key: bytes, at: datetime, client: str, user_agent: str) -> bytes:
    """A visitor for one UTC day; nothing in it leads back to the address without the key."""
    visitor = "\x1f".join((at.strftime("%Y-%m-%d"), client, user_agent))
    return hmac.new(key, visitor.encode("utf-8", "surrogateescape"), sha256).digest()


def is_bot(user_agent: str) -> bool:
    """True for programs that say so."""
    return BOTS.search(user_agent) is not None
