"""Lifetimes as they are written in settings: 45s, 30m, 12h, 7d, or bare seconds."""

import re

_DURATION = re.compile(r"(?P<count>[0-9]{1,9})(?P<unit>[smhd]?)")
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3_600, "d": 86_400}


def parse_duration(text: str) -> int:
    """Seconds, at least 1; ValueError for anything but one whole number with at most one unit."""
    written = _DURATION.fullmatch(text)
    seconds = int(written["count"]) * _SECONDS[written["unit"]] if written else 0
    if not seconds:
        raise ValueError("is not a duration such as 3600, 45s, 30m, 12h or 7d")
    return seconds
