"""How long a page may be reused, as its own headers say."""

import re
from collections.abc import Mapping

MAX_LIFETIME_SECONDS = 3_600
_AGE = r"\s*=\s*\"?(\d{1,9})"


def lifetime_of(headers: Mapping[str, str], default: int) -> int:
    """Seconds; 0 when the page must not be stored."""
    control = headers.get("Cache-Control", "").lower()
    forbidden = "no-store" in control or "private" in control
    if forbidden or headers.get("Vary", "").strip() == "*" or "Set-Cookie" in headers:
        return 0
    for name in ("s-maxage", "max-age"):
        found = re.search(rf"\b{name}{_AGE}", control)
        if found:
            return min(int(found[1]), MAX_LIFETIME_SECONDS)
    return default
