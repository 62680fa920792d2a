"""Cells of a dump as values. Each reader takes the cell's text, None when empty, and raises BadValue."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from psycopg2.extras import Json

from suite.imports import BadValue
from suite.text.storable import is_storable_json

MAX_WHOLE = 2_147_483_647
_WHOLE = re.compile(r"[0-9]{1,10}")
# What the usual libraries write: bcrypt, argon2, scrypt and pbkdf2.
_HASH = re.compile(r"\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}|\$argon2(?:id|i|d)\$\S+|\$?(?:scrypt|pbkdf2)[:$-]\S+")

TRUE, FALSE = ("true", "t", "1", "verdadeiro"), ("false", "f", "0", "falso")

Reader = Callable[[str | None], Any]


def text(longest: int, *, required: bool = False, default: str | None = None) -> Reader:
    """Text of at most `longest` characters, as it stands."""

    def read(cell: str | None) -> str | None:
        if cell is None:
            if required:
                raise BadValue("is missing")
            return default
        if len(cell) > longest:
            raise BadValue(f"is longer than {longest} characters")
        return cell

    return read


def choice(*words: str, default: str, **renamed: str) -> Reader:
    """One of a few words; `renamed` are older ones."""

    def read(cell: str | None) -> str:
        word = renamed.get(cell or default, cell or default)
        if word not in words:
            raise BadValue(f"is not one of {', '.join(words)}")
        return word

    return read


def whole(low: int = 1, *, required: bool = False, default: int | None = None) -> Reader:
    """An integer from `low`."""

    def read(cell: str | None) -> int | None:
        if cell is None:
            if required:
                raise BadValue("is missing")
            return default
        if not _WHOLE.fullmatch(cell) or not low <= int(cell) <= MAX_WHOLE:
            raise BadValue(f"is not a whole number from {low}")
        return int(cell)

    return read


def flag(default: bool) -> Reader:
    """true or false, t or f, 1 or 0, or as a spreadsheet in Portuguese writes them."""

    def read(cell: str | None) -> bool:
        if cell is None:
            return default
        if cell.lower() not in (*TRUE, *FALSE):
            raise BadValue("is neither true nor false")
        return cell.lower() in TRUE

    return read


def fraction(cell: str | None) -> float | None:
    """A finite number."""
    try:
        number = None if cell is None else float(cell)
    except ValueError:
        raise BadValue("is not a number") from None
    if number is not None and not -1e9 < number < 1e9:
        raise BadValue("is not a number of usual size")
    return number


def moment(cell: str | None) -> datetime | None:
    """A time; without a zone it is UTC."""
    if cell is None:
        return None
    try:
        given = datetime.fromisoformat(cell)
        return (given if given.tzinfo else given.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadValue("is not a time") from None


def texts(cell: str | None) -> list[str]:
    """A JSON list of texts; empty is []."""
    given = [] if cell is None else parse_json(cell)
    if not isinstance(given, list) or not all(isinstance(entry, str) for entry in given):
        raise BadValue("is not a JSON list of texts")
    return given


def json_value(cell: str | None) -> Json | None:
    """Any JSON."""
    return None if cell is None else Json(parse_json(cell))


def parse_json(cell: str) -> Any:
    """What a cell says in JSON; U+0000 cannot be stored."""
    try:
        value = json.loads(cell)
    except (ValueError, RecursionError):
        raise BadValue("is not JSON") from None
    if not is_storable_json(value):
        raise BadValue(
            "holds what cannot be stored: U+0000, half a character, a number out of range or too many levels"
        )
    return value


def uuid(cell: str | None) -> str:
    """A UUID in its canonical form."""
    try:
        return str(UUID(cell or ""))
    except ValueError:
        raise BadValue("is not a UUID") from None


def email(cell: str | None) -> str:
    """An address in lower case."""
    address = (cell or "").strip().lower()
    if address.count("@") != 1 or len(address) > 254:
        raise BadValue("is not an address")
    return address


def password_hash(cell: str | None) -> str | None:
    """A hash of a known kind; anything else could be a password and is left out."""
    return cell if cell and _HASH.fullmatch(cell) else None
