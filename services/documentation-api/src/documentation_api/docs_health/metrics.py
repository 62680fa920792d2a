"""Docs health as metrics: the newest snapshot, read by whichever worker answers a scrape."""

import logging
from bisect import bisect_left
from collections.abc import Iterator
from threading import Lock
from time import monotonic
from typing import Any

import psycopg2
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from documentation_api.docs_health.issues import count_issues
from documentation_api.docs_health.queries import Snapshot, select_audits, select_fixes, select_newest
from documentation_api.docs_health.schemas import FIX_TYPES
from documentation_api.docs_health.score import good_links, number
from suite.database import Database
from suite.errors import Unavailable

log = logging.getLogger(__name__)
KEPT_SECONDS = 15.0
AGE_BUCKETS = (7, 30, 60, 90, 180, 365)
SIZE_BUCKETS = (10, 50, 100, 250, 500, 1_000, 5_000)
MOST_DOMAINS = 100
State = tuple[Snapshot | None, dict[str, int], int]
# Name without docs_, help text, part of the snapshot, its field.
GAUGES = (
    ("frontmatter_complete", "Documents with all fields", "frontmatter", "complete"),
    ("frontmatter_missing", "Documents without front matter", "frontmatter", "missing"),
    ("frontmatter_incomplete", "Documents with some fields", "frontmatter", "incomplete"),
    ("outdated_count", "Documents reviewed too long ago", "frontmatter", "outdated_count"),
    ("diagrams_total", "Diagrams", "frontmatter", "diagrams_count"),
    ("diagrams_missing", "Guides without a diagram", "frontmatter", "guides_without_diagrams"),
    ("duplicate_groups", "Groups of equal documents", "duplicates", "exact_duplicates"),
    ("duplicate_similar_titles", "Pairs of similar titles", "duplicates", "similar_titles"),
    ("duplicate_similar_summaries", "Pairs of similar summaries", "duplicates", "similar_summaries"),
)


class HealthMetrics(Collector):
    """docs_* gauges of the newest snapshot; without values before the first one and without a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = Lock()
        self._read_at = -KEPT_SECONDS
        self._state: State | None = None

    def collect(self) -> Iterator[Metric]:
        """The families of one scrape."""
        state = self._current()
        if state is None:
            return
        snapshot, fixes, audits = state
        yield CounterMetricFamily("docs_audit_runs", "Audits, built-in and reported", value=audits)
        fixed = CounterMetricFamily("docs_issues_fixed", "Mended issues", labels=("issue_type",))
        for issue_type in FIX_TYPES:
            fixed.add_metric((issue_type,), fixes.get(issue_type, 0))
        yield fixed
        if snapshot is not None:
            yield from families_of(snapshot)

    def _current(self) -> State | None:
        with self._lock:
            if monotonic() - self._read_at >= KEPT_SECONDS:
                self._state = self._read()
                self._read_at = monotonic()
            return self._state

    def _read(self) -> State | None:
        try:
            with self._database.read() as connection:
                return select_newest(connection), select_fixes(connection), select_audits(connection)
        except (Unavailable, psycopg2.Error) as error:
            log.warning("docs health cannot be read", extra={"error": type(error).__name__})
            return None


def families_of(snapshot: Snapshot) -> Iterator[Metric]:
    """The gauges and histograms of a snapshot."""
    frontmatter, links = snapshot.part("frontmatter"), snapshot.part("links")
    yield GaugeMetricFamily("docs_health_score", "Score, 0 to 100", value=snapshot.score)
    for name, help_text, part, field in GAUGES:
        yield GaugeMetricFamily(f"docs_{name}", help_text, value=number(snapshot.part(part), field))
    yield GaugeMetricFamily("docs_links_success_rate", "Good links, %", value=good_links(links))
    if "audit_seconds" in snapshot.data:
        yield GaugeMetricFamily(
            "docs_audit_duration_seconds",
            "Time of the last built-in audit",
            value=number(snapshot.data, "audit_seconds"),
        )
    by_domain = frontmatter.get("by_domain") or {"all": number(frontmatter, "total_files")}
    yield labelled("docs_total_files", "Documents", "domain", dict(list(by_domain.items())[:MOST_DOMAINS]))
    by_type = {"internal": number(links, "internal_links"), "external": number(links, "external_links")}
    yield labelled("docs_links_total", "Links", "type", by_type)
    priorities = links.get("broken_by_priority") or {"medium": count_issues(snapshot)["links"]}
    broken = {name: number(priorities, name) for name in ("high", "medium", "low")}
    yield labelled("docs_links_broken", "Broken links", "priority", broken)
    yield histogram("docs_file_age_days", "Days since a document changed", AGE_BUCKETS, frontmatter.get("file_ages"))
    yield histogram("docs_file_size_lines", "Lines of documents", SIZE_BUCKETS, frontmatter.get("file_sizes"))


def labelled(name: str, help_text: str, label: str, values: dict[str, Any]) -> Metric:
    """A gauge with one label."""
    family = GaugeMetricFamily(name, help_text, labels=(label,))
    for key, value in values.items():
        family.add_metric((key,), value)
    return family


def histogram(name: str, help_text: str, bounds: tuple[int, ...], values: list[float] | None) -> Metric:
    """A histogram of a list of values."""
    counts = [0] * (len(bounds) + 1)
    for value in values or []:
        counts[bisect_left(bounds, value)] += 1
    family = HistogramMetricFamily(name, help_text)
    running, buckets = 0, []
    for bound, count in zip([*map(float, bounds), float("inf")], counts, strict=True):
        running += count
        buckets.append((str(bound) if bound != float("inf") else "+Inf", float(running)))
    family.add_metric((), buckets, float(sum(values or [])))
    return family
