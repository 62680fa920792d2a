"""Going back in an item's history."""

from uuid import UUID

from suite.database import Connection
from suite.dates import parse_wire_date
from suite.http.etags import matches, strong
from workspace_api.errors import ItemModified, ItemNotDeleted, ItemNotFound, ItemVersionNotFound, VersionExpired
from workspace_api.history.entries import HistoryEntry
from workspace_api.history.ledger import Ledger
from workspace_api.history.queries import select_anchor, select_entries
from workspace_api.history.rules import State, earliest_entry, state_at
from workspace_api.items import editing, queries
from workspace_api.items.fields import Item, values_in
from workspace_api.items.rules import DELETED, RESTORED, changed_fields


def restore_item(
    connection: Connection, ledger: Ledger, item_id: UUID, version: int | None, *, if_match: str | None
) -> Item:
    """The item with the values of `version`; without one, a deleted item as it last was."""
    live = queries.select_item_for_update(connection, ledger.actor.user_id, item_id)
    if live and not matches(if_match, strong(live.version)):
        raise ItemModified(live.version)
    entries = entries_of(connection, item_id)
    if live is None and not entries:
        raise VersionExpired() if select_anchor(connection, item_id) else ItemNotFound(item_id)
    last_version = live.version if live else entries[0].version
    if live is None and not matches(if_match, strong(last_version)):
        raise ItemModified(last_version)
    if version is None:
        return revive_last(connection, ledger, live, entries)
    state = past_state(live, entries, item_id, version, last_version)
    if live is None:
        return revive(connection, ledger, entries[0], state)
    changes = changed_fields(live, values_in(state))
    editing.require_category(connection, ledger, state["category"])
    return editing.write_version(connection, ledger, live, changes, RESTORED)


def entries_of(connection: Connection, item_id: UUID) -> list[HistoryEntry]:
    """All kept entries, newest first."""
    return select_entries(connection, item_id, since=earliest_entry(item_id), before=None, rows=2**31 - 1)


def revive_last(connection: Connection, ledger: Ledger, live: Item | None, entries: list[HistoryEntry]) -> Item:
    """A deleted item with its last values."""
    if live is not None or entries[0].action != DELETED:
        raise ItemNotDeleted()
    return revive(connection, ledger, entries[0], dict(entries[0].old_values or {}))


def past_state(live: Item | None, entries: list[HistoryEntry], item_id: UUID, version: int, last_version: int) -> State:
    """The values as of `version`, by undoing every entry after it."""
    if not 1 <= version <= last_version:
        raise ItemVersionNotFound(version, item_id)
    newer = [entry for entry in entries if entry.version > version]
    if len(newer) != last_version - version:
        raise VersionExpired()
    state = state_at(live.snapshot() if live else None, newer)
    if state is None:
        raise ItemVersionNotFound(version, item_id)
    return state


def revive(connection: Connection, ledger: Ledger, newest: HistoryEntry, state: State) -> Item:
    """Store a deleted item again, with the values of `state`."""
    actor = ledger.actor
    item = Item(
        id=newest.item_id,
        **values_in(state),
        created_at=parse_wire_date(state["createdAt"]),
        updated_at=actor.at,
        created_by=state["createdBy"],
        updated_by=actor.created_by,
        version=newest.version + 1,
        audit_hash="",
    )
    last = newest.old_values or {}
    return editing.revive_item(connection, ledger, item, newest.hash, status_before=last.get("status"))
