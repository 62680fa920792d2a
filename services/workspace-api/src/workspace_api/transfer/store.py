"""Rows of an import file into one transaction."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from suite.database import Connection, savepoint, violating
from suite.errors import AppError, Conflict, Problem, Unavailable, ValidationFailed
from suite.ids import time_of
from suite.imports import ImportRow
from workspace_api.history.ledger import Ledger
from workspace_api.history.queries import select_anchor, select_entries, select_remembered
from workspace_api.history.rules import earliest_entry
from workspace_api.items import editing, queries
from workspace_api.items.fields import ADDED, Item, named_values
from workspace_api.items.rules import changed_fields
from workspace_api.transfer.schemas import ImportedItemSchema
from workspace_api.users.queries import active_category_names

IMPORTED = ImportedItemSchema()
CREATED, UPDATED, UNCHANGED, REFUSED = "created", "updated", "unchanged", "refused"


class IdTaken(Conflict):
    """The id belongs to an item of another user"""


@dataclass(frozen=True, slots=True)
class ImportedItem:
    """A judged row: `values` are the fields a user edits."""

    line: int
    item_id: UUID
    created_at: datetime
    values: dict[str, Any]


def imported_item(row: ImportRow) -> ImportedItem:
    """The row judged by all rules but that of its category; ValidationFailed."""
    parsed = IMPORTED.parse(row.content)
    category = parsed["category"]
    if not isinstance(category, str):
        raise ValidationFailed(problems=[Problem("category", "category is required", "required")])
    created_at = parsed.get("createdAt") or time_of(parsed["id"])
    if created_at is None:
        raise ValidationFailed(problems=[Problem("createdAt", "createdAt is required", "required")])
    return ImportedItem(row.line, parsed["id"], created_at, named_values(parsed))


class BatchWriter:
    """Stores the rows of one transaction, each behind a savepoint of its own."""

    def __init__(self, connection: Connection, ledger: Ledger, batch: list[ImportedItem]) -> None:
        self._connection, self._ledger = connection, ledger
        self._user_id = ledger.actor.user_id
        ids = [item.item_id for item in batch]
        self._active = active_category_names(connection, self._user_id, ledger.actor.at)
        self._live = queries.lock_items(connection, self._user_id, ids)
        gone = [item_id for item_id in ids if item_id not in self._live]
        self._remembered = select_remembered(connection, gone) if gone else set()

    def store(self, batch: list[ImportedItem]) -> list[str | AppError]:
        """For each row what became of it, or why it was refused."""
        return [self._attempt(item) for item in batch]

    def _attempt(self, imported: ImportedItem) -> str | AppError:
        live = self._live.get(imported.item_id)
        if live and not changed_fields(live, imported.values):
            return UNCHANGED
        recorded = len(self._ledger.entries)
        try:
            with (
                violating("pk_workspace_items", IdTaken()),
                editing.judging_category(),
                savepoint(self._connection, "imported_row"),
            ):
                stored = self._write(imported, live)
        except Unavailable:
            raise  # says nothing about this row
        except AppError as refusal:
            del self._ledger.entries[recorded:]
            return refusal
        self._live[imported.item_id] = stored
        return UPDATED if live else CREATED

    def _write(self, imported: ImportedItem, live: Item | None) -> Item:
        if live is None or live.category != imported.values["category"]:
            problems = editing.category_problems(imported.values, self._active, required=True)
            if problems:
                raise ValidationFailed(problems=problems)
        if live is not None:
            return editing.update_item(self._connection, self._ledger, live, imported.values)
        return self._revive(imported) if imported.item_id in self._remembered else self._create(imported)

    def _create(self, imported: ImportedItem) -> Item:
        new = {name: value for name, value in imported.values.items() if name != "status"}
        ledger = Ledger(replace(self._ledger.actor, at=imported.created_at))
        item = editing.create_item(self._connection, ledger, new, item_id=imported.item_id)
        self._ledger.entries += ledger.entries
        status = {"status": imported.values["status"]}
        return editing.update_item(self._connection, self._ledger, item, status)

    def _revive(self, imported: ImportedItem) -> Item:
        version, previous = self._last_seal(imported.item_id)
        item = Item(
            id=imported.item_id,
            **{**ADDED, **imported.values},
            created_at=imported.created_at,
            updated_at=self._ledger.actor.at,
            created_by=self._ledger.actor.created_by,
            updated_by=self._ledger.actor.created_by,
            version=version + 1,
            audit_hash="",
        )
        return editing.revive_item(self._connection, self._ledger, item, previous)

    def _last_seal(self, item_id: UUID) -> tuple[int, str]:
        since = earliest_entry(item_id)
        entries = select_entries(self._connection, item_id, since=since, before=None, rows=1)
        if entries:
            return entries[0].version, entries[0].hash
        anchor = select_anchor(self._connection, item_id)
        assert anchor is not None
        return anchor
