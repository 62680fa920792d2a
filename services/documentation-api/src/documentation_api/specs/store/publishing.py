"""A new version: measured by the one before it, stored with its pieces, recorded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from documentation_api.audit.entries import CREATED, SPEC
from documentation_api.audit.ledger import AuditActor, record
from documentation_api.specs.comparison.difference import Difference
from documentation_api.specs.examination.validation import RULES
from documentation_api.specs.store import queries
from documentation_api.specs.store.entry_queries import insert_entries
from documentation_api.specs.store.errors import BreakingChange, VersionExists
from documentation_api.specs.store.semantic_version import Version
from documentation_api.specs.store.versions import VersionList
from documentation_api.specs.tasks import Examined
from documentation_api.specs.work import Contents, compare
from suite.database import Connection
from suite.ids import now_milliseconds, uuid7


@dataclass(frozen=True)
class PublishedVersion:
    """A version that is stored now; `is_new` False when it was already there with the same content."""

    id: UUID
    version: str
    is_new: bool
    difference: Difference | None


def publish(
    connection: Connection, actor: AuditActor, name: str, version: Version, examined: Examined, *, allow_breaking: bool
) -> PublishedVersion:
    """Store valid documents as a version of the spec `name`; VersionExists, BreakingChange."""
    now = now_milliseconds()
    spec_id, known = queries.lock_spec(connection, name, uuid7(), now)
    digest = hash_of(examined.texts)
    existing = queries.select_hash(connection, spec_id, version.text)
    if existing:
        if existing[1] != digest:
            raise VersionExists(version.text)
        return PublishedVersion(existing[0], version.text, False, None)
    versions = VersionList.of(known)
    before = versions.before(version)
    difference = compare_with(connection, spec_id, before, examined.contents)
    if difference and before and difference.breaking and not allow_breaking and not version.may_break(before):
        raise BreakingChange(difference, before.text)
    new = new_version(spec_id, version, examined, digest, difference, actor, now)
    queries.insert_version(connection, new)
    insert_entries(connection, new.id, examined.rows)
    queries.set_current(connection, spec_id, VersionList.of([*known, version.text]).stable, now)
    record(connection, actor, SPEC, spec_id, CREATED, new=recorded(name, new, difference))
    return PublishedVersion(new.id, version.text, True, difference)


def compare_with(
    connection: Connection, spec_id: UUID, before: Version | None, contents: Contents
) -> Difference | None:
    """The difference to a stored version; None without one."""
    found = queries.select_hash(connection, spec_id, before.text) if before else None
    if before is None or found is None:
        return None
    return compare(queries.select_json(connection, found[0]), contents, stable=before.is_stable)


def hash_of(texts: Mapping[str, str]) -> str:
    """What tells the content of one version from another's."""
    digest = sha256()
    for kind in sorted(texts):
        digest.update(f"{kind}\0{len(texts[kind])}\0".encode())
        digest.update(texts[kind].encode("utf-8"))
    return digest.hexdigest()


def new_version(
    spec_id: UUID, version: Version, examined: Examined, digest: str, difference: Difference | None, actor: AuditActor,
    now: datetime,
) -> queries.NewVersion:  # fmt: skip
    """The row of a version."""
    return queries.NewVersion(
        id=uuid7(),
        spec_id=spec_id,
        version=version.text,
        texts=dict(examined.texts),
        jsons=dict(examined.contents),
        sha256=digest,
        is_prerelease=bool(version.prerelease),
        facts=examined.facts,
        findings=difference.wire()["findings"] if difference else [],
        rules=RULES,
        created_by=actor.user_id,
        created_at=now,
    )


def recorded(name: str, new: queries.NewVersion, difference: Difference | None) -> dict[str, Any]:
    """What the audit log keeps: never the documents themselves."""
    return {
        "name": name,
        "version": new.version,
        "sha256": new.sha256,
        "documents": sorted(new.texts),
        "verdict": difference.wire_verdict if difference else None,
    }
