"""Addresses as browsers resolve them: the WHATWG URL standard."""

import re
from urllib.parse import urldefrag, urljoin

from ada_url import URL

MAX_LENGTH = 2_048
WEB = frozenset({"http:", "https:"})
_QUAD = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}\Z")
_WHITE = "\t\n\x0c\r "


def resolve(base: str, reference: str | None) -> str | None:
    """The absolute http or https address a reference means, without its fragment; None for anything else."""
    address = resolve_any(base, reference)
    return urldefrag(address).url if address and len(address) <= MAX_LENGTH else None


def resolve_any(base: str, reference: str | None) -> str | None:
    """The absolute http or https address of any length, with its fragment; None for anything else."""
    if reference is None:
        return None
    try:
        url = URL(reference, base=base)
    except (ValueError, UnicodeError):
        return None
    if url.protocol not in WEB or not url.hostname:
        return None
    return odd_spelling(base, reference, url) or url.href


def odd_spelling(base: str, reference: str, url: URL) -> str | None:
    """The reference as it was written when its host is an IPv4 address in disguise: the guard refuses such ones."""
    if not _QUAD.match(url.hostname) or url.hostname in reference:
        return None
    # What names its own host keeps it whatever it is relative to.
    elsewhere = URL(reference, base=f"{url.protocol}//elsewhere.example/")
    if elsewhere.hostname != url.hostname:
        return None
    written = urljoin(base, reference.strip(_WHITE).replace("\\", "/"))
    return re.sub(r"[\t\n\r]", "", written)


def base_of(root: object, url: str) -> str:
    """What relative references of a page are relative to."""
    base = root.find(".//base[@href]")  # type: ignore[attr-defined]
    return resolve_any(url, base.get("href")) or url if base is not None else url
