"""From counts to shares and scores."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from suite.dates import wire_date

MEBIBYTE = 1_048_576
SLOW_MS = 1_000
SLOW_PENALTY = 10
ONLINE, OFFLINE, ERROR, UNKNOWN = "online", "offline", "error", "unknown"
TIMEFRAMES = {"7d": 7, "30d": 30, "90d": 90, "1y": 365}


def share(part: float, whole: float, scale: int = 1) -> float:
    """`part` of `whole`, 0 to `scale`, four digits; 0 of nothing."""
    return round(min(part / whole, 1.0) * scale, 4) if whole else 0.0


def megabytes(size: float) -> float:
    """Bytes as MB with two digits."""
    return round(size / MEBIBYTE, 2)


def points(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Counts as a chart reads them."""
    return [{"label": label, "value": value} for label, value in counts.items()]


def days_until(today: date, days: int) -> list[str]:
    """The UTC days of a period that ends today, oldest first."""
    return [(today - timedelta(days=back)).isoformat() for back in range(days - 1, -1, -1)]


def overall_health(statuses: Iterable[str]) -> str:
    """healthy: all that is known is online; degraded: at least half; unhealthy: less; unknown: nothing is known."""
    known = [status for status in statuses if status != UNKNOWN]
    online = known.count(ONLINE)
    if not known:
        return "unknown"
    if online == len(known):
        return "healthy"
    return "degraded" if 2 * online >= len(known) else "unhealthy"


def system_health(row: tuple[Any, ...]) -> dict[str, Any]:
    """One system with its score: the online share of its newest checks, less a penalty for slowness."""
    identifier, name, status, url, updated_at, _, checks, online, mean, message = row
    score = 100 * share(online, checks) if checks else 100 * (status == ONLINE)
    slow = mean is not None and mean > SLOW_MS
    issues = []
    if not url:
        issues.append("No URL configured for health check")
    elif not checks:
        issues.append("Never checked")
    if status in (OFFLINE, ERROR):
        issues.append(message or f"Status is {status}")
    if slow:
        issues.append(f"Slow: {round(mean)} ms on average")
    return {
        "id": identifier,
        "name": name,
        "status": status,
        "last_updated": wire_date(updated_at),
        "health_score": max(0, round(score - SLOW_PENALTY * slow)),
        "issues": issues,
    }
