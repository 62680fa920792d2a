"""A snapshot as the dashboard and the documentation site read it."""

from datetime import UTC, datetime
from typing import Any

from documentation_api.docs_health.issues import count_issues, count_severities
from documentation_api.docs_health.queries import HistoryDay, Snapshot
from documentation_api.docs_health.score import good_links, grade_of, number
from suite.logs.timestamps import format_timestamp

VERSION = "1.0.0"
NO_GRADE, NO_DATA = "N/A", "No Data"
AGES = (("0-30", 30), ("31-60", 60), ("61-90", 90))
OLDEST = "90+"


def summary_view(snapshot: Snapshot | None) -> dict[str, Any]:
    """The state in short."""
    if snapshot is None:
        nothing = dict.fromkeys(("frontmatter", "links", "duplicates", "outdated"), 0)
        return {
            "healthScore": 0,
            "grade": NO_GRADE,
            "status": NO_DATA,
            "lastAuditDate": None,
            "totalFiles": 0,
            "issuesSummary": nothing,
            "hasData": False,
            "message": "No audit data yet",
        }
    grade, status = grade_of(snapshot.score)
    return {
        "healthScore": snapshot.score,
        "grade": grade,
        "status": status,
        "lastAuditDate": iso(snapshot.created_at),
        "totalFiles": number(snapshot.part("frontmatter"), "total_files"),
        "issuesSummary": count_issues(snapshot),
        "hasData": True,
    }


def metrics_view(snapshot: Snapshot | None, fixes: dict[str, int], audits: int) -> dict[str, Any]:
    """Numbers only, and the grade."""
    frontmatter = snapshot.part("frontmatter") if snapshot else {}
    links = snapshot.part("links") if snapshot else {}
    grade, status = grade_of(snapshot.score) if snapshot else (NO_GRADE, NO_DATA)
    return {
        "health_score": snapshot.score if snapshot else 0,
        "total_files": number(frontmatter, "total_files"),
        "frontmatter_complete": number(frontmatter, "complete"),
        "frontmatter_missing": number(frontmatter, "missing"),
        "links_broken": number(links, "broken_links"),
        "links_success_rate": round(good_links(links), 1) if snapshot else 0,
        "outdated_count": number(frontmatter, "outdated_count"),
        "duplicate_groups": number(snapshot.part("duplicates"), "exact_duplicates") if snapshot else 0,
        "audit_runs_total": audits,
        "issues_fixed_total": sum(fixes.values()),
        "grade": grade,
        "status": status,
    }


def trends_view(history: list[HistoryDay], days: int, prometheus_url: str) -> dict[str, Any]:
    """Three series, one value a day."""

    def series(part: str, name: str) -> list[dict[str, Any]]:
        return [{"timestamp": day.day.isoformat(), "value": number(day.data.get(part, {}), name)} for day in history]

    return {
        "days": days,
        "health_score": [{"timestamp": day.day.isoformat(), "value": day.score} for day in history],
        "broken_links": series("links", "broken_links"),
        "outdated_docs": series("frontmatter", "outdated_count"),
        "prometheus_url": prometheus_url,
        "has_data": bool(history),
    }


def dashboard_view(snapshot: Snapshot | None, history: list[HistoryDay], earlier: float | None) -> dict[str, Any]:
    """What the dashboard draws; zeros and empty lists before the first audit."""
    current = snapshot or Snapshot("builtin", 0.0, {}, datetime.now(UTC))
    frontmatter = current.part("frontmatter")
    ages = [age for age in frontmatter.get("file_ages") or [] if isinstance(age, int | float)]
    grade, status = grade_of(current.score) if snapshot else (NO_GRADE, NO_DATA)
    breakdown = count_issues(current)
    return {
        "metadata": {"generatedAt": iso(datetime.now(UTC)), "version": VERSION, "source": current.source},
        "healthScore": {
            "current": current.score,
            "grade": grade,
            "status": status,
            "trend": round(current.score - earlier, 1) if earlier is not None else 0,
        },
        "freshness": {
            "distribution": distribute(ages),
            "outdatedCount": number(frontmatter, "outdated_count"),
            "averageAge": round(sum(ages) / len(ages), 1) if ages else 0,
        },
        "issues": {
            "breakdown": breakdown,
            "bySeverity": count_severities(current),
            "total": sum(breakdown.values()),
        },
        "coverage": {
            "byOwner": as_values(frontmatter.get("by_owner")),
            "byCategory": as_values(frontmatter.get("by_domain")),
            "totalFiles": number(frontmatter, "total_files"),
        },
        "historical": [
            {"date": day.day.isoformat(), "score": day.score, "issues": issues_of(day, current)} for day in history
        ],
    }


def issues_of(day: HistoryDay, like: Snapshot) -> int:
    """How many issues there were at the end of a day."""
    return sum(count_issues(Snapshot(like.source, day.score, day.data, like.created_at)).values())


def distribute(ages: list[float]) -> list[dict[str, Any]]:
    """How many files are how old, in days."""
    counts = dict.fromkeys([label for label, _ in AGES] + [OLDEST], 0)
    for age in ages:
        counts[next((label for label, most in AGES if age <= most), OLDEST)] += 1
    return [{"label": f"{label} days", "value": count} for label, count in counts.items()]


def as_values(counts: Any) -> list[dict[str, Any]]:
    """`{label, value}`, most first."""
    pairs = sorted((counts or {}).items(), key=lambda pair: (-pair[1], pair[0]))
    return [{"label": label, "value": value} for label, value in pairs]


def iso(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds."""
    return format_timestamp(moment.timestamp())
