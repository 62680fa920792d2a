"""What history tells: differences for people, states of the past, and whether an item is what it says."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from suite.audit import changes_between
from suite.dates import wire_date
from suite.ids import time_of
from workspace_api.history.entries import HistoryEntry
from workspace_api.items.rules import DELETED, differ

State = dict[str, Any]


def earliest_entry(item_id: UUID) -> datetime | None:
    """No entry is older than the item: its id tells its time. A minute is left for clocks that differ."""
    created = time_of(item_id)
    return created - timedelta(minutes=1) if created else None


def entry_wire(entry: HistoryEntry) -> dict[str, Any]:
    """One entry as clients read it."""
    return {
        "id": str(entry.id),
        "itemId": str(entry.item_id),
        "version": entry.version,
        "action": entry.action,
        "createdAt": wire_date(entry.created_at),
        "createdBy": entry.created_by,
        "requestId": entry.request_id,
        "ip": entry.ip,
        "changes": changes_between(entry.old_values, entry.new_values),
        "prevHash": entry.prev_hash,
        "hash": entry.hash,
    }


def state_at(current: State | None, newer: Sequence[HistoryEntry]) -> State | None:
    """The item's values before the entries `newer` (newest first) were made; None where it did not exist."""
    state = current
    for entry in newer:
        if entry.action == DELETED:
            state = dict(entry.old_values or {})
        elif entry.old_values is None:
            state = None
        elif state is not None:
            state = {**state, **entry.old_values}
    return state


def verify_values(entries: Sequence[HistoryEntry], stored: State) -> str | None:
    """The first field of the stored item that differs from what its history says last, if any."""
    state: State = {}
    for entry in entries:
        state.update(entry.new_values or {})
    for name, value in stored.items():
        if name in state and differ(state[name], value):
            return f"item {entries[-1].item_id}: {name} differs from version {entries[-1].version}"
    return None
