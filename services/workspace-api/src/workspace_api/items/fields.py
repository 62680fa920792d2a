"""An item, each of its fields told once: columns, parameters, replies, history, sorting and CSV follow from here.

A new field is a line of Item (with `older`), a line of EditedFields in schemas.py and a migration that adds its column:
docs/changing-a-service.md.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from workspace_api.items.forms import IDENTIFIER, LAST, MOMENT, OBJECT, TEXT, WHOLE, WORDS, ValueForm

PRIORITIES = ("low", "medium", "high", "critical")
STATUSES = ("new", "review", "in-progress", "completed", "rejected")
ALWAYS = object()
PLAIN, TITLE, RANK = "plain", "title", "rank"


@dataclass(frozen=True, slots=True)
class ItemField:
    """A field: `name` in code and column, `wire` for clients and history, None for what only the database keeps.

    `edited`: users set it. `sort`: by its value, its folded title or its rank in `choices`. `older`: what items and
    history have that are older than the field; their stored JSON lacks it, so it is added when they are read.
    """

    name: str
    wire: str | None
    form: ValueForm
    edited: bool = False
    choices: tuple[str, ...] = ()
    sort: str | None = None
    older: Any = ALWAYS

    @property
    def added(self) -> bool:
        """Whether there were items before this field."""
        return self.older is not ALWAYS

    @property
    def sort_expression(self) -> str:
        """What PostgreSQL sorts by: the expressions of the indexes."""
        if self.sort == TITLE:
            return "title_key"
        if self.sort == RANK:
            *first, _ = self.choices
            ranks = " ".join(f"WHEN '{choice}' THEN {rank}" for rank, choice in enumerate(first, start=1))
            return f"(CASE {self.name} {ranks} ELSE {len(self.choices)} END)"
        # Not coalesce(): PostgreSQL keeps that behind the conditions of row level security, and out of the index.
        return f"(CASE WHEN {self.name} IS NULL THEN '{LAST}' ELSE {self.name} END)" if self.added else self.name

    @property
    def sort_type(self) -> str:
        """The type of that expression."""
        return {TITLE: "text", RANK: "int"}.get(str(self.sort), self.form.sql)


def item_field(wire: str | None, form: ValueForm, **options: Any) -> Any:
    """A field of Item that says what ItemField holds."""
    return dataclasses.field(metadata={"wire": wire, "form": form, **options})


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item as stored, its fields in the order of the wire. `audit_hash` is the head of its chain of history."""

    id: UUID = item_field("id", IDENTIFIER)
    title: str = item_field("title", TEXT, edited=True, sort=TITLE)
    description: str = item_field("description", TEXT, edited=True)
    category: str = item_field("category", TEXT, edited=True)
    priority: str = item_field("priority", TEXT, edited=True, choices=PRIORITIES, sort=RANK)
    status: str = item_field("status", TEXT, edited=True, choices=STATUSES, sort=RANK)
    tags: list[str] = item_field("tags", WORDS, edited=True)
    created_at: datetime = item_field("createdAt", MOMENT, sort=PLAIN)
    updated_at: datetime = item_field("updatedAt", MOMENT, sort=PLAIN)
    created_by: str = item_field("createdBy", TEXT)
    updated_by: str = item_field("updatedBy", TEXT)
    metadata: dict[str, Any] = item_field("metadata", OBJECT, edited=True)
    version: int = item_field("version", WHOLE)
    audit_hash: str = item_field(None, TEXT)

    def wire(self) -> dict[str, Any]:
        """What clients read."""
        return {wire: field.form.json_of(getattr(self, field.name)) for wire, field in BY_WIRE.items()}

    def snapshot(self) -> dict[str, Any]:
        """What history keeps of a whole item: enough to bring it back."""
        values = {name: getattr(self, name) for name in EDITED}
        return {**told_values(values), "createdAt": MOMENT.to_json(self.created_at), "createdBy": self.created_by}


FIELDS = {found.name: ItemField(found.name, **found.metadata) for found in dataclasses.fields(Item)}
BY_WIRE = {field.wire: field for field in FIELDS.values() if field.wire}
EDITED = tuple(name for name, field in FIELDS.items() if field.edited)
EDITED_WIRES = tuple(wire for wire, field in BY_WIRE.items() if field.edited)
# What a new item has in the fields that were added since, when its maker says nothing of them.
ADDED = {name: field.older for name, field in FIELDS.items() if field.added}
# Moments first, as the messages of the API have always listed them; fields added since come last.
SORTED = dict(
    sorted(
        ((wire, field) for wire, field in BY_WIRE.items() if field.sort),
        key=lambda it: (it[1].added, it[1].sort != PLAIN),
    )
)


def told_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by name as history and the wire tell them."""
    return {str(FIELDS[name].wire): FIELDS[name].form.json_of(value) for name, value in values.items()}


def values_in(body: Mapping[str, Any]) -> dict[str, Any]:
    """The values users edit, by name, of what history tells; a field it does not know yet is as it was then."""
    fields = (FIELDS[name] for name in EDITED)
    return {
        field.name: field.form.value_of(body[str(field.wire)]) if not field.added or field.wire in body else field.older
        for field in fields
    }


def named_values(parsed: Mapping[str, Any]) -> dict[str, Any]:
    """Parsed input by the names of the fields."""
    return {field.name: parsed[wire] for wire, field in BY_WIRE.items() if wire in parsed and field.edited}


def item_of(row: tuple[Any, ...]) -> Item:
    """A row of the columns of FIELDS as an item."""
    values: dict[str, Any] = {
        name: None if value is None else field.form.from_row(value)
        for (name, field), value in zip(FIELDS.items(), row, strict=True)
    }
    return Item(**values)
