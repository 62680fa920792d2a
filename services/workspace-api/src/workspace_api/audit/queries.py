"""SQL over every user's history, as the owner of the schema. All streams come sorted by item and user."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from suite.audit.verification import ChainKey, stream_rows
from suite.database import Connection
from workspace_api.history.entries import Entry
from workspace_api.history.queries import ENTRY_COLUMNS, entry_of
from workspace_api.items.fields import Item, item_of
from workspace_api.items.queries import COLUMNS

# The order of Python's strings, whatever the collation of the database.
_ORDER = 'item_id, user_id COLLATE "C"'


@dataclass(frozen=True, slots=True)
class StoredItem:
    """An item's row with the columns derived from its values."""

    user_id: str
    item: Item
    title_key: str
    search_text: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """The last entry retention has dropped; `deleted` when it was the item's deletion."""

    item_id: UUID
    user_id: str
    version: int
    hash: str
    deleted: bool


@dataclass(frozen=True, slots=True)
class Fed:
    """The newest version the change feed tells of."""

    item_id: UUID
    user_id: str
    version: int


def stream_entries(connection: Connection, item_id: UUID | None) -> Iterator[tuple[ChainKey, Entry]]:
    """History entries, versions ascending."""
    statement = f"SELECT {ENTRY_COLUMNS} FROM workspace_audit_log{_only('item_id', item_id)} ORDER BY {_ORDER}, version"
    for row in _stream(connection, "entries", statement, item_id):
        yield (str(row[2]), row[3]), entry_of(row)


def stream_items(connection: Connection, item_id: UUID | None) -> Iterator[tuple[ChainKey, StoredItem]]:
    """Rows of items."""
    statement = (
        f"SELECT user_id, title_key, search_text, {COLUMNS} FROM workspace_items{_only('id', item_id)}"
        ' ORDER BY id, user_id COLLATE "C"'
    )
    for user_id, title_key, search_text, *values in _stream(connection, "items", statement, item_id):
        item = item_of(tuple(values))
        yield (str(item.id), user_id), StoredItem(user_id, item, title_key, search_text)


def stream_anchors(connection: Connection, item_id: UUID | None) -> Iterator[tuple[ChainKey, Anchor]]:
    """Where chains were cut by retention."""
    statement = (
        "SELECT item_id, user_id, version, hash, deleted FROM workspace_audit_anchors"
        f"{_only('item_id', item_id)} ORDER BY {_ORDER}"
    )
    for row in _stream(connection, "anchors", statement, item_id):
        yield (str(row[0]), row[1]), Anchor(UUID(str(row[0])), *row[1:])


def stream_fed_versions(connection: Connection, item_id: UUID | None) -> Iterator[tuple[ChainKey, Fed]]:
    """Newest version of each item in the change feed."""
    statement = (
        f"SELECT item_id, user_id, max(version) FROM workspace_changes{_only('item_id', item_id)}"
        f" GROUP BY item_id, user_id ORDER BY {_ORDER}"
    )
    for row in _stream(connection, "fed_versions", statement, item_id):
        yield (str(row[0]), row[1]), Fed(UUID(str(row[0])), *row[1:])


def upsert_verification(connection: Connection, at: datetime, items: int, entries: int, errors: int) -> None:
    """Remember the verdict on all items."""
    connection.run(
        "INSERT INTO workspace_audit_verifications (verified_at, items, entries, errors)"
        " VALUES (%(at)s, %(items)s, %(entries)s, %(errors)s)"
        " ON CONFLICT (id) DO UPDATE SET verified_at = EXCLUDED.verified_at, items = EXCLUDED.items,"
        " entries = EXCLUDED.entries, errors = EXCLUDED.errors",
        {"at": at, "items": items, "entries": entries, "errors": errors},
    )


def select_last_errors(connection: Connection) -> int | None:
    """Broken items found by the last complete verification; None before the first."""
    return connection.value("SELECT errors FROM workspace_audit_verifications")  # type: ignore[no-any-return]


def _only(column: str, item_id: UUID | None) -> str:
    return f" WHERE {column} = %(item_id)s" if item_id else ""


def _stream(connection: Connection, cursor: str, statement: str, item_id: UUID | None) -> Iterator[tuple[Any, ...]]:
    return stream_rows(connection, cursor, statement, {"item_id": str(item_id)} if item_id else None)
