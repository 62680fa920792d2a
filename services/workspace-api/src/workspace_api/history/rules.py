"""What history tells: differences for people, states of the past, and whether a chain is whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from suite.ids import time_of
from workspace_api.history.chain import FIRST_HASH, Entry, MissingKey, Sealer
from workspace_api.items.rules import DELETED, differ, wire_date

State = dict[str, Any]


@dataclass(frozen=True)
class ChainVerdict:
    """Whether entries `first` to `last` (versions) are whole; `problem` names the first that is not."""

    valid: bool
    checked: int
    first: int | None
    last: int | None
    problem: str | None = None

    def wire(self) -> dict[str, Any]:
        """As shown in the history reply."""
        shown: dict[str, Any] = {
            "valid": self.valid,
            "checked": self.checked,
            "from": self.first,
            "to": self.last,
        }
        return shown if self.problem is None else {**shown, "problem": self.problem}


def earliest_entry(item_id: UUID) -> datetime | None:
    """No entry is older than the item: its id tells its time. A minute is left for clocks that differ."""
    created = time_of(item_id)
    return created - timedelta(minutes=1) if created else None


def entry_wire(entry: Entry) -> dict[str, Any]:
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
        "changes": changes_of(entry),
        "prevHash": entry.prev_hash,
        "hash": entry.hash,
    }


def changes_of(entry: Entry) -> list[dict[str, Any]]:
    """Each field with its value before and after."""
    old, new = entry.old_values or {}, entry.new_values or {}
    return [{"field": name, "from": old.get(name), "to": new.get(name)} for name in {**old, **new}]


def state_at(current: State | None, newer: Sequence[Entry]) -> State | None:
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


def verify_chain(
    entries: Sequence[Entry], sealer: Sealer, *, anchor: tuple[int, str] | None, head: str | None
) -> ChainVerdict:
    """Check one item's entries, oldest first.

    `anchor` is version and hash of the last entry retention dropped; `head` the hash the item row holds, None for
    a deleted item. Found: edited, missing and reordered entries, a cut front or tail.
    """
    first = entries[0].version if entries else None
    last = entries[-1].version if entries else None
    version, previous = anchor or (0, FIRST_HASH)
    for entry in entries:
        problem = _entry_problem(entry, version, previous, sealer)
        if problem:
            return ChainVerdict(False, len(entries), first, last, problem)
        version, previous = entry.version, entry.hash
    problem = _head_problem(entries, previous, head)
    return ChainVerdict(problem is None, len(entries), first, last, problem)


def _entry_problem(entry: Entry, version: int, previous: str, sealer: Sealer) -> str | None:
    name = f"item {entry.item_id} version {entry.version}"
    if entry.version != version + 1:
        return f"{name}: entry {version + 1} before it is missing"
    if entry.prev_hash != previous:
        return f"{name}: does not continue the entry before it"
    try:
        intact = sealer.seal(entry.sealed_values(), entry.hash_alg) == entry.hash
    except MissingKey:
        return f"{name}: was sealed with a key that is not configured"
    return None if intact else f"{name}: was edited"


def _head_problem(entries: Sequence[Entry], previous: str, head: str | None) -> str | None:
    if head is None:
        if entries and entries[-1].action != DELETED:
            return f"item {entries[-1].item_id}: is gone without an entry that deletes it"
        return None
    if head != previous:
        return f"item {entries[-1].item_id}: the newest entry is missing" if entries else "the item has no history"
    return None


def verify_values(entries: Sequence[Entry], stored: State) -> str | None:
    """The first field of the stored item that differs from what its history says last, if any."""
    told: State = {}
    for entry in entries:
        told.update(entry.new_values or {})
    for name, value in stored.items():
        if name in told and differ(told[name], value):
            return f"item {entries[-1].item_id}: {name} differs from version {entries[-1].version}"
    return None
