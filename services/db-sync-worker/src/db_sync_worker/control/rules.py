"""How the state of a stream is worded, and which ranges may be asked for."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from db_sync_worker.streams.model import Stream, parse_moment

STORAGE = "native-partitions"
LONGEST_RANGE = timedelta(days=366)
_SHOWN_OF_RUN = ("id", "status", "inserted", "updated", "unchanged", "rejected", "finished_at")


class BadRange(ValueError):
    """What is wrong with a range of time; the text is a sentence for the caller."""


def describe_stream(stream: Stream, standing: Sequence[Any] | None) -> dict[str, Any]:
    """A stream as routes and --status show it; `standing` is its row of select_standings."""
    head = {"name": stream.name, "source": stream.table or "query", "target": stream.target}
    if standing is None:
        state = dict.fromkeys(("last_synced", "lag_seconds", "last_error", "last_run"))
        counts = dict.fromkeys(("rows_total", "failures", "quarantined", "mismatched_windows"), 0)
        return {**head, "status": "idle", **state, **counts, "drift": [], "storage": STORAGE}
    run = standing[11]
    running = run is not None and run["status"] == "running"
    return {
        **head,
        "status": "running" if running else "failing" if standing[3] else "idle",
        "last_synced": standing[1],
        "lag_seconds": standing[7],
        "rows_total": standing[2],
        "quarantined": standing[9],
        "mismatched_windows": standing[10],
        "failures": standing[3],
        "last_error": standing[4],
        "drift": list(standing[5]),
        "last_run": {name: run[name] for name in _SHOWN_OF_RUN} if run else None,
        "storage": STORAGE,
    }


def parse_past(text: str, now: datetime) -> datetime:
    """A moment as UTC. BadRange: is none, or lies in the future."""
    try:
        moment = parse_moment(text)
    except (ValueError, OverflowError):
        raise BadRange("must be an ISO 8601 time") from None
    if moment > now:
        raise BadRange("must not lie in the future")
    return moment


def parse_range(
    start: str | None, end: str | None, now: datetime, longest: timedelta | None = LONGEST_RANGE
) -> tuple[datetime, datetime] | None:
    """Both ends as UTC, or None when neither is given. BadRange: half a range, backwards, future or too long."""
    if start is None and end is None:
        return None
    if start is None or end is None:
        raise BadRange("from and to belong together")
    try:
        first, last = parse_moment(start), parse_moment(end)
    except (ValueError, OverflowError):
        raise BadRange("from and to must be ISO 8601 times") from None
    if first >= last:
        raise BadRange("from must be before to")
    if first > now or last > now:
        raise BadRange("the range must not lie in the future")
    if longest is not None and last - first > longest:
        raise BadRange("the range must not be longer than 366 days")
    return first, last
