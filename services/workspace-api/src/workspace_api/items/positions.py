"""Where an item stands in a sorted list, and whether a position a client sends back can be one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from suite.http.cursors import InvalidCursor
from workspace_api.items.fields import RANK, SORTED, TITLE, ItemField
from workspace_api.items.forms import LAST
from workspace_api.items.queries import SEPARATOR
from workspace_api.items.rules import title_key


def sort_position(item: Mapping[str, Any], sort: str) -> list[str]:
    """Sort key and id of an item (as clients see it), as text."""
    field = SORTED[sort.removeprefix("-")]
    value = item[str(field.wire)]
    value = LAST if value is None else str(value)
    if field.sort == TITLE:
        value = title_key(value)
    elif field.sort == RANK:
        value = str(field.choices.index(value) + 1)
    return [value, str(item["id"])]


def checked_position(position: list[str], sort: str) -> list[str]:
    """`position` as the sort's types are bound; InvalidCursor for what `sort_position` would never write."""
    value, item_id = position
    try:
        genuine = str(UUID(item_id)) == item_id and is_sort_value(SORTED[sort.removeprefix("-")], value)
    except (ValueError, OverflowError):
        genuine = False
    if not genuine:
        raise InvalidCursor()
    return position


def is_sort_value(field: ItemField, value: str) -> bool:
    """Whether `value` is one that `sort_position` writes; may raise ValueError or OverflowError for what is not."""
    if field.sort == RANK:
        return value in {str(rank) for rank in range(1, len(field.choices) + 1)}
    if field.sort == TITLE:
        return True
    return (value != LAST or field.added) and field.form.is_sort_text(value)


def cut_page(documents: bytes, limit: int) -> tuple[bytes, int, bytes | None]:
    """At most `limit` of the items, their number, and the last of them when more follow."""
    count = documents.count(SEPARATOR) + 1 if documents else 0
    if count <= limit:
        return documents, count, None
    page = documents[: documents.rfind(SEPARATOR)]
    return page, limit, page[page.rfind(SEPARATOR) + len(SEPARATOR) :] if limit > 1 else page
