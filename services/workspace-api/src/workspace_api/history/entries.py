"""The history of items: its entries, and the log that holds them."""

from dataclasses import dataclass
from uuid import UUID

from suite.audit import AuditEntry, AuditLog


@dataclass(frozen=True, slots=True)
class HistoryEntry(AuditEntry):
    """One version of an item of a user; `created_by` made it."""

    item_id: UUID
    user_id: str
    created_by: str

    @property
    def subject(self) -> str:
        """What the chain is about."""
        return f"item {self.item_id}"


HISTORY = AuditLog(
    HistoryEntry,
    table="workspace_audit_log",
    view="workspace_audit_entries",
    anchors="workspace_audit_anchors",
    role="app_workspace",
    key=("item_id", "user_id"),
    subject="item_id",
    lock_key=0x776F726B73706163,  # "workspac"
)
