"""Cells as values. Each function raises BadValue, whose text names the column."""

import ast
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from suite.text.storable import is_storable_text, storable_json

_WHOLE = re.compile(r"-?[0-9]{1,10}")
_LARGEST = 2_147_483_647
# Python's parser takes some 100 times the memory of what it reads.
LONGEST_LIST, DEEPEST_LIST = 100_000, 8
_DATES = ("%Y-%m-%d", "%m/%d/%Y", "%Y")


class BadValue(Exception):
    """A cell that breaks a rule of its column."""


def text_of(row: Mapping[str, Any], name: str, *, longest: int = 10_000) -> str | None:
    """Trimmed text, None when empty or absent."""
    value = row.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or not is_storable_text(value):
        raise BadValue(f"{name} is not text")
    if len(value.strip()) > longest:
        raise BadValue(f"{name} is longer than {longest} characters")
    return value.strip() or None


def required_text(row: Mapping[str, Any], name: str, *, longest: int = 10_000) -> str:
    """Text that must be there."""
    value = text_of(row, name, longest=longest)
    if value is None:
        raise BadValue(f"{name} is missing")
    return value


def whole_of(row: Mapping[str, Any], name: str, low: int = 1, high: int = _LARGEST) -> int | None:
    """An integer between two bounds, None when empty."""
    value = row.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or (isinstance(value, int) and abs(value) > _LARGEST):
        raise BadValue(f"{name} is not from {low} to {high}")
    digits = str(value).removesuffix(".0")
    if not _WHOLE.fullmatch(digits):
        raise BadValue(f"{name} is not a whole number")
    if not low <= int(digits) <= high:
        raise BadValue(f"{name} is not from {low} to {high}")
    return int(digits)


def required_whole(row: Mapping[str, Any], name: str, low: int = 1, high: int = _LARGEST) -> int:
    """An integer that must be there."""
    value = whole_of(row, name, low, high)
    if value is None:
        raise BadValue(f"{name} is missing")
    return value


def number_of(row: Mapping[str, Any], name: str, high: float) -> float | None:
    """A number from 0 to `high`, None when empty."""
    value = row.get(name)
    if value is None or value == "":
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        raise BadValue(f"{name} is not a number") from None
    if not 0 <= number <= high:
        raise BadValue(f"{name} is not from 0 to {high:g}")
    return number


def flag_of(row: Mapping[str, Any], name: str) -> bool:
    """true or false; empty is false."""
    value = str(row.get(name) or "false").lower()
    if value not in ("true", "false"):
        raise BadValue(f"{name} is neither true nor false")
    return value == "true"


def uuid_of(row: Mapping[str, Any], name: str) -> str:
    """A UUID in its canonical form."""
    value = required_text(row, name)
    try:
        return str(UUID(value))
    except ValueError:
        raise BadValue(f"{name} is not a UUID") from None


def moment_of(row: Mapping[str, Any], name: str) -> datetime | None:
    """A time without zone, which is UTC; None when empty."""
    value = text_of(row, name)
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadValue(f"{name} is not a time") from None


def times_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """created_at and updated_at of a dump row."""
    return {"created_at": moment_of(row, "createdAt"), "updated_at": moment_of(row, "updatedAt")}


def list_of(row: Mapping[str, Any], name: str) -> list[Any]:
    """A JSON list written into a cell, in Python's notation too; empty is []."""
    value = row.get(name)
    if value is None or value == "":
        return []
    if isinstance(value, str):
        if len(value) > LONGEST_LIST:
            raise BadValue(f"{name} is longer than {LONGEST_LIST} characters")
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            value = python_literal(value)
    if not isinstance(value, list):
        raise BadValue(f"{name} is not a list")
    # A cell that is text may still say what no text can be stored as.
    found: list[Any] = storable_json(value, max_depth=DEEPEST_LIST)
    return found


def python_literal(text: str) -> Any:
    """What a Python literal says, None when it is none."""
    try:
        return ast.literal_eval(text)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        # TypeError: a list as key or in a set.
        return None


def texts_of(row: Mapping[str, Any], name: str, *, most: int = 200, longest: int = 255) -> list[str]:
    """A list of texts without doubles; entries that are objects give their `name`."""
    given = [entry.get("name") if isinstance(entry, dict) else entry for entry in list_of(row, name)]
    entries = [entry for entry in given if isinstance(entry, str)]
    if len(entries) != len(given):
        raise BadValue(f"{name} is not a list of texts")
    texts = dict.fromkeys(entry.strip() for entry in entries if entry.strip())
    if any(len(entry) > longest for entry in texts):
        raise BadValue(f"{name} has an entry longer than {longest} characters")
    return list(texts)[:most]


def year_of(row: Mapping[str, Any], name: str) -> int | None:
    """The year of a date, 1870 to 2100; None when empty."""
    value = text_of(row, name)
    if value is None:
        return None
    for form in _DATES:
        try:
            return whole_of({name: datetime.strptime(value, form).year}, name, 1870, 2100)
        except ValueError:
            continue
    raise BadValue(f"{name} is not a date")
