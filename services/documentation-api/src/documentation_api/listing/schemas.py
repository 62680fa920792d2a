"""How lists are asked for."""

import re
from typing import Any

from documentation_api.identifiers import is_uuid
from suite.http.fields import QueryField, QueryText, QueryWhole, broken
from suite.http.schemas import QuerySchema

MOST_ROWS = 1_000
NOT_FILTERS = frozenset({"limit", "offset", "order_by", "order_direction"})
_WORD = re.compile(r"[A-Za-z_]{1,50}")
WORD_SEGMENT = {"type": "string", "pattern": f"^{_WORD.pattern}$"}


class QueryWord(QueryField):
    """Letters and underscores; a word nobody knows is one nothing matches."""

    def read(self, given: list[str]) -> str:
        """The word."""
        return word_of(self.only(given), self.label)


class QueryOrder(QueryField):
    """One of the columns lists may be sorted by."""

    orders = ("created_at", "updated_at", "name", "title", "priority", "status")

    def __init__(self, orders: tuple[str, ...] = orders, **options: Any) -> None:
        super().__init__(metadata={"type": "string", "enum": list(orders)}, **options)
        self.accepted = orders

    def read(self, given: list[str]) -> str:
        """The column."""
        text = self.only(given)
        if text not in self.accepted:
            raise broken("Invalid order field", "invalid_enum")
        return text


class QueryDirection(QueryField):
    """ASC or DESC in any case."""

    def __init__(self, **options: Any) -> None:
        super().__init__(metadata={"type": "string", "enum": ["ASC", "DESC"]}, **options)

    def read(self, given: list[str]) -> str:
        """In capitals."""
        text = self.only(given).upper()
        if text not in ("ASC", "DESC"):
            raise broken("Order direction must be ASC or DESC", "invalid_enum")
        return text


class QuerySearch(QueryText):
    """2 to 100 characters to look for."""

    def __init__(self, **options: Any) -> None:
        super().__init__(2, 100, **options)


class QueryReference(QueryField):
    """The id of a record."""

    def __init__(self, **options: Any) -> None:
        super().__init__(metadata={"type": "string", "format": "uuid"}, **options)

    def read(self, given: list[str]) -> str:
        """In lower case."""
        text = self.only(given)
        if not is_uuid(text):
            raise broken(f"{self.label.removesuffix('_id').capitalize()} ID must be a valid UUID", "invalid_uuid")
        return text.lower()


class ListSchema(QuerySchema):
    """Page and order of every list; subclasses add filters."""

    # A call, because a default beyond the field's own maximum has no place in the OpenAPI document.
    limit = QueryWhole(
        1, 100, load_default=lambda: MOST_ROWS, metadata={"description": f"at most {MOST_ROWS} rows when absent"}
    )
    offset = QueryWhole(0, 2**31 - 1, load_default=0)
    order_by = QueryOrder(load_default="updated_at")
    order_direction = QueryDirection(load_default="DESC")


def word_of(text: str, name: str) -> str:
    """`text` when it is made of letters and underscores."""
    if not _WORD.fullmatch(text):
        raise broken(f"{name.capitalize()} must contain only letters and underscores", "invalid_format")
    return text


def filters_of(query: dict[str, Any]) -> dict[str, Any]:
    """The filters of a parsed query."""
    return {name: value for name, value in query.items() if name not in NOT_FILTERS}
