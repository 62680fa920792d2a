"""What makes the history of one item whole, and the item what its history says."""

from suite.audit import Sealer, milliseconds
from suite.audit.verification import Chain, chain_problem
from workspace_api.audit.queries import FedVersion, StoredItem
from workspace_api.history.entries import HistoryEntry
from workspace_api.history.rules import verify_values
from workspace_api.items.fields import Item
from workspace_api.items.rules import CREATED, search_text, title_key

ItemChain = Chain[HistoryEntry]


def find_problem(chain: ItemChain, sealer: Sealer) -> str | None:
    """The first thing that is wrong with a chain or its item, named; None when all is well."""
    name = f"item {chain.key[0]}"
    if not chain.entries and not chain.anchor:
        return f"{name}: has no history"
    stored: StoredItem | None = chain.beside.get(StoredItem)
    broken = chain_problem(chain, name, sealer, stored.item.audit_hash if stored else None)
    if broken:
        return broken
    fed: FedVersion | None = chain.beside.get(FedVersion)
    if fed and fed.version > chain.last_version:
        return f"{name}: entry {chain.last_version + 1} is missing, the change feed tells of it"
    if stored:
        return _item_problem(chain, stored)
    return None if chain.ends_deleted else f"{name}: is gone without an entry that deletes it"


def _item_problem(chain: ItemChain, stored: StoredItem) -> str | None:
    item, last = stored.item, chain.entries[-1] if chain.entries else None
    name = f"item {item.id}"
    if chain.ends_deleted:
        return f"{name}: is there although version {chain.last_version} deleted it"
    if item.version != chain.last_version:
        return f"{name}: version differs from version {chain.last_version} of its history"
    differs = verify_values(chain.entries, item.snapshot())
    if differs:
        return differs
    derived = _derived_problem(stored) or (_stamp_problem(item, last) if last else None)
    return f"{name}: {derived} differs from version {chain.last_version}" if derived else None


def _derived_problem(stored: StoredItem) -> str | None:
    item = stored.item
    # Folded once more: the release before this one left some letters as they were.
    if title_key(stored.title_key) != title_key(item.title):
        return "title_key"
    expected = search_text(item.title, item.description, item.tags)
    return None if search_text(stored.search_text, "", []) == expected else "search_text"


def _stamp_problem(item: Item, last: HistoryEntry) -> str | None:
    if item.updated_by != last.created_by:
        return "updatedBy"
    changed_at = item.created_at if last.action == CREATED else milliseconds(last.created_at)
    return None if item.updated_at == changed_at else "updatedAt"
