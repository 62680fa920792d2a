"""SQL of docs health: facts of the documents, snapshots, fixes."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from suite.database import Connection
from suite.ids import uuid7

KEPT_DAYS = 400
_FACTS_PAGE = 1_000
SELECT_FACTS = """
SELECT rel_path, title, domain, type, summary, last_review, to_timestamp(mtime_ns / 1e9)::date, facts
  FROM documentation_docs WHERE rel_path > %(after)s ORDER BY rel_path LIMIT %(page)s
"""
INSERT_SNAPSHOT = """
INSERT INTO documentation_health_snapshots (id, source, score, data, created_at)
VALUES (%(id)s, %(source)s, %(score)s, %(data)s, clock_timestamp())
"""
# Of a past day only the last snapshot is ever asked for.
PRUNE_SNAPSHOTS = """
DELETE FROM documentation_health_snapshots AS old
 WHERE created_at < now() - %(days)s * interval '1 day'
    OR (created_at < date_trunc('day', now(), 'UTC') AND EXISTS (
        SELECT FROM documentation_health_snapshots AS later
         WHERE later.created_at > old.created_at
           AND later.created_at < date_trunc('day', old.created_at, 'UTC') + interval '1 day'))
"""
# A snapshot without its lists, which may be a megabyte: what most readers ask for.
_NUMBERS = "data" + "".join(
    f" #- '{{{part},{name}}}'"
    for part, names in {
        "frontmatter": ("missing_files", "incomplete_files", "outdated_files", "file_ages", "file_sizes"),
        "links": ("broken_links_list",),
        "duplicates": ("exact_duplicate_groups", "similar_title_pairs", "similar_summary_pairs"),
    }.items()
    for name in names
)
_NEWEST = """
SELECT source, score::float8, {data}, created_at FROM documentation_health_snapshots
 ORDER BY created_at DESC, id DESC LIMIT 1
"""
SELECT_NEWEST = _NEWEST.format(data="data")
SELECT_NEWEST_NUMBERS = _NEWEST.format(data=_NUMBERS)
SNAPSHOT_IS_DUE = """
SELECT NOT EXISTS (SELECT FROM documentation_health_snapshots WHERE created_at > now() - interval '1 day')
   AND EXISTS (SELECT FROM documentation_docs)
"""
SELECT_HISTORY = f"""
SELECT DISTINCT ON (day) (created_at AT TIME ZONE 'UTC')::date AS day, score::float8, {_NUMBERS}
  FROM documentation_health_snapshots
 WHERE created_at >= date_trunc('day', now(), 'UTC') - (%(days)s - 1) * interval '1 day'
 ORDER BY day, created_at DESC, id DESC
"""
SELECT_SCORE_BEFORE = """
SELECT score::float8 FROM documentation_health_snapshots
 WHERE created_at <= %(newest)s::timestamptz - interval '7 days' ORDER BY created_at DESC, id DESC LIMIT 1
"""
SELECT_SCORE_FIRST = """
SELECT score::float8 FROM documentation_health_snapshots ORDER BY created_at, id LIMIT 1
"""
ADD_FIX = """
INSERT INTO documentation_health_fixes AS fixes (issue_type, total) VALUES (%(issue_type)s, 1)
ON CONFLICT (issue_type) DO UPDATE SET total = fixes.total + 1
"""
SELECT_FIXES = "SELECT issue_type, total FROM documentation_health_fixes"
COUNT_AUDIT = "UPDATE documentation_index_state SET audit_runs = audit_runs + 1"
SELECT_AUDITS = "SELECT audit_runs FROM documentation_index_state"


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What the audit knows of one document; `changed` is the day the file was last written."""

    rel_path: str
    title: str
    domain: str
    type: str
    summary: str
    last_review: date | None
    changed: date
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state of the documentation at one moment; `data` has frontmatter, links and duplicates."""

    source: str
    score: float
    data: dict[str, Any]
    created_at: datetime

    def part(self, name: str) -> dict[str, Any]:
        """frontmatter, links or duplicates."""
        found: dict[str, Any] = self.data.get(name, {})
        return found


@dataclass(frozen=True, slots=True)
class HistoryDay:
    """The last snapshot of a UTC day."""

    day: date
    score: float
    data: dict[str, Any]


def select_facts(connection: Connection) -> list[FileFacts]:
    """Facts of all documents, by path."""
    found: list[FileFacts] = []
    while True:
        after = found[-1].rel_path if found else ""
        rows = connection.rows(SELECT_FACTS, {"after": after, "page": _FACTS_PAGE})
        found += [FileFacts(*row) for row in rows]
        if len(rows) < _FACTS_PAGE:
            return found


def insert_snapshot(connection: Connection, source: str, score: float, data: dict[str, Any]) -> None:
    """Keep a snapshot and drop those nobody can ask for any more."""
    values = {"id": str(uuid7()), "source": source, "score": score, "data": json.dumps(data, ensure_ascii=False)}
    connection.run(INSERT_SNAPSHOT, values)
    connection.run(COUNT_AUDIT)
    connection.run(PRUNE_SNAPSHOTS, {"days": KEPT_DAYS})


def is_snapshot_due(connection: Connection) -> bool:
    """Whether the newest snapshot is older than a day: documents become outdated without being touched."""
    return bool(connection.value(SNAPSHOT_IS_DUE))


def select_newest(connection: Connection, *, lists: bool = True) -> Snapshot | None:
    """The newest snapshot, with its lists or only with its numbers."""
    row = connection.row(SELECT_NEWEST if lists else SELECT_NEWEST_NUMBERS)
    return Snapshot(*row) if row else None


def select_history(connection: Connection, days: int) -> list[HistoryDay]:
    """The last snapshot of each of the last days that have one, oldest first."""
    return [HistoryDay(*row) for row in connection.rows(SELECT_HISTORY, {"days": days})]


def select_earlier_score(connection: Connection, newest: datetime) -> float | None:
    """The score a week before, or the oldest known one."""
    score = connection.value(SELECT_SCORE_BEFORE, {"newest": newest})
    found: float | None = score if score is not None else connection.value(SELECT_SCORE_FIRST)
    return found


def add_fix(connection: Connection, issue_type: str) -> None:
    """Count a mended issue."""
    connection.run(ADD_FIX, {"issue_type": issue_type})


def select_fixes(connection: Connection) -> dict[str, int]:
    """Mended issues by type."""
    return dict(connection.rows(SELECT_FIXES))


def select_audits(connection: Connection) -> int:
    """How many audits there were."""
    return int(connection.value(SELECT_AUDITS))
