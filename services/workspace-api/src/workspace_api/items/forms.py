"""How the values of an item's fields are bound, told and read: in SQL, JSON, history and CSV."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any
from uuid import UUID

from marshmallow import fields as described
from psycopg2.extras import Json

from suite.dates import parse_wire_date, sql_date, wire_date

# Where a field without a value stands in a sorted list.
LAST = "infinity"


def same(value: Any) -> Any:
    """The value itself."""
    return value


@dataclass(frozen=True, slots=True)
class ValueForm:
    """One kind of value.

    `sql` is its type in PostgreSQL, `bind` makes a parameter of it and `from_row` reads it back; `to_json` and
    `from_json` are its form on the wire and in history, `sql_json` the same in SQL over {column}. `csv`: text, json,
    words, moment or day. `describe` makes the field of a reply's schema.
    """

    sql: str
    describe: Callable[..., described.Field[Any]]
    bind: Callable[[Any], Any] = same
    from_row: Callable[[Any], Any] = same
    to_json: Callable[[Any], Any] = same
    from_json: Callable[[Any], Any] = same
    sql_json: str = "to_json({column})"
    csv: str = "text"

    def value_of(self, value: Any) -> Any:
        """The value in JSON, or nothing."""
        return None if value is None else self.from_json(value)

    def json_of(self, value: Any) -> Any:
        """A value as JSON, or nothing."""
        return None if value is None else self.to_json(value)

    def is_sort_text(self, text: str) -> bool:
        """Whether a cursor may hold this; may raise ValueError."""
        return text == LAST or str(self.to_json(self.from_json(text))) == text


IDENTIFIER = ValueForm(
    "uuid", described.UUID, bind=str, from_row=lambda value: UUID(str(value)), to_json=str, from_json=UUID
)
TEXT = ValueForm("text", described.String)
WHOLE = ValueForm("int", described.Integer, from_json=int)
MOMENT = ValueForm(
    "timestamptz",
    described.DateTime,
    from_row=lambda moment: moment.astimezone(UTC),
    to_json=wire_date,
    from_json=parse_wire_date,
    sql_json=f"to_json({sql_date('{column}')})",
    csv="moment",
)
DAY = ValueForm("date", described.Date, to_json=date.isoformat, from_json=date.fromisoformat, csv="day")
WORDS = ValueForm("text[]", lambda **options: described.List(described.String(), **options), csv="words")
OBJECT = ValueForm("jsonb", described.Dict, bind=Json, csv="json")
