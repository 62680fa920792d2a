"""Addresses and the tokens that stand for them in mails."""

import base64
import hmac
from hashlib import sha256
from uuid import UUID

MAX_EMAIL = 254
CONFIRM, UNSUBSCRIBE = "confirm", "unsubscribe"
SIGNATURE_BYTES = 18


def parse_email(given: str) -> str:
    """The address trimmed and in lower case; ValueError when it is none."""
    email = given.strip().lower()
    local, at, domain = email.partition("@")
    plain = email.isprintable() and not any(character.isspace() for character in email)
    labels = domain.split(".")
    if not (local and at and plain and len(email) <= MAX_EMAIL and "@" not in domain):
        raise ValueError(given)
    if len(labels) < 2 or not all(labels):
        raise ValueError(given)
    return email


def make_token(key: bytes, purpose: str, subscription: UUID) -> str:
    """A token that opens one thing about one subscription, and tells nothing about the address."""
    packed = subscription.bytes + _sign(key, purpose, subscription)
    return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def read_token(key: bytes, purpose: str, token: str) -> UUID | None:
    """The subscription of a token made for this purpose, None for any other text."""
    try:
        packed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return None
    if len(packed) != 16 + SIGNATURE_BYTES:
        return None
    subscription = UUID(bytes=packed[:16])
    return subscription if hmac.compare_digest(packed[16:], _sign(key, purpose, subscription)) else None


def _sign(key: bytes, purpose: str, subscription: UUID) -> bytes:
    return hmac.new(key, purpose.encode() + subscription.bytes, sha256).digest()[:SIGNATURE_BYTES]
