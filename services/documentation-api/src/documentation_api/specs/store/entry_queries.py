"""SQL of the pieces of a version."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from suite.database import Connection

# Weights: what it is called A, how it is reached B, what is said about it D.
_INSERT = """
INSERT INTO documentation_spec_entries (spec_version_id, entry_id, position, type, source, method, path, title,
    title_key, description, operation_id, tags, deprecated, detail, tsv_simple, tsv_en)
SELECT %(version_id)s, e.id, e.position, e.type, e.source, e.method, e.path, e.title, e.title_key, e.description,
       e.operation_id, ARRAY(SELECT json_array_elements_text(e.tags)), e.deprecated, e.detail,
       setweight(to_tsvector('simple', e.a), 'A') || setweight(to_tsvector('simple', e.b), 'B')
       || setweight(to_tsvector('simple', e.d), 'D'),
       setweight(to_tsvector('english', e.a), 'A') || setweight(to_tsvector('english', e.b), 'B')
       || setweight(to_tsvector('english', e.d), 'D')
  FROM json_to_recordset(%(entries)s) AS e (id text, position int, type text, source text, method text, path text,
       title text, title_key text, description text, operation_id text, tags json, deprecated bool, detail text,
       a text, b text, d text)
"""
_ROWS = """
SELECT count(*) OVER (), entry_id, type, method, path, operation_id, title, description, tags, deprecated, detail
  FROM documentation_spec_entries WHERE {condition} ORDER BY position LIMIT %(limit)s OFFSET %(offset)s
"""


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """A piece as it is listed and shown; `detail` is JSON text."""

    id: str
    type: str
    method: str | None
    path: str | None
    operation_id: str | None
    title: str
    description: str
    tags: list[str]
    deprecated: bool
    detail: str


def insert_entries(connection: Connection, version_id: UUID, rows: Sequence[str]) -> None:
    """Store the pieces of a version: JSON arrays as specs.entry_rows makes them."""
    for batch in rows:
        connection.run(_INSERT, {"version_id": str(version_id), "entries": batch})


def delete_entries(connection: Connection, version_id: UUID) -> None:
    """Forget the pieces of a version."""
    connection.run("DELETE FROM documentation_spec_entries WHERE spec_version_id = %s", (str(version_id),))


def select_entries(
    connection: Connection, version_id: UUID, *, limit: int, offset: int, **filters: Any
) -> tuple[int, list[StoredEntry]]:
    """How many pieces match and a page of them in the order of the document.

    `filters`: type, tag ("" for those without), method, title, and q, a text within path, title or operation id.
    """
    clauses = ["spec_version_id = %(version_id)s"]
    given = {name: value for name, value in filters.items() if value is not None}
    for name in given.keys() & {"type", "method", "title"}:
        clauses.append(f"{name} = %({name})s")
    if "tag" in given:
        clauses.append("tags @> ARRAY[%(tag)s]::text[]" if given["tag"] else "tags = '{}'")
    if "q" in given:
        given["q"] = str(given["q"]).lower()
        clauses.append("strpos(lower(concat_ws(' ', path, title, operation_id)), %(q)s) > 0")
    statement = _ROWS.format(condition=" AND ".join(clauses))
    rows = connection.rows(statement, {**given, "version_id": str(version_id), "limit": limit, "offset": offset})
    return (rows[0][0] if rows else 0), [StoredEntry(*row[1:]) for row in rows]


def select_tags(connection: Connection, version_id: UUID) -> list[tuple[str, int]]:
    """Tags and how many operations have them; "" for operations without."""
    rows = connection.rows(
        "SELECT coalesce(tag, ''), count(*)"
        " FROM documentation_spec_entries LEFT JOIN LATERAL unnest(tags) AS tag ON true"
        " WHERE spec_version_id = %s AND type = 'endpoint' GROUP BY 1 ORDER BY 1",
        (str(version_id),),
    )
    return [(row[0], row[1]) for row in rows]


def select_counts(connection: Connection) -> dict[str, int]:
    """Searchable pieces by source."""
    rows = connection.rows(
        "SELECT e.source, count(*) FROM documentation_spec_entries AS e JOIN documentation_spec_versions AS v"
        " ON v.id = e.spec_version_id WHERE v.is_current GROUP BY 1"
    )
    return {row[0]: row[1] for row in rows}
