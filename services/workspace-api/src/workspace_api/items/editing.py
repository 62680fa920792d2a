"""Changing items: each function is one step inside a transaction and leaves its record in the ledger."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

from suite.database import Connection, violating
from suite.errors import Problem, ValidationFailed
from suite.ids import uuid7
from workspace_api.categories.queries import select_category_names
from workspace_api.errors import CategoryMissing, ItemNotDeleted, ItemNotFound
from workspace_api.history.ledger import Ledger
from workspace_api.items import queries
from workspace_api.items.fields import ADDED, EDITED_WIRES, Item, named_values, told_values
from workspace_api.items.rules import RESTORED, action_of, changed_fields, changed_item
from workspace_api.items.schemas import ItemPatchSchema, NewItemSchema
from workspace_api.users.queries import active_category_names

NEW_ITEM = NewItemSchema()
ITEM_PATCH = ItemPatchSchema()
CATEGORY_KEY = "fk_workspace_items_workspace_categories"  # a category deleted since its name was judged


def parse_new_item(content: Mapping[str, Any], active: list[str]) -> dict[str, Any]:
    """A create request judged by all rules; `active` are the category names that may be used."""
    parsed, problems = NEW_ITEM.examine(content)
    problems += category_problems(content, active, required=True)
    if problems:
        raise ValidationFailed(problems=sorted(problems, key=field_position))
    return named_values(parsed)


def parse_item_patch(connection: Connection, ledger: Ledger, item: Item, content: Mapping[str, Any]) -> dict[str, Any]:
    """An update request judged by all rules. The stored category stays allowed when it is no longer active."""
    parsed, problems = ITEM_PATCH.examine(content)
    if "category" in content and content["category"] != item.category:
        active = active_category_names(connection, ledger.actor.user_id, ledger.actor.at)
        problems += category_problems(content, active, required=False)
    if problems:
        raise ValidationFailed(problems=sorted(problems, key=field_position))
    return named_values(parsed)


def category_problems(content: Mapping[str, Any], active: list[str], *, required: bool) -> list[Problem]:
    """The broken rule of the category, if any."""
    if "category" not in content and not required:
        return []
    if content.get("category") in active:
        return []
    code = "invalid_enum" if "category" in content else "required"
    return [Problem("category", f"category must be one of: {', '.join(active)}", code)]


def field_position(problem: Problem) -> int:
    """Problems are told in the order of the fields, unknown ones last."""
    return EDITED_WIRES.index(problem.field) if problem.field in EDITED_WIRES else len(EDITED_WIRES)


def judging_category() -> AbstractContextManager[None]:
    """CategoryMissing when the category of an item that is written in this block has been deleted meanwhile."""
    return violating(CATEGORY_KEY, CategoryMissing())


def create_item(connection: Connection, ledger: Ledger, new: Mapping[str, Any], *, item_id: UUID | None = None) -> Item:
    """Queue a new item with these values by name. Whoever sends it has `judging_category` around."""
    actor = ledger.actor
    item = ledger.record_created(
        Item(
            id=item_id or uuid7(actor.at),
            **{**ADDED, **new},
            status="new",
            created_at=actor.at,
            updated_at=actor.at,
            created_by=actor.created_by,
            updated_by=actor.created_by,
            version=1,
            audit_hash="",
        )
    )
    queries.queue_new_item(connection, actor.user_id, item)
    return item


def lock_item(connection: Connection, ledger: Ledger, item_id: UUID) -> Item:
    """The item, locked until the transaction ends; ItemNotFound."""
    item = queries.select_item_for_update(connection, ledger.actor.user_id, item_id)
    if item is None:
        raise ItemNotFound(item_id)
    return item


def update_item(connection: Connection, ledger: Ledger, item: Item, wanted: Mapping[str, Any]) -> Item:
    """Queue what differs from the locked item; without a difference nothing is written."""
    changes = changed_fields(item, wanted)
    if not changes:
        return item
    return write_version(connection, ledger, item, changes, action_of(changes))


def write_version(connection: Connection, ledger: Ledger, item: Item, changes: Mapping[str, Any], action: str) -> Item:
    """Queue the next version of the locked item. Whoever sends it has `judging_category` around."""
    actor = ledger.actor
    after = changed_item(item, changes, at=actor.at, by=actor.created_by)
    old = told_values({name: getattr(item, name) for name in changes})
    sealed = ledger.record(
        action, after, old=old, new=told_values(changes), previous=item.audit_hash, status_before=item.status
    )
    queries.queue_item_version(connection, actor.user_id, sealed, changes)
    return sealed


def delete_item(connection: Connection, ledger: Ledger, item: Item) -> None:
    """Queue the deletion of the locked item; its history stays."""
    ledger.record_deleted(item)
    queries.queue_deletion(connection, ledger.actor.user_id, item.id)


def revive_item(
    connection: Connection, ledger: Ledger, item: Item, previous: str, *, status_before: str | None = None
) -> Item:
    """Store a deleted item again. `previous` is the hash of its last history entry, `status_before` its last status."""
    require_category(connection, ledger, item.category)
    sealed = ledger.record(
        RESTORED, item, old=None, new=item.snapshot(), previous=previous, status_before=status_before
    )
    with violating("pk_workspace_items", ItemNotDeleted()), judging_category():
        queries.insert_item(connection, ledger.actor.user_id, sealed)
    return sealed


def require_category(connection: Connection, ledger: Ledger, name: str) -> None:
    """CategoryMissing unless the category still exists, active or not."""
    if name not in select_category_names(connection, ledger.actor.user_id):
        raise CategoryMissing()
