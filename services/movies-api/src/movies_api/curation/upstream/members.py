"""Members of what another catalogue answers; one that is not as documented is not there."""

from typing import Any

from suite.ids import LARGEST_ID
from suite.text.storable import is_storable_text

LONGEST_WORD = 255


def word(content: dict[str, Any], name: str) -> str | None:
    """A member that is a text which says something and fits into a column."""
    found = content.get(name)
    return found if isinstance(found, str) and 0 < len(found) <= LONGEST_WORD and is_storable_text(found) else None


def whole(content: dict[str, Any], name: str) -> int | None:
    """A member that is a number from 0, as columns hold it."""
    found = content.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 <= found <= LARGEST_ID else None


def inner(content: dict[str, Any], name: str) -> dict[str, Any]:
    """A member that is an object."""
    found = content.get(name)
    return found if isinstance(found, dict) else {}


def objects(content: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects of a member that is a list."""
    found = content.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
