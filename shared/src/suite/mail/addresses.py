"""Addresses: what is accepted as one, and how one is shown in a log."""

import re

MAX_ADDRESS = 254  # RFC 5321 §4.5.3.1.3, without the angle brackets
MAX_LOCAL_PART = 64

# No quoted local parts, no address literals: providers refuse them, and they are how headers get smuggled.
_ADDRESS = re.compile(
    r"[^\s@<>()\[\]\\,;:\"\x00-\x1f\x7f]{1,64}@[^\s@<>()\[\]\\,;:\"\x00-\x1f\x7f.]{1,63}"
    r"(?:\.[^\s@<>()\[\]\\,;:\"\x00-\x1f\x7f.]{1,63})+"
)


def parse_address(text: str) -> str:
    """One address as it was written; ValueError when it is none."""
    if len(text) > MAX_ADDRESS or not text.isprintable() or not _ADDRESS.fullmatch(text):
        raise ValueError("is not an e-mail address")
    local = text.partition("@")[0]
    if local.startswith(".") or local.endswith(".") or ".." in local:
        raise ValueError("is not an e-mail address")
    return text


def is_address(text: str) -> bool:
    """Whether `text` is one address."""
    try:
        parse_address(text)
    except ValueError:
        return False
    return True


def normal_address(address: str) -> str:
    """The form under which an address is compared: lower case."""
    return address.strip().lower()


def mask_address(address: str) -> str:
    """`m***@example.org`: enough to follow one mail through a log, too little to write to somebody."""
    local, at, domain = address.partition("@")
    return f"{local[:1]}***{at}{domain}"
