"""Where an item stands in a sorted list, and whether a position a client sends back can be one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from suite.http.cursors import InvalidCursor
from workspace_api.items.rules import PRIORITIES, STATUSES, folded, parse_wire_date

RANKS = {"priority": PRIORITIES, "status": STATUSES}


def sort_position(item: Mapping[str, Any], sort: str) -> list[str]:
    """Sort key and id of an item (as clients see it), as text."""
    key = sort.removeprefix("-")
    value = str(item[key])
    if key == "title":
        value = folded(value)
    elif key in RANKS:
        value = str(RANKS[key].index(value) + 1)
    return [value, str(item["id"])]


def checked_position(position: list[str], sort: str) -> list[str]:
    """`position` itself; InvalidCursor when its values cannot be bound as the sort's types."""
    value, item_id = position
    key = sort.removeprefix("-")
    try:
        UUID(item_id)
        if key in RANKS:
            int(value)
        elif key != "title":
            parse_wire_date(value)
        elif "\x00" in value:
            raise ValueError
    except ValueError:
        raise InvalidCursor() from None
    return position
