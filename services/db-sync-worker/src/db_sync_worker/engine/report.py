"""What a reconciliation reports: windows by how they were found and left."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from db_sync_worker.source.queries import iso

EQUAL, REPAIRED, DIFFERS, EXTRA = "equal", "repaired", "differs", "extra_in_target"
MAX_DETAILS = 1_000


@dataclass
class Reconciliation:
    """The report of a run."""

    stream: str
    start: datetime
    end: datetime
    windows: int = 0
    equal: int = 0
    repaired: int = 0
    differs: int = 0
    extra_in_target: int = 0
    rows_fixed: int = 0
    duration_ms: int = 0
    details: list[dict[str, Any]] = field(default_factory=list)

    def count(self, result: str, times: int = 1) -> None:
        """One more window with this result."""
        self.windows += times
        setattr(self, result, getattr(self, result) + times)

    def as_json(self) -> dict[str, Any]:
        """As the contract words it."""
        counted = ("windows", "equal", "repaired", "differs", "extra_in_target", "rows_fixed", "duration_ms", "details")
        head = {"stream": self.stream, "from": iso(self.start), "to": iso(self.end)}
        return {**head, **{name: getattr(self, name) for name in counted}}
