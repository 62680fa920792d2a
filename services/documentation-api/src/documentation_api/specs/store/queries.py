"""SQL of specs and their versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg2.extras import Json

from suite.database import Connection

_SHOWN = "v.id, s.name, v.version, v.facts, v.created_at, v.is_prerelease, v.created_by"

# The transaction only holds the lock, idle for as long as checking the files takes.
_LOCK_IMPORT = """
SET LOCAL idle_in_transaction_session_timeout = 0;
SELECT pg_try_advisory_xact_lock(495806931827)
"""


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A version without its documents; `facts` counts what is in them."""

    id: UUID
    spec: str
    version: str
    facts: dict[str, Any]
    created_at: datetime
    is_prerelease: bool
    created_by: str


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version to store; documents as text and as JSON, by kind."""

    id: UUID
    spec_id: UUID
    version: str
    texts: dict[str, str]
    jsons: dict[str, str]
    sha256: str
    is_prerelease: bool
    facts: dict[str, Any]
    findings: Sequence[dict[str, Any]]
    rules: int
    created_by: str
    created_at: datetime


def lock_import(connection: Connection) -> bool:
    """Whether this transaction is the one that takes in files."""
    return bool(connection.value(_LOCK_IMPORT))


def select_versions(connection: Connection, spec: str | None = None) -> list[StoredVersion]:
    """Versions of one spec or of all, by name."""
    rows = connection.rows(
        f"SELECT {_SHOWN} FROM documentation_spec_versions AS v JOIN documentation_specs AS s ON s.id = v.spec_id"
        " WHERE %(spec)s::text IS NULL OR s.name = %(spec)s ORDER BY s.name, v.created_at",
        {"spec": spec},
    )
    return [StoredVersion(UUID(str(row[0])), *row[1:]) for row in rows]


def select_text(connection: Connection, version_id: UUID, kind: str) -> tuple[str | None, str]:
    """A document as it was given, and the hash of the version."""
    row = connection.row(
        f"SELECT {_column(kind)}, sha256 FROM documentation_spec_versions WHERE id = %s", (str(version_id),)
    )
    return row or (None, "")


def select_json(connection: Connection, version_id: UUID) -> dict[str, str | None]:
    """Both documents as JSON text, by kind."""
    row = connection.row(
        "SELECT openapi_json, asyncapi_json FROM documentation_spec_versions WHERE id = %s", (str(version_id),)
    )
    return {"openapi": row[0], "asyncapi": row[1]} if row else {}


def select_hash(connection: Connection, spec_id: UUID, version: str) -> tuple[UUID, str] | None:
    """Id and hash of a version."""
    row = connection.row(
        "SELECT id, sha256 FROM documentation_spec_versions WHERE spec_id = %s AND version = %s",
        (str(spec_id), version),
    )
    return (UUID(str(row[0])), row[1]) if row else None


def select_known_hashes(connection: Connection) -> set[tuple[str, str]]:
    """(spec, hash) of everything stored."""
    rows = connection.rows(
        "SELECT s.name, v.sha256 FROM documentation_spec_versions AS v"
        " JOIN documentation_specs AS s ON s.id = v.spec_id"
    )
    return {(row[0], row[1]) for row in rows}


def lock_spec(connection: Connection, name: str, new_id: UUID, now: datetime) -> tuple[UUID, list[str]]:
    """The spec's id, made with `new_id` when there was none, locked until the commit; and its versions."""
    connection.run(
        "INSERT INTO documentation_specs (id, name, created_at, updated_at) VALUES (%(id)s, %(name)s, %(now)s, %(now)s)"
        " ON CONFLICT (name) DO NOTHING",
        {"id": str(new_id), "name": name, "now": now},
    )
    spec_id = connection.value("SELECT id FROM documentation_specs WHERE name = %s FOR UPDATE", (name,))
    rows = connection.rows("SELECT version FROM documentation_spec_versions WHERE spec_id = %s", (str(spec_id),))
    return UUID(str(spec_id)), [row[0] for row in rows]


def insert_version(connection: Connection, new: NewVersion) -> None:
    """Store a version."""
    connection.run(
        "INSERT INTO documentation_spec_versions (id, spec_id, version, openapi, asyncapi, openapi_json, asyncapi_json,"
        " sha256, is_prerelease, facts, findings, examined_rules, examined_issues, created_by, created_at, updated_at)"
        " VALUES (%(id)s, %(spec_id)s, %(version)s, %(openapi)s, %(asyncapi)s, %(openapi_json)s, %(asyncapi_json)s,"
        " %(sha256)s, %(is_prerelease)s, %(facts)s, %(findings)s, %(rules)s, '[]', %(created_by)s, %(now)s, %(now)s)",
        {
            "id": str(new.id),
            "spec_id": str(new.spec_id),
            "version": new.version,
            "openapi": new.texts.get("openapi"),
            "asyncapi": new.texts.get("asyncapi"),
            "openapi_json": new.jsons.get("openapi"),
            "asyncapi_json": new.jsons.get("asyncapi"),
            "sha256": new.sha256,
            "is_prerelease": new.is_prerelease,
            "facts": Json(new.facts),
            "findings": Json(new.findings),
            "rules": new.rules,
            "created_by": new.created_by,
            "now": new.created_at,
        },
    )


def select_verdict(connection: Connection, version_id: UUID, rules: int) -> list[dict[str, Any]] | None:
    """What was found wrong with a version by these rules; None when it was not examined by them."""
    row = connection.row(
        "SELECT examined_issues FROM documentation_spec_versions WHERE id = %s AND examined_rules = %s",
        (str(version_id), rules),
    )
    return row[0] if row else None


def update_verdict(connection: Connection, version_id: UUID, rules: int, issues: Sequence[dict[str, Any]]) -> None:
    """Keep what was found wrong with a version; its documents never change."""
    connection.run(
        "UPDATE documentation_spec_versions SET examined_rules = %(rules)s, examined_issues = %(issues)s"
        " WHERE id = %(id)s",
        {"id": str(version_id), "rules": rules, "issues": Json(list(issues))},
    )


def set_current(connection: Connection, spec_id: UUID, version: str | None, now: datetime) -> None:
    """Make `version` the one that is searched and shown; none when None."""
    values = {"spec_id": str(spec_id), "version": version, "now": now}
    connection.run(
        "UPDATE documentation_spec_versions SET is_current = false, updated_at = %(now)s"
        " WHERE spec_id = %(spec_id)s AND is_current AND version IS DISTINCT FROM %(version)s",
        values,
    )
    connection.run(
        "UPDATE documentation_spec_versions SET is_current = true, updated_at = %(now)s"
        " WHERE spec_id = %(spec_id)s AND version = %(version)s AND NOT is_current",
        values,
    )
    connection.run("UPDATE documentation_specs SET updated_at = %(now)s WHERE id = %(spec_id)s", values)


def _column(kind: str) -> str:
    if kind not in ("openapi", "asyncapi"):
        raise ValueError(kind)
    return kind
