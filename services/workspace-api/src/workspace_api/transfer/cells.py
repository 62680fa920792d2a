"""Cells of a table as values of an item: what spreadsheets and people make of them."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from suite.dates import wire_date
from workspace_api.items.fields import BY_WIRE, ItemField
from workspace_api.transfer.formats import unguarded

_SPREADSHEET_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
# 1954 to 2119: numbers outside are no dates anybody means.
_SERIAL = re.compile(r"(?P<days>[2-7]\d{4})(?:[.,](?P<part>\d{1,12}))?")
_DAY_FIRST = re.compile(
    r"(?P<one>\d{1,2})(?P<sign>[./-])(?P<two>\d{1,2})(?P=sign)(?P<year>\d{4})"
    r"(?:,?\s+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?)?"
)


class UnreadableCell(Exception):
    """A cell that no value can be read from; the text says why."""


def read_cell(column: str, cell: str, *, guarded: bool) -> Any:
    """The value of a cell; None for an empty one. UnreadableCell."""
    text = unguarded(cell) if guarded else cell
    if not text.strip():
        return None
    field = BY_WIRE[column]
    if field.form.csv in ("json", "words"):
        return read_json(field, text.strip())
    if field.form.csv in ("moment", "day"):
        moment = read_moment(column, text.strip())
        return moment if field.form.csv == "moment" else moment.partition("T")[0]
    word = text.strip().lower()
    return word if word in field.choices else text


def read_json(field: ItemField, text: str) -> Any:
    """A list or object; words may stand between commas or semicolons as well."""
    if field.form.csv == "words" and not text.startswith(("[", "{")):
        return [word for part in re.split(r"[,;\n]", text) if (word := part.strip())]
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise UnreadableCell(f"{field.wire} is not JSON") from None


def read_moment(column: str, text: str) -> str:
    """A date and time in the ways spreadsheets show them, as ISO 8601; what is no such way stays as it is.

    UnreadableCell for a date that may be two: 04/03/2025 is in March or in April.
    """
    serial = _SERIAL.fullmatch(text)
    if serial:
        days = float(f"{serial['days']}.{serial['part'] or 0}")
        moment = _SPREADSHEET_EPOCH + timedelta(days=days)
        # Fifteen digits of a day are not exact to the millisecond.
        return wire_date((moment + timedelta(microseconds=500)).replace(microsecond=0))
    found = _DAY_FIRST.fullmatch(text)
    if found is None:
        return text
    day, month = int(found["one"]), int(found["two"])
    if found["sign"] == "/" and month > 12:
        day, month = month, day
    elif found["sign"] == "/" and day <= 12 and day != month:
        raise UnreadableCell(f"{column} {text} may be two days: write it as 2025-03-04T05:06:07Z")
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    try:
        return wire_date(datetime(int(found["year"]), month, day, hour, minute, second, tzinfo=UTC))
    except ValueError:
        return text
