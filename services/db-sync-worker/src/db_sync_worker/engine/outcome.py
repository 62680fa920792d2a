"""What a run counts and how it ends."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from threading import Event
from typing import Any

OK, FAILED, LOCKED, STOPPED = "ok", "failed", "locked", "stopped"
PAUSED, CANCELLED = "paused", "cancelled"
INCREMENTAL, BACKFILL, RECONCILE, RESET = "incremental", "backfill", "reconcile", "reset"


class Stopped(Exception):
    """The process was asked to end"""


class Cancelled(Exception):
    """The run was cancelled"""


class TooManyRejected(Exception):
    """More rows were rejected than the stream tolerates"""


class StreamFailed(Exception):
    """The stream cannot be copied as it is"""


class Misconfigured(StreamFailed):
    """The streams file does not fit the source or the target"""


@dataclass
class RunTally:
    """Rows of one run by what became of them."""

    rows_read: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    expired: int = 0
    collapsed: int = 0
    future: int = 0
    rounded: int = 0
    bytes: int = 0
    source_retries: int = 0
    target_retries: int = 0
    expected: int = 0

    def counts(self) -> dict[str, int]:
        """By name."""
        return asdict(self)


@dataclass(frozen=True)
class Order:
    """What a run is asked to do."""

    mode: str = INCREMENTAL
    start: datetime | None = None
    end: datetime | None = None
    deep: bool = False
    repair: bool = True
    delete_extra: bool = False
    dry_run: bool = False
    accept_drift: bool = False
    trigger: str = "cli"
    requested_by: str = "operator"
    run_id: str | None = None


@dataclass
class RunOutcome:
    """How a run of one stream ended; `report` is that of a reconciliation."""

    stream: str
    status: str
    tally: RunTally = field(default_factory=RunTally)
    error: str | None = None
    report: dict[str, Any] | None = None
    rejected_too_many: bool = False
    misconfigured: bool = False
    # The source did not answer at all.
    unreachable: bool = False
    run_id: str | None = None

    @property
    def left_differences(self) -> bool:
        """Whether a reconciliation ended with windows that differ, or hold rows that are only in quarantine."""
        return bool(self.report and (self.report["differs"] or self.report["rows_quarantined"]))


def check_stop(stop: Event) -> None:
    """Raise Stopped when the process was asked to end."""
    if stop.is_set():
        raise Stopped
