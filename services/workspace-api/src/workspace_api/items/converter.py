"""The path parameter of one item."""

from uuid import UUID

from workspace_api.errors import ItemNotFound

RESERVED = ("bulk", "stats", "export", "changes")


def item_uuid(text: str) -> UUID:
    """The id in a path; what is not a UUID names no item."""
    try:
        return UUID(text)
    except ValueError:
        raise ItemNotFound(text) from None
