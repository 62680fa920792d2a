"""Who changed what: an entry for every change, and the log that holds them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from suite.audit import AuditEntry, AuditLog

SYSTEM, IDEA, FILE, SPEC, DOCS = "system", "idea", "file", "spec", "docs"
ENTITY_TYPES = (SYSTEM, IDEA, FILE, SPEC, DOCS)
CREATED, UPDATED, DELETED, STATUS_CHANGED, REINDEXED = "created", "updated", "deleted", "status_changed", "reindexed"
ACTIONS = (CREATED, UPDATED, DELETED, STATUS_CHANGED, REINDEXED)


@dataclass(frozen=True, slots=True)
class EntityEntry(AuditEntry):
    """One change of an entity, in a request of a user."""

    COLUMNS: ClassVar[Mapping[str, str]] = {"version": "entity_version", "ip": "ip_address"}

    entity_type: str
    entity_id: str
    user_id: str
    user_agent: str | None

    @property
    def subject(self) -> str:
        """What the chain is about."""
        return f"{self.entity_type} {self.entity_id}"


AUDIT_LOG = AuditLog(
    EntityEntry,
    table="documentation_audit_log",
    view="documentation_audit_entries",
    anchors="documentation_audit_anchors",
    heads="documentation_audit_heads",
    role="app_documentation",
    key=("entity_type", "entity_id"),
    subject="entity_id",
    lock_key=0x646F63756D656E74,  # "document"
)
