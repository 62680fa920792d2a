"""Slugs: names as they stand in addresses, in ASCII, and different for different names."""

import re
from collections.abc import Container

from anyascii import anyascii

from suite.text.marks import normalize
from suite.text.storable import storable_text

MAX_LENGTH = 150
_OTHER = re.compile(r"[^a-z0-9]+")
# Signs that are all that tells one name from another: C, C++ and C#; NET and .NET; Disney and Disney+.
_PLUS = re.compile(r"(?<=[^\W\d_])\++")
_SHARP = re.compile(r"(?<=[^\W\d_])#(?!\w)")
_DOT = re.compile(r"(?<![\w.])\.(?=[^\W\d_])")


def slug_of(name: str, *, fallback: str = "", max_length: int = MAX_LENGTH) -> str:
    """Lower-case ASCII words joined by hyphens, every script transliterated; `fallback` for a name without any.

    Two names may still meet in one slug: free_slug keeps them apart.
    """
    text = storable_text(normalize("NFKC", name))
    text = _PLUS.sub(lambda signs: " plus" * len(signs[0]), text)
    text = _DOT.sub("dot ", _SHARP.sub(" sharp", text))
    return _OTHER.sub("-", anyascii(text).lower()).strip("-")[:max_length].strip("-") or fallback


def free_slug(slug: str, used: Container[str], *, max_length: int = MAX_LENGTH, first: int = 2) -> str:
    """The slug, or the first of slug-2, slug-3, … that is not taken, none longer than `max_length`."""
    free, number = slug, first
    while free in used:
        ending = f"-{number}"
        free = slug[: max_length - len(ending)].rstrip("-") + ending
        number += 1
    return free
