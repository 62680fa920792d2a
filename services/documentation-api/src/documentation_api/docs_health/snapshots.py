"""The built-in audit: a snapshot of the documentation from what the index knows of it."""

from collections import Counter
from datetime import UTC, date, datetime
from time import perf_counter
from typing import Any

from documentation_api.docs_health import queries
from documentation_api.docs_health.duplicates import summarise_duplicates
from documentation_api.docs_health.links import MOST_LISTED, LinkCheck
from documentation_api.docs_health.queries import FileFacts
from documentation_api.docs_health.score import score_of
from documentation_api.markdown.document import EXPECTED
from documentation_api.markdown.library import Library
from suite.database import Connection
from suite.thread_pool import run_aside

BUILTIN, EXTERNAL = "builtin", "external"
Unusable = list[dict[str, Any]]


def snapshot_if_due(
    connection: Connection, library: Library, outdated_days: int, *, changed: bool, unusable: Unusable
) -> None:
    """Take a snapshot after a change, and once a day without one."""
    if changed or queries.is_snapshot_due(connection):
        take_snapshot(connection, library, outdated_days, unusable)


def take_snapshot(connection: Connection, library: Library, outdated_days: int, unusable: Unusable) -> dict[str, Any]:
    """Audit all documents and keep the result; `unusable` are files no document could be made of."""
    began = perf_counter()
    files = queries.select_facts(connection)
    data: dict[str, Any] = run_aside(lambda: audit(library, files, unusable, outdated_days, datetime.now(UTC).date()))
    data["audit_seconds"] = round(perf_counter() - began, 3)
    queries.insert_snapshot(connection, BUILTIN, score_of(data), data)
    return data


def audit(
    library: Library, files: list[FileFacts], unusable: Unusable, outdated_days: int, today: date
) -> dict[str, Any]:
    """frontmatter, links and duplicates in the form POST /update-metrics takes as well."""
    return {
        "frontmatter": summarise_front_matter(files, unusable, outdated_days, today),
        "links": LinkCheck(library, files).summarise(),
        "duplicates": summarise_duplicates(files),
    }


def summarise_front_matter(
    files: list[FileFacts], unusable: Unusable, outdated_days: int, today: date
) -> dict[str, Any]:
    """Who says what of itself, how old it is, and what is drawn."""
    lacking = {file.rel_path: [name for name in EXPECTED if name not in file.facts["written"]] for file in files}
    missing = {file.rel_path: lacking[file.rel_path] for file in files if not file.facts["head"]}
    missing |= {str(error["file"]): list(EXPECTED) for error in unusable}
    incomplete = {name: fields for name, fields in lacking.items() if fields and name not in missing}
    outdated = [entry for file in files if (entry := outdated_entry(file, outdated_days, today))]
    return {
        "total_files": len(files) + len(unusable),
        "complete": len(files) + len(unusable) - len(missing) - len(incomplete),
        "missing": len(missing),
        "incomplete": len(incomplete),
        "by_domain": Counter(file.domain for file in files),
        "by_owner": Counter(owner for file in files if (owner := file.facts.get("owner"))),
        "outdated_count": len(outdated),
        "missing_files": as_entries(missing),
        "incomplete_files": as_entries(incomplete),
        "outdated_files": outdated[:MOST_LISTED],
        "diagrams_count": sum(file.facts.get("diagrams", 0) for file in files),
        "guides_without_diagrams": sum(file.type == "guide" and not file.facts.get("diagrams") for file in files),
        "file_ages": [max(0, (today - (file.last_review or file.changed)).days) for file in files],
        "file_sizes": [file.facts.get("lines", 0) for file in files],
    }


def outdated_entry(file: FileFacts, outdated_days: int, today: date) -> dict[str, Any] | None:
    """The entry of a document whose last review is too long ago."""
    if file.last_review is None or (today - file.last_review).days <= outdated_days:
        return None
    return {
        "path": file.rel_path,
        "last_review": file.last_review.isoformat(),
        "days_old": (today - file.last_review).days,
        "domain": file.domain,
        "type": file.type,
    }


def as_entries(fields_by_file: dict[str, list[str]]) -> list[dict[str, Any]]:
    """`{path, missing_fields}` by path."""
    return [{"path": name, "missing_fields": fields} for name, fields in sorted(fields_by_file.items())[:MOST_LISTED]]
