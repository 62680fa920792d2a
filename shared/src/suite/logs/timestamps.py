"""Times as log lines show them."""

import time
from functools import lru_cache


def format_timestamp(seconds: float) -> str:
    """ISO 8601 in UTC with milliseconds, from epoch seconds: 2026-01-15T10:30:00.123Z."""
    whole = int(seconds)
    return f"{_format_second(whole)}.{int((seconds - whole) * 1000):03d}Z"


@lru_cache(maxsize=8)
def _format_second(whole: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(whole))
