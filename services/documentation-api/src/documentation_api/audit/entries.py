"""An entry of the audit log."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from suite.audit import exact_date

SYSTEM, IDEA, FILE, SPEC, DOCS = "system", "idea", "file", "spec", "docs"
ENTITY_TYPES = (SYSTEM, IDEA, FILE, SPEC, DOCS)
CREATED, UPDATED, DELETED, STATUS_CHANGED, REINDEXED = "created", "updated", "deleted", "status_changed", "reindexed"
ACTIONS = (CREATED, UPDATED, DELETED, STATUS_CHANGED, REINDEXED)

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One sealed entry; `version` numbers the entries of an entity."""

    id: UUID
    created_at: datetime
    entity_type: str
    entity_id: str
    action: str
    user_id: str
    old_values: Values | None
    new_values: Values | None
    ip_address: str | None
    user_agent: str | None
    request_id: str
    version: int
    prev_hash: str
    hash: str
    hash_alg: str

    @property
    def subject(self) -> str:
        """What the chain is about."""
        return f"{self.entity_type} {self.entity_id}"

    def sealed_values(self) -> Values:
        """What the hash covers."""
        return {
            "entity_type": self.entity_type,
            "entity_id": self.entity_id,
            "entity_version": self.version,
            "action": self.action,
            "user_id": self.user_id,
            "old_values": self.old_values,
            "new_values": self.new_values,
            "ip_address": self.ip_address,
            "user_agent": self.user_agent,
            "request_id": self.request_id,
            "created_at": exact_date(self.created_at),
            "prev_hash": self.prev_hash,
        }
