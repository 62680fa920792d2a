"""What a reconciliation reports: windows by how they were found and left, and which were compared how deeply."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from db_sync_worker.source.queries import iso

EQUAL, REPAIRED, DIFFERS, EXTRA = "equal", "repaired", "differs", "extra_in_target"
# Equal but for source rows the target does not hold: kept in quarantine, or one of several with a key as ordered.
QUARANTINED, COLLAPSED = "quarantined", "collapsed"
# The source dropped the partition; the target keeps its rows.
ARCHIVED = "archived"
COUNTS, SUMS, ROWS = "counts", "sums", "rows"
MAX_DETAILS = MAX_RANGES = 1_000
_COUNTED = (EQUAL, REPAIRED, DIFFERS, EXTRA, QUARANTINED, COLLAPSED, ARCHIVED)


@dataclass
class Compared:
    """Neighbouring windows that were compared alike; `at` is when, for windows that did not need it again."""

    start: datetime
    end: datetime
    depth: str
    windows: int
    at: datetime | None

    def as_json(self) -> dict[str, Any]:
        """As a report shows it."""
        shown = {"from": iso(self.start), "to": iso(self.end), "depth": self.depth, "windows": self.windows}
        return {**shown, "at": iso(self.at)} if self.at else shown


@dataclass
class StreamReport:
    """The report of a run."""

    stream: str
    start: datetime
    end: datetime
    windows: int = 0
    equal: int = 0
    repaired: int = 0
    differs: int = 0
    extra_in_target: int = 0
    quarantined: int = 0
    collapsed: int = 0
    archived: int = 0
    rows_fixed: int = 0
    rows_quarantined: int = 0
    rows_dropped: int = 0
    rows_collapsed: int = 0
    rows_archived: int = 0
    windows_due: int = 0
    duration_ms: int = 0
    compared: list[Compared] = field(default_factory=list)
    details: list[dict[str, Any]] = field(default_factory=list)

    def count(self, start: datetime, end: datetime, result: str, depth: str, at: datetime | None = None) -> None:
        """One more window with this result; `at` is when it was compared, where that was in a run before."""
        self.windows += 1
        setattr(self, result, getattr(self, result) + 1)
        last = self.compared[-1] if self.compared else None
        if last and last.end == start and last.depth == depth and bool(last.at) == bool(at):
            last.end = end
            last.windows += 1
            last.at = min(last.at, at) if last.at and at else last.at
        elif len(self.compared) < MAX_RANGES:
            self.compared.append(Compared(start, end, depth, 1, at))

    def as_json(self) -> dict[str, Any]:
        """As the contract words it, and how deep the comparison went."""
        head = {"stream": self.stream, "from": iso(self.start), "to": iso(self.end)}
        rows = ("rows_fixed", "rows_quarantined", "rows_dropped", "rows_collapsed", "rows_archived")
        counted = ("windows", *_COUNTED, *rows, "duration_ms", "details")
        shown = {name: getattr(self, name) for name in counted}
        depth = dict.fromkeys((COUNTS, SUMS, ROWS), 0)
        for entry in self.compared:
            depth[entry.depth] += entry.windows
        return {
            **head,
            **shown,
            "depth": depth,
            "compared": [entry.as_json() for entry in self.compared],
            "windows_due": self.windows_due,
        }
