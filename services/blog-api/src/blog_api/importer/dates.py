"""Dates as posts write them."""

import re
from datetime import UTC, date, datetime
from typing import Any

GIT_DATE = "%a %b %d %H:%M:%S %Y %z"
_YEAR_AGAIN = re.compile(r"\A((\d{4})-\d{2}-\d{2} \S+) \2(?= )")
_OFFSET = re.compile(r"\s+(?=(?:[+-]\d{2}:?\d{2}|Z)\Z)")


def as_moment(given: Any) -> datetime:
    """A date or a date and time in UTC; without an offset it is UTC already."""
    if isinstance(given, str):
        given = parse_moment(given.strip())
    elif isinstance(given, date) and not isinstance(given, datetime):
        given = datetime(given.year, given.month, given.day)
    if not isinstance(given, datetime):
        raise TypeError(given)
    moment = given.replace(tzinfo=UTC) if given.tzinfo is None else given.astimezone(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def parse_moment(text: str) -> datetime:
    """ISO 8601 with a blank before the offset, or the form of `date` and `git log`; ValueError otherwise.

    Jekyll reads a year written twice (`2023-01-29 18:30:22 2023 -0800`), so posts have it.
    """
    try:
        return datetime.fromisoformat(_OFFSET.sub("", _YEAR_AGAIN.sub(r"\1", text)))
    except ValueError:
        return datetime.strptime(text, GIT_DATE)
