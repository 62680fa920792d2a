"""What an item is and how it may change, without HTTP and SQL."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from suite.text.folding import plain_letters
from suite.text.marks import normalize
from workspace_api.items.fields import FIELDS, Item, ItemField

CREATED, UPDATED, DELETED = "created", "updated", "deleted"
STATUS_CHANGED, RESTORED = "status_changed", "restored"

TITLE_KEY_LENGTH = 255
_WORD = re.compile(r"[^\W_]+")


def changed_fields(item: Item, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The part of `wanted`, values by name, that differs from the item."""
    return {name: value for name, value in wanted.items() if differs(FIELDS[name], getattr(item, name), value)}


def differs(field: ItemField, one: Any, other: Any) -> bool:
    """Whether two values of a field differ as clients read them."""
    return differ(field.form.json_of(one), field.form.json_of(other))


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
    if text.isascii():
        return text.lower()
    # Twice: what a mathematical letter decomposes into may be a capital again.
    decomposed = normalize("NFKD", normalize("NFKD", text.casefold()).casefold())
    return plain_letters("".join(character for character in decomposed if not unicodedata.combining(character)))


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
