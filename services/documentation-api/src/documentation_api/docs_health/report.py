"""The audit report: the newest snapshot as Markdown."""

from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Any

from documentation_api.docs_health.issues import count_issues, list_issues
from documentation_api.docs_health.queries import Snapshot
from documentation_api.docs_health.score import good_links, grade_of, number

REPORT_PATH = "/api/v1/docs/health/latest-report?format=md"
MOST_LISTED = 100


def report_facts(snapshot: Snapshot) -> dict[str, Any]:
    """When the report is from, where it is and what it says in short."""
    return {
        "reportDate": day_of(snapshot),
        "reportPath": REPORT_PATH,
        "reportFile": f"{day_of(snapshot)}-documentation-audit.md",
        "healthScore": snapshot.score,
        "issueCount": sum(count_issues(snapshot).values()),
    }


def write_report(snapshot: Snapshot) -> str:
    """The whole report."""
    return "\n".join(_lines(snapshot)) + "\n"


def day_of(snapshot: Snapshot) -> str:
    """The UTC day of a snapshot."""
    return snapshot.created_at.astimezone(UTC).date().isoformat()


def _lines(snapshot: Snapshot) -> Iterator[str]:
    grade, status = grade_of(snapshot.score)
    frontmatter, duplicates = snapshot.part("frontmatter"), snapshot.part("duplicates")
    yield f"# Documentation audit {day_of(snapshot)}"
    yield ""
    yield f"Score **{snapshot.score}** ({grade}, {status}), {number(frontmatter, 'total_files'):.0f} files."
    yield ""
    yield "| | |"
    yield "| --- | ---: |"
    for name in ("complete", "incomplete", "missing"):
        yield f"| front matter {name} | {number(frontmatter, name):.0f} |"
    yield f"| good links | {good_links(snapshot.part('links')):.1f} % |"
    for name, count in count_issues(snapshot).items():
        yield f"| issues: {name} | {count} |"
    yield from _section("Front matter", (_front_matter_line(it) for it in list_issues(snapshot, "frontmatter")))
    yield from _section("Broken links", (_link_line(it) for it in list_issues(snapshot, "links")))
    yield from _section("Outdated", (_outdated_line(it) for it in list_issues(snapshot, "outdated")))
    yield from _section("Equal documents", (join(it["files"]) for it in list_issues(snapshot, "duplicates")))
    yield from _section("Similar titles", map(join, duplicates.get("similar_title_pairs") or []))
    yield from _section("Similar summaries", map(join, duplicates.get("similar_summary_pairs") or []))


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    listed = list(lines)
    if not listed:
        return
    yield f"\n## {title}\n"
    yield from (f"- {line}" for line in listed[:MOST_LISTED])
    if len(listed) > MOST_LISTED:
        yield f"- and {len(listed) - MOST_LISTED} more"


def _front_matter_line(issue: dict[str, Any]) -> str:
    details = ", ".join(issue["details"])
    return f"{code(issue['file'])}: {issue['issue'].lower()}" + (f" ({details})" if details else "")


def _link_line(issue: dict[str, Any]) -> str:
    return f"{code(issue['file'])} line {issue['line']}: {code(issue['url'])} – {issue['error']}"


def _outdated_line(issue: dict[str, Any]) -> str:
    return f"{code(issue['file'])}: last reviewed {issue['last_review']}"


def join(files: list[str]) -> str:
    """Names of files in one line."""
    return ", ".join(map(code, files))


def code(text: object) -> str:
    """A text as inline code, whatever is in it."""
    return "`" + str(text).replace("`", "'").replace("\n", " ") + "`"
