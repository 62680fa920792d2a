"""How the state of a stream is worded, and which ranges may be asked for."""

from datetime import datetime, timedelta
from typing import Any

from db_sync_worker.control.queries import StreamState
from db_sync_worker.streams.model import Stream, parse_moment

STORAGE = "native-partitions"
LONGEST_RANGE = timedelta(days=366)
_SHOWN_OF_RUN = (
    "id",
    "mode",
    "status",
    "inserted",
    "updated",
    "unchanged",
    "rejected",
    "collapsed",
    "expected",
    "percent",
    "eta_seconds",
    "finished_at",
)


class BadRange(ValueError):
    """What is wrong with a range of time; the text is a sentence for the caller."""


def describe_stream(stream: Stream, state: StreamState | None) -> dict[str, Any]:
    """A stream as routes and --status show it."""
    head = {"name": stream.name, "source": stream.table or "query", "target": stream.target}
    state = state or StreamState(stream.name)
    run = state.last_run
    return {
        **head,
        "status": _status(state),
        "last_synced": state.watermark,
        "lag_seconds": state.lag,
        "behind_seconds": state.behind,
        "rows_total": state.rows_total,
        "quarantined": state.quarantined,
        "mismatched_windows": state.mismatched,
        "collapsed": state.collapsed,
        "future": state.future,
        "suspended": state.suspended,
        "failures": state.failures,
        "last_error": state.last_error,
        "drift": list(state.drift),
        "paused_at": state.paused_at,
        "paused_by": state.paused_by,
        "reconciled_at": state.reconciled_at,
        "rows_compared_since": state.rows_compared_since,
        "last_run": {name: run[name] for name in _SHOWN_OF_RUN} if run else None,
        "storage": STORAGE,
    }


def _status(state: StreamState) -> str:
    """In one word; a stream whose source was never reached waits for it."""
    if state.paused_at:
        return "paused"
    if state.last_run and state.last_run["status"] == "running":
        return "running"
    if not state.failures:
        return "idle"
    return "failing" if state.reached else "waiting"


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
