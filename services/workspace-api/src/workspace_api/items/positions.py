"""Where an item stands in a sorted list, and whether a position a client sends back can be one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from suite.dates import parse_wire_date, wire_date
from suite.http.cursors import InvalidCursor
from workspace_api.items.queries import SEPARATOR
from workspace_api.items.rules import PRIORITIES, STATUSES, title_key

RANKS = {"priority": PRIORITIES, "status": STATUSES}


def sort_position(item: Mapping[str, Any], sort: str) -> list[str]:
    """Sort key and id of an item (as clients see it), as text."""
    key = sort.removeprefix("-")
    value = str(item[key])
    if key == "title":
        value = title_key(value)
    elif key in RANKS:
        value = str(RANKS[key].index(value) + 1)
    return [value, str(item["id"])]


def checked_position(position: list[str], sort: str) -> list[str]:
    """`position` as the sort's types are bound; InvalidCursor for what `sort_position` would never write."""
    value, item_id = position
    key = sort.removeprefix("-")
    try:
        genuine = str(UUID(item_id)) == item_id and is_sort_value(key, value)
    except (ValueError, OverflowError):
        genuine = False
    if not genuine:
        raise InvalidCursor()
    return position


def is_sort_value(key: str, value: str) -> bool:
    """Whether `value` is one that `sort_position` writes; may raise ValueError or OverflowError for what is not."""
    if key in RANKS:
        return value in {str(rank) for rank in range(1, len(RANKS[key]) + 1)}
    return key == "title" or wire_date(parse_wire_date(value)) == value


def cut_page(documents: str, limit: int) -> tuple[str, int, str | None]:
    """At most `limit` of the items, their number, and the last of them when more follow."""
    count = documents.count(SEPARATOR) + 1 if documents else 0
    if count <= limit:
        return documents, count, None
    kept = documents[: documents.rfind(SEPARATOR)]
    return kept, limit, kept[kept.rfind(SEPARATOR) + len(SEPARATOR) :] if limit > 1 else kept
