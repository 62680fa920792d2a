"""What an item is and how it may change, without HTTP and SQL."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from suite.dates import wire_date

PRIORITIES = ("low", "medium", "high", "critical")
STATUSES = ("new", "review", "in-progress", "completed", "rejected")
FIELDS = ("title", "description", "category", "priority", "status", "tags", "metadata")

CREATED, UPDATED, DELETED = "created", "updated", "deleted"
STATUS_CHANGED, RESTORED = "status_changed", "restored"

TITLE_KEY_LENGTH = 255
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Item:
    """One item as stored. `audit_hash` is the head of its chain of history entries."""

    id: UUID
    title: str
    description: str
    category: str
    priority: str
    status: str
    tags: list[str]
    created_at: datetime
    updated_at: datetime
    created_by: str
    updated_by: str
    metadata: dict[str, Any]
    version: int
    audit_hash: str

    def wire(self) -> dict[str, Any]:
        """The 13 keys clients read."""
        return {
            "id": str(self.id),
            "title": self.title,
            "description": self.description,
            "category": self.category,
            "priority": self.priority,
            "status": self.status,
            "tags": self.tags,
            "createdAt": wire_date(self.created_at),
            "updatedAt": wire_date(self.updated_at),
            "createdBy": self.created_by,
            "updatedBy": self.updated_by,
            "metadata": self.metadata,
            "version": self.version,
        }

    def values(self) -> dict[str, Any]:
        """The fields a user edits."""
        return {name: getattr(self, name) for name in FIELDS}

    def snapshot(self) -> dict[str, Any]:
        """What history keeps of a whole item: enough to bring it back."""
        return {**self.values(), "createdAt": wire_date(self.created_at), "createdBy": self.created_by}


@dataclass(frozen=True, slots=True)
class NewItem:
    """A parsed create request."""

    title: str
    description: str
    category: str
    priority: str
    tags: list[str]
    metadata: dict[str, Any]


def changed_fields(item: Item, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The part of `wanted` that differs from the item."""
    return {name: value for name, value in wanted.items() if differ(getattr(item, name), value)}


def differ(one: Any, other: Any) -> bool:
    """Whether two field values differ as JSON: to Python 1 and true are equal."""
    return one != other or json.dumps(one, sort_keys=True) != json.dumps(other, sort_keys=True)


def changed_item(item: Item, changes: Mapping[str, Any], *, at: datetime, by: str) -> Item:
    """The next version of `item`."""
    return replace(item, **changes, version=item.version + 1, updated_at=at, updated_by=by)


def action_of(changes: Mapping[str, Any]) -> str:
    """How history names an update."""
    return STATUS_CHANGED if "status" in changes else UPDATED


def folded(text: str) -> str:
    """`text` without case and accents, as titles are sorted and words are searched."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def title_key(title: str) -> str:
    """What titles are sorted by. Folding can make a title 18 times as long; an index entry has room for this much."""
    return folded(title)[:TITLE_KEY_LENGTH]


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return _WORD.findall(folded(text))


def search_text(title: str, description: str, tags: list[str]) -> str:
    """The words by which an item is found."""
    return " ".join(words_of(" ".join((title, description, *tags))))


def search_query(text: str) -> str | None:
    """A tsquery in which every word must occur as a prefix; None when `text` holds no word."""
    return " & ".join(f"{word}:*" for word in words_of(text)) or None
