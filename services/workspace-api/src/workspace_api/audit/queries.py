"""SQL over every user's items, as the owner of the schema. Streams come sorted by item and user, as the history."""

from dataclasses import dataclass
from datetime import datetime

from suite.audit.log_queries import Stream, stream_rows
from suite.database import Connection
from workspace_api.items.fields import Item, item_of
from workspace_api.items.queries import COLUMNS


@dataclass(frozen=True, slots=True)
class StoredItem:
    """An item's row with the columns derived from its values."""

    item: Item
    title_key: str
    search_text: str


@dataclass(frozen=True, slots=True)
class FedVersion:
    """The newest version of an item that the change feed tells of."""

    version: int


def stream_items(connection: Connection, item_id: str | None) -> Stream:
    """Rows of items."""
    statement = (
        f"SELECT user_id, title_key, search_text, {COLUMNS} FROM workspace_items{_only('id', item_id)}"
        ' ORDER BY id, user_id COLLATE "C"'
    )
    for user_id, title_key, search_text, *values in stream_rows(connection, "items", statement, {"item_id": item_id}):
        item = item_of(tuple(values))
        yield (str(item.id), user_id), StoredItem(item, title_key, search_text)


def stream_fed_versions(connection: Connection, item_id: str | None) -> Stream:
    """Newest version of each item in the change feed."""
    statement = (
        f"SELECT item_id, user_id, max(version) FROM workspace_changes{_only('item_id', item_id)}"
        ' GROUP BY item_id, user_id ORDER BY item_id, user_id COLLATE "C"'
    )
    for row in stream_rows(connection, "fed_versions", statement, {"item_id": item_id}):
        yield (str(row[0]), row[1]), FedVersion(row[2])


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


def _only(column: str, item_id: str | None) -> str:
    return f" WHERE {column} = %(item_id)s" if item_id else ""
