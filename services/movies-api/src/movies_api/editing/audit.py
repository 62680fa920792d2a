"""The record of what editors changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from movies_api.cache import catalogue_changes
from movies_api.service import MovieCall
from suite.audit import AuditEntry, AuditLog, Sealer, canonical_ip
from suite.audit.verification import LogVerdict, verify_headed_log
from suite.database import Connection, Database

CREATED, UPDATED, DELETED = "created", "updated", "deleted"
# They differ with every change and say nothing about it.
BOOKKEEPING = ("version", "updatedAt", "updatedBy")


@dataclass(frozen=True, slots=True)
class CatalogueChange(AuditEntry):
    """One change of a row, in a request of an editor: `user_id` as rows name its owner, `actor` as the caller said."""

    entity: str
    entity_id: str
    user_id: UUID
    actor: str
    changed_fields: list[str]

    @property
    def subject(self) -> str:
        """What the chain is about."""
        return f"{self.entity} {self.entity_id}"


AUDIT_LOG = AuditLog(
    CatalogueChange,
    table="audit_log",
    view="audit_log",
    heads="audit_heads",
    key=("entity", "entity_id"),
    subject="entity || '/' || entity_id",
)


def record(
    connection: Connection, call: MovieCall, entity: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None
) -> None:
    """One sealed entry, in the transaction of the change, which ends what is cached of the catalogue."""
    catalogue_changes(connection)
    row = new or old
    assert row is not None
    AUDIT_LOG.record(
        connection,
        (entity, str(row["id"])),
        call.service.sealer,
        CREATED if old is None else DELETED if new is None else UPDATED,
        old=None if old is None else dict(old),
        new=None if new is None else dict(new),
        request_id=call.request_id,
        ip=canonical_ip(call.client),
        entity=entity,
        entity_id=str(row["id"]),
        user_id=call.identity.uuid,
        actor=call.identity.user_id,
        changed_fields=changed_fields(old or {}, new or {}),
    )


def changed_fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Keys whose values differ, in the order of the row."""
    keys = dict.fromkeys([*old, *new])
    return [key for key in keys if key not in BOOKKEEPING and old.get(key) != new.get(key)]


def verify_changes(database: Database, sealer: Sealer, row: str | None = None) -> LogVerdict:
    """Whether the history of every row is whole, or that of one (`movies/0192f0c4-…`)."""
    return verify_headed_log(database, AUDIT_LOG, sealer, row)
