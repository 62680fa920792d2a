"""The issues of a snapshot, as clients read them."""

from typing import Any

from documentation_api.docs_health.queries import Snapshot
from documentation_api.docs_health.score import number

FRONTMATTER, LINKS, DUPLICATES, OUTDATED = "frontmatter", "links", "duplicates", "outdated"
ISSUE_TYPES = (FRONTMATTER, LINKS, DUPLICATES, OUTDATED)


def list_issues(snapshot: Snapshot, kind: str | None = None) -> list[dict[str, Any]]:
    """Issues of one type, or of all in the order of ISSUE_TYPES."""
    parts = {
        FRONTMATTER: _front_matter_issues,
        LINKS: _link_issues,
        DUPLICATES: _duplicate_issues,
        OUTDATED: _outdated_issues,
    }
    return [issue for name in ISSUE_TYPES if kind in (None, name) for issue in parts[name](snapshot)]


def count_issues(snapshot: Snapshot) -> dict[str, int]:
    """How many issues of each type there are; lists may be shorter than what was counted."""
    frontmatter = snapshot.part("frontmatter")
    return {
        FRONTMATTER: int(number(frontmatter, "missing") + number(frontmatter, "incomplete")),
        LINKS: int(number(snapshot.part("links"), "broken_links")),
        DUPLICATES: int(number(snapshot.part("duplicates"), "exact_duplicates")),
        OUTDATED: int(number(frontmatter, "outdated_count")),
    }


def count_severities(snapshot: Snapshot) -> dict[str, int]:
    """Issues by how much they matter: duplicates are medium, outdated documents low, links by priority."""
    frontmatter, counts = snapshot.part("frontmatter"), count_issues(snapshot)
    by_priority = snapshot.part("links").get("broken_by_priority") or {}
    links = {name: int(number(by_priority, name)) for name in ("high", "medium", "low")}
    unsorted = max(0, counts[LINKS] - sum(links.values()))
    return {
        "critical": int(number(frontmatter, "missing")),
        "high": links["high"],
        "medium": int(number(frontmatter, "incomplete")) + links["medium"] + unsorted + counts[DUPLICATES],
        "low": links["low"] + counts[OUTDATED],
    }


def _front_matter_issues(snapshot: Snapshot) -> list[dict[str, Any]]:
    frontmatter = snapshot.part("frontmatter")
    kinds = (
        ("missing_files", "Missing frontmatter", "critical"),
        ("incomplete_files", "Incomplete frontmatter", "medium"),
    )
    return [
        {
            "file": entry.get("path"),
            "issue": issue,
            "severity": severity,
            "details": entry.get("missing_fields") or [],
        }
        for name, issue, severity in kinds
        for entry in frontmatter.get(name) or []
    ]


def _link_issues(snapshot: Snapshot) -> list[dict[str, Any]]:
    return [
        {
            "file": link.get("file"),
            "line": link.get("line"),
            "link_text": link.get("text"),
            "url": link.get("url"),
            "error": link.get("error"),
            "priority": link.get("priority"),
        }
        for link in snapshot.part("links").get("broken_links_list") or []
    ]


def _duplicate_issues(snapshot: Snapshot) -> list[dict[str, Any]]:
    return [
        {
            "files": group.get("files") or [],
            "hash": group.get("hash"),
            "count": group.get("count", len(group.get("files") or [])),
            "category": "exact_duplicate",
        }
        for group in snapshot.part("duplicates").get("exact_duplicate_groups") or []
    ]


def _outdated_issues(snapshot: Snapshot) -> list[dict[str, Any]]:
    names = ("last_review", "days_old", "domain", "type")
    return [
        {"file": entry.get("path"), **{name: entry.get(name) for name in names}}
        for entry in snapshot.part("frontmatter").get("outdated_files") or []
    ]
