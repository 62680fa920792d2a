"""Dates as posts write them."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# `date` and `git log`, the forms of mail, and days as people write them, with a time or without.
_DAYS = (
    *("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y"),
    *("%a, %d %b %Y", "%A, %d %B %Y", "%a, %B %d, %Y", "%A, %B %d, %Y"),
)
_TIMES = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", "T%H:%M", "T%H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
_WITH_YEAR_LAST = ("%a %b %d %H:%M:%S %Y",)
_YEAR_AGAIN = re.compile(r"\A((\d{4})-\d{2}-\d{2} \S+) \2(?= )")
_OFFSET = re.compile(r"(?<=\d)\s*(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})\Z")
_ZONE = re.compile(r"(?<=[\dM])\s*(?P<name>Z|[A-Z]{3,4}|[A-Z][A-Za-z_]{1,30}+(?:/[A-Za-z_+-]{1,30}+){1,3})\Z")
# What Ruby and mail know by name.
_HOURS = {"Z": 0, "UTC": 0, "GMT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5}
_HOURS |= {"MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "BRT": -3, "CET": 1, "CEST": 2}
MAX_LENGTH = 60


def as_moment(given: Any, zone: tzinfo = UTC) -> datetime:
    """A date or a date and time in UTC; where no offset is written it is in `zone`."""
    if isinstance(given, str):
        given = parse_moment(given.strip(), zone)
    elif isinstance(given, date) and not isinstance(given, datetime):
        given = datetime(given.year, given.month, given.day)
    if not isinstance(given, datetime):
        raise TypeError(given)
    moment = (given.replace(tzinfo=zone) if given.tzinfo is None else given).astimezone(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def parse_moment(text: str, zone: tzinfo = UTC) -> datetime:
    """ISO 8601, seconds or milliseconds since 1970, and the forms above; ValueError otherwise.

    Jekyll reads a year written twice (`2023-01-29 18:30:22 2023 -0800`), so posts have it. Days and months written with
    slashes the other way round mean different days to different people, and are refused.
    """
    if len(text) > MAX_LENGTH:
        raise ValueError(text)
    if text.isascii() and text.isdecimal() and len(text) in (10, 13):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    plain, offset = split_zone(_YEAR_AGAIN.sub(r"\1", text))
    for moment in readings_of(plain):
        return moment.replace(tzinfo=offset or zone) if moment.tzinfo is None else moment
    raise ValueError(text)


def split_zone(text: str) -> tuple[str, tzinfo | None]:
    """The text without its offset or the name of a time zone, and which that is."""
    if found := _OFFSET.search(text):
        minutes = int(found["hours"]) * 60 + int(found["minutes"])
        return text[: found.start()], timezone(timedelta(minutes=-minutes if found["sign"] == "-" else minutes))
    if found := _ZONE.search(text):
        name = found["name"]
        if name in _HOURS:
            return text[: found.start()], timezone(timedelta(hours=_HOURS[name]))
        if "/" in name:
            return text[: found.start()], zone_of(name)
    return text, None


def zone_of(name: str) -> tzinfo:
    """The time zone of a name such as America/Sao_Paulo; ValueError."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name} is no time zone") from error


def readings_of(text: str) -> Iterator[datetime]:
    """What the text may mean, likeliest first."""
    with suppress(ValueError):
        yield datetime.fromisoformat(text)
    for form in forms():
        try:
            yield datetime.strptime(text, form)
        except ValueError:
            continue


@lru_cache(maxsize=1)
def forms() -> tuple[str, ...]:
    """Every form that is tried."""
    return (*(day + time for day, time in product(_DAYS, _TIMES)), *_WITH_YEAR_LAST)
