"""When an idempotent request is tried again, and after how long."""

import random
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrape_proxy.deadlines import Deadline

MAX_RETRIES = 2
RETRIED_STATUSES = frozenset({429, 502, 503, 504})
FIRST_WAIT_SECONDS = 0.2


def wait_before_retry(attempt: int, deadline: Deadline, headers: Mapping[str, str]) -> float | None:
    """Seconds to wait after attempt 0, 1, …: full jitter, or Retry-After; None when there is no time or chance left."""
    if attempt >= MAX_RETRIES:
        return None
    retry_after = retry_after_seconds(headers.get("Retry-After"))
    # Full jitter: callers that failed together do not come back together.
    wait = random.uniform(0, FIRST_WAIT_SECONDS * 2**attempt) if retry_after is None else retry_after
    return wait if wait < deadline.remaining else None


def retry_after_seconds(header: str | None) -> float | None:
    """Seconds a Retry-After header asks for, as number or as date; None when it says nothing usable."""
    if not header:
        return None
    if header.strip().isdecimal():
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
