"""An entry of an item's history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from suite.audit import exact_date


@dataclass(frozen=True, slots=True)
class Entry:
    """One sealed history entry."""

    id: UUID
    created_at: datetime
    item_id: UUID
    user_id: str
    version: int
    action: str
    old_values: dict[str, Any] | None
    new_values: dict[str, Any] | None
    created_by: str
    request_id: str
    ip: str | None
    prev_hash: str
    hash: str
    hash_alg: str

    @property
    def subject(self) -> str:
        """What the chain is about."""
        return f"item {self.item_id}"

    def sealed_values(self) -> dict[str, Any]:
        """What the hash covers."""
        return {
            "item_id": str(self.item_id),
            "user_id": self.user_id,
            "version": self.version,
            "action": self.action,
            "old_values": self.old_values,
            "new_values": self.new_values,
            "created_at": exact_date(self.created_at),
            "created_by": self.created_by,
            "request_id": self.request_id,
            "ip": self.ip,
            "prev_hash": self.prev_hash,
        }
