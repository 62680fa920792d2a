"""The path parameter of one item."""

from uuid import UUID

from werkzeug.routing import BaseConverter

from workspace_api.errors import ItemNotFound

RESERVED = ("bulk", "stats", "export", "changes")


class ItemConverter(BaseConverter):
    """Any segment but the names of other routes; whether it is an id is decided by the view, with a 404."""

    regex = rf"(?!(?:{'|'.join(RESERVED)})/?$)[^/]+"


def item_uuid(text: str) -> UUID:
    """The id in a path; what is not a UUID names no item."""
    try:
        return UUID(text)
    except ValueError:
        raise ItemNotFound(text) from None
