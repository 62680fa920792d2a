"""The record of one transaction's changes: history entries, change feed and events, written as its last step."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from suite.audit import FIRST_HASH, UNSEALED, Sealer, canonical_ip, milliseconds, sealed_entry
from suite.database import Connection
from suite.dates import wire_date
from suite.events import publish_many
from suite.http import Call
from suite.ids import now_milliseconds
from workspace_api.history.entries import HistoryEntry
from workspace_api.history.queries import insert_entries
from workspace_api.items.fields import Item
from workspace_api.items.rules import CREATED, DELETED
from workspace_api.service import WorkspaceService


@dataclass(frozen=True)
class ItemEditor:
    """Who changes items and in which request. `at` dates items (UTC, milliseconds), `clock` dates entries."""

    user_id: str
    request_id: str
    ip: str | None
    at: datetime
    sealer: Sealer
    created_by: str
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    @classmethod
    def of_call(cls, call: Call[WorkspaceService]) -> "ItemEditor":
        """The caller of a request, now."""
        return cls(
            user_id=call.identity.user_id,
            request_id=call.request_id,
            ip=canonical_ip(call.client),
            at=now_milliseconds(),
            sealer=call.service.sealer,
            created_by=call.identity.user_id,
        )


class Ledger:
    """Collects the entries of a transaction; `flush` writes them and takes the change numbers."""

    def __init__(self, actor: ItemEditor) -> None:
        self.actor = actor
        self.entries: list[HistoryEntry] = []
        self._moves: dict[UUID, dict[str, str]] = {}

    def record(
        self,
        action: str,
        item: Item,
        *,
        old: dict[str, Any] | None,
        new: dict[str, Any] | None,
        previous: str | None,
        status_before: str | None = None,
    ) -> Item:
        """Seal one change of `item` (its state after the change); one of its status is told as an event.

        Returns the item with its new chain head; its entry dates a changed item, so that one proves the other.
        """
        actor = self.actor
        unsealed = HistoryEntry(
            id=UNSEALED,
            created_at=actor.clock(),
            item_id=item.id,
            user_id=actor.user_id,
            version=item.version,
            action=action,
            old_values=old,
            new_values=new,
            created_by=actor.created_by,
            request_id=actor.request_id,
            ip=actor.ip,
            prev_hash=previous or FIRST_HASH,
            hash="",
            hash_alg=actor.sealer.algorithm,
        )
        sealed = sealed_entry(unsealed, actor.sealer)
        self.entries.append(sealed)
        if status_before not in (None, item.status):
            self._moves[sealed.id] = status_change(sealed, item, str(status_before))
        updated_at = item.updated_at if action == CREATED else milliseconds(sealed.created_at)
        return replace(item, audit_hash=sealed.hash, updated_at=updated_at)

    def record_created(self, item: Item) -> Item:
        """A new item."""
        return self.record(CREATED, item, old=None, new=item.snapshot(), previous=None)

    def record_deleted(self, item: Item) -> None:
        """An item is gone; the deletion is a version of its own."""
        after = replace(item, version=item.version + 1)
        self.record(DELETED, after, old=item.snapshot(), new=None, previous=item.audit_hash)

    def flush(self, connection: Connection) -> None:
        """Write what was recorded. Takes the user's lock: call it last before the commit."""
        if self.entries:
            publish_many(connection, "item-status-changed", self._status_changes(), request_id=self.actor.request_id)
            insert_entries(connection, self.actor.user_id, self.entries)

    def _status_changes(self) -> list[dict[str, str]]:
        """Changes of status; an item born in this transaction (an import) has had no other status for anybody."""
        born = {entry.item_id for entry in self.entries if entry.action == CREATED}
        return [
            self._moves[entry.id] for entry in self.entries if entry.id in self._moves and entry.item_id not in born
        ]


def status_change(entry: HistoryEntry, item: Item, before: str) -> dict[str, str]:
    """Data of item-status-changed."""
    return {
        "itemId": str(item.id),
        "title": item.title,
        "from": before,
        "to": item.status,
        "changedBy": entry.created_by,
        "changedAt": wire_date(entry.created_at),
    }
