"""What one service answers about itself, and what that means."""

from dataclasses import dataclass, field
from typing import Any

import requests

from console.answers import ask_object
from console.watched import Watched

ANSWER_SECONDS = 2.0
MOST_BYTES = 262_144
READY, DEGRADED, DOWN = "ready", "degraded", "down"


@dataclass(frozen=True)
class Sample:
    """One look at a service; figures are those of its last five minutes, None where it did not tell."""

    service_id: str
    state: str
    reason: str | None = None
    checks: dict[str, str] = field(default_factory=dict)
    requests_per_second: float | None = None
    error_rate_percent: float | None = None
    p50_ms: float | None = None
    p95_ms: float | None = None
    memory_rss_bytes: int | None = None
    workers: int | None = None


def ask_service(session: requests.Session, service: Watched) -> Sample:
    """Two questions, readiness and figures; a service that does not answer is down, with the reason."""
    try:
        readiness = _ask(session, f"{service.url}/readyz")
    except (requests.RequestException, ValueError) as error:
        return Sample(service.id, DOWN, _reason(error))
    state, reason, checks = judge(readiness)
    try:
        figures = _ask(session, f"{service.url}/metrics.json")
    except (requests.RequestException, ValueError):
        figures = {}
    return Sample(
        service.id,
        state,
        reason,
        checks,
        requests_per_second=_number(figures, "requests_per_second"),
        error_rate_percent=_number(figures, "error_rate_percent"),
        p50_ms=_number(figures, "response_time_p50_ms"),
        p95_ms=_number(figures, "response_time_p95_ms"),
        memory_rss_bytes=_whole(figures, "memory_rss_bytes"),
        workers=_whole(figures, "workers"),
    )


def judge(readiness: dict[str, Any]) -> tuple[str, str | None, dict[str, str]]:
    """State, reason and checks from the body of /readyz."""
    found = readiness.get("checks")
    checks = {str(name): str(status)[:50] for name, status in found.items()} if isinstance(found, dict) else {}
    bad = ", ".join(f"{name}: {status}" for name, status in checks.items() if status not in ("ok", "disabled"))
    match readiness.get("status"):
        case "ready":
            return READY, None, checks
        case "degraded":
            return DEGRADED, bad[:500] or None, checks
        case _:
            return DOWN, bad[:500] or "not ready", checks


def _ask(session: requests.Session, url: str) -> dict[str, Any]:
    return ask_object(session, url, MOST_BYTES, ANSWER_SECONDS)


def _reason(error: Exception) -> str:
    if isinstance(error, requests.Timeout):
        return "no answer within 2 s"
    if isinstance(error, requests.ConnectionError):
        return "connection refused"
    return "no usable answer"


def _number(figures: dict[str, Any], name: str) -> float | None:
    value = figures.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _whole(figures: dict[str, Any], name: str) -> int | None:
    value = _number(figures, name)
    return None if value is None else int(value)
