"""Slugs from titles."""

import re
import unicodedata

MOST_CHARACTERS = 150
_OTHER = re.compile(r"[^a-z0-9]+")


def slug_of(title: str) -> str:
    """Lower case ASCII words with hyphens; `artigo` for a title without any letter of that kind."""
    folded = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return _OTHER.sub("-", folded).strip("-")[:MOST_CHARACTERS].strip("-") or "artigo"
