"""Results as text: a table for the reader and JSON for programs."""

import platform
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import psutil

from bench.comparison import Comparison
from bench.contender import WORKERS
from bench.entry import Family
from bench.figures import Figures, Ratio
from bench.plan import CONNECTIONS, Plan

HEADINGS = (
    *("side", "requests/s", "p50 ms", "p95 ms", "p99 ms"),
    *("CPU µs/request", "PostgreSQL µs/request", "RSS MiB/worker"),
)


@dataclass(frozen=True)
class Report:
    """All comparisons of a family in one run, with what they were measured by and on."""

    family: Family
    plan: Plan
    generator: str
    versions: Mapping[str, str]
    comparisons: tuple[Comparison, ...]
    measured: datetime

    def conditions(self) -> str:
        """One sentence on how it was measured."""
        return (
            f"{self.plan.mode.capitalize()} run of {self.measured:%Y-%m-%d} on {psutil.cpu_count()} cores"
            f" ({platform.system()}, {platform.machine()}): {self.generator}, {CONNECTIONS} connections"
            " where an entry says no other number,"
            f" {WORKERS} workers a side, median of {self.plan.rounds} alternating rounds"
            f" of {self.plan.seconds} s."
        )


def now() -> datetime:
    """The moment of the run, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def to_json(report: Report) -> dict[str, Any]:
    """Everything a later run may want to be compared with."""
    return {
        "family": report.family.name,
        "measured": report.measured.isoformat(),
        "plan": {**asdict(report.plan), "connections": CONNECTIONS, "workers": WORKERS},
        "machine": {"cores": psutil.cpu_count(), "system": platform.system(), "machine": platform.machine()},
        "generator": report.generator,
        "versions": dict(report.versions),
        "entries": [entry_json(comparison) for comparison in report.comparisons],
    }


def entry_json(comparison: Comparison) -> dict[str, Any]:
    """One entry: ratios first, then the figures of every side."""
    return {
        "name": comparison.entry.name,
        "title": comparison.entry.title,
        "connections": comparison.entry.connections,
        "ratios": [_rounded({**asdict(ratio), "reached": ratio.reached}) for ratio in comparison.ratios],
        "sides": [_rounded({"rate": side.rate, **asdict(side)}) for side in comparison.figures],
        "missing": dict(comparison.missing),
    }


def to_markdown(report: Report) -> str:
    """The page that is checked in."""
    lines = [f"# {report.family.title}", "", report.conditions(), ""]
    lines += [", ".join(f"{name} {version}" for name, version in report.versions.items()) + ".", ""]
    lines += [f"![Requests per second by side]({report.family.name}.svg)", ""]
    for comparison in report.comparisons:
        lines += entry_markdown(comparison)
    return "\n".join(lines)


def entry_markdown(comparison: Comparison) -> list[str]:
    """A section: ratios, table, who is missing."""
    ours = comparison.figures[0].name
    lines = [f"## {comparison.entry.name}", "", f"{comparison.entry.title}.", ""]
    lines += [f"- {ratio_text(ours, ratio)}" for ratio in comparison.ratios]
    lines += ["", f"| {' | '.join(HEADINGS)} |", "| --- |" + " ---: |" * (len(HEADINGS) - 1)]
    lines += [f"| {' | '.join(cells(side))} |" for side in comparison.figures]
    lines += [""]
    for name, reason in comparison.missing.items():
        lines += [f"Missing: {name} ({reason}).", ""]
    return lines


def ratio_text(ours: str, ratio: Ratio) -> str:
    """`a is 1.42 × b (1.38 to 1.47 in single rounds, 1.4 by processor time); wanted 1.3: reached`."""
    verdict = ""
    if ratio.target is not None:
        verdict = f"; wanted {ratio.target:g}: {'reached' if ratio.reached else 'not reached'}"
    spread = f"{ratio.low:.2f} to {ratio.high:.2f} in single rounds, {ratio.cpu:.2f} by processor time"
    return f"{ours} is **{ratio.value:.2f} ×** {ratio.peer} ({spread}){verdict}"


def cells(side: Figures) -> Iterator[str]:
    """One row of the table, under HEADINGS."""
    yield side.name
    yield f"{side.rate:,.0f}"
    for value in (side.p50_ms, side.p95_ms, side.p99_ms):
        yield "–" if value is None else f"{value:.1f}"
    yield "–" if side.worker_rss_mib is None else f"{side.server_cpu_us:.0f}"
    yield f"{side.database_cpu_us:.0f}"
    yield "–" if side.worker_rss_mib is None else f"{side.worker_rss_mib:.0f}"


def _rounded(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _round(value) for name, value in values.items()}


def _round(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, tuple):
        return [_round(item) for item in value]
    return value
