"""One value at a time: from QuestDB's text to the text of a PostgreSQL type. ValueError tells why it cannot be.

QuestDB's own nulls (NaN, ±Infinity, the least long and int) arrive as null. No number passes through a float.
"""

import re
from base64 import b64decode
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from ipaddress import ip_address, ip_interface
from uuid import UUID, uuid5

import orjson

from db_sync_worker.source.columns import MAX_BINARY_BYTES, SourceColumn
from db_sync_worker.source.queries import iso
from db_sync_worker.streams.model import Column, ColumnType, parse_moment

Cast = Callable[[str], str | None]
# Fixed for ever: the ids of executions are made with it.
DERIVED_IDS = UUID("6f1d3c52-0f5b-5d0e-9a54-0d2f6a3f6e11")
MAX_REAL = 3.4028234663852886e38
# Half of the least real above zero is rounded to zero, which PostgreSQL refuses.
MIN_REAL = 7.006492321624086e-46
RANGES = {"smallint": 2**15, "integer": 2**31, "bigint": 2**63}
NOT_FINITE = frozenset({"NaN", "Infinity", "-Infinity", "nan", "inf", "-inf"})
NUMBERS = ("integer", "float", "decimal", "text")
_WHOLE = re.compile(r"[+-]?[0-9]{1,30}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]++\.?[0-9]*+|\.[0-9]++)(?:[eE][+-]?[0-9]{1,4})?")
_EXACT = Context(prec=1_200, rounding=ROUND_HALF_EVEN)
_SURROGATE = re.compile("[\ud800-\udfff]")


def check_text(value: str) -> str:
    """Text PostgreSQL can store; ValueError for a NUL byte and half a character."""
    if "\x00" in value:
        raise ValueError("holds a NUL byte")
    if _SURROGATE.search(value):
        raise ValueError("holds half a character or bytes that are not UTF-8")
    return value


def cast_for(column: Column, origin: SourceColumn) -> Cast | None:
    """How values of `origin` become values of `column`; None when they are right as they are. KeyError: no way."""
    family, kind = origin.family, column.type.kind
    if kind == "text":
        return check_binary if family == "binary" else None
    if kind == "timestamptz":
        return {"moment": date_to_moment if origin.type == "DATE" else None, "text": text_to_moment}[family or ""]
    if kind in RANGES:
        bound = RANGES[kind]
        if family == "integer" and RANGES[_widest(origin.type)] <= bound:
            return None
        return dict.fromkeys(NUMBERS, lambda value: to_whole(value, bound))[family or ""]
    if kind in ("date", "bytea", "inet", "varchar", "double precision[]"):
        return _cast_of_extended(column, origin)
    if kind in ("real", "double precision"):
        narrow = kind == "real" and origin.type != "FLOAT"
        return dict.fromkeys(NUMBERS, to_real if narrow else to_double)[family or ""]
    return _cast_of_other(column, family or "")


def _cast_of_extended(column: Column, origin: SourceColumn) -> Cast:
    """For types that tables of one's own have. KeyError: no way."""
    kind, family = column.type.kind, origin.family or ""
    if kind == "varchar":
        longest = column.type.precision or 0
        return dict.fromkeys(("text", "name"), lambda value: to_varchar(value, longest))[family]
    casts: dict[tuple[str, str], Cast] = {
        ("date", "moment"): lambda value: value[:10],
        ("date", "text"): to_date,
        ("bytea", "binary"): to_bytes,
        ("inet", "name"): to_address,
        ("inet", "text"): to_address,
        ("double precision[]", "array"): to_array,
    }
    return casts[kind, family]


def _widest(source_type: str) -> str:
    return {"LONG": "bigint", "INT": "integer"}.get(source_type, "smallint")


def _cast_of_other(column: Column, family: str) -> Cast:
    kind, exact = column.type.kind, column.type
    if kind == "numeric":
        return dict.fromkeys(NUMBERS, lambda value: to_numeric(value, exact))[family]
    if kind == "boolean":
        return dict.fromkeys(("boolean", "integer", "text"), to_boolean)[family]
    if kind == "uuid":
        derive = column.derive is not None
        return dict.fromkeys(("name", "text"), lambda value: to_uuid(value, derive=derive))[family]
    return {"text": to_json, "array": to_array_document}[family]


def to_array_document(value: str) -> str:
    """An array of the source is JSON as it stands, but for numbers JSON has not."""
    return value.replace("NaN", "null").replace("-Infinity", "null").replace("Infinity", "null")


def to_varchar(value: str, longest: int) -> str:
    """A text of at most so many characters."""
    if len(value) > longest:
        raise ValueError(f"is longer than {longest} characters")
    return value


def to_date(value: str) -> str:
    """A calendar date."""
    try:
        return date.fromisoformat(value.strip()).isoformat()
    except ValueError:
        raise ValueError("is not a date") from None


def to_bytes(value: str) -> str:
    """Bytes as PostgreSQL writes them."""
    return "\\x" + b64decode(check_binary(value)).hex()


def to_address(value: str) -> str:
    """An IP address, with or without a prefix."""
    try:
        return str(ip_interface(value.strip())) if "/" in value else str(ip_address(value.strip()))
    except ValueError:
        raise ValueError("is not an IP address") from None


def to_array(value: str) -> str:
    """An array as PostgreSQL writes it."""
    return value.replace("[", "{").replace("]", "}")


def check_binary(value: str) -> str:
    """Base64 as the source gives it; what was too long for it comes as a length."""
    if value.startswith("#"):
        raise ValueError(f"is {value[1:]} bytes long, and the source gives {MAX_BINARY_BYTES} of them")
    return value


def date_to_moment(value: str) -> str:
    """Milliseconds as microseconds."""
    return value.removesuffix("Z") + "000Z"


def text_to_moment(value: str) -> str:
    """An ISO 8601 text; without an offset it is UTC."""
    try:
        return iso(parse_moment(value.strip()))
    except (ValueError, OverflowError):
        raise ValueError("is not an ISO 8601 time") from None


def to_whole(value: str, bound: int) -> str | None:
    """A whole number of the target's range."""
    text = value.strip()
    if text in NOT_FINITE:
        return None
    if not _WHOLE.fullmatch(text):
        number = _decimal(text)
        if number != number.to_integral_value():
            raise ValueError("is not a whole number")
        text = format(number, "f").partition(".")[0]
    if len(text) > 40 or not -bound <= int(text) < bound:
        raise ValueError("is out of the range of the target")
    return str(int(text))


def to_double(value: str) -> str | None:
    """A number as it is written: PostgreSQL reads the same double from it."""
    text = value.strip()
    if text in NOT_FINITE:
        return None
    if not _NUMBER.fullmatch(text):
        raise ValueError("is not a number")
    if _is_out_of_range(text, float(text)):
        raise ValueError("is out of the range of the target")
    return text


def to_real(value: str) -> str | None:
    """The same within the range of a real."""
    text = to_double(value)
    if text is not None and (abs(float(text)) > MAX_REAL or 0 < abs(float(text)) < MIN_REAL):
        raise ValueError("is out of the range of the target")
    return text


def _is_out_of_range(text: str, number: float) -> bool:
    """PostgreSQL refuses what is too large for a double, and what is so small that nothing is left of it."""
    return abs(number) == float("inf") or (number == 0 and any(digit in "123456789" for digit in _mantissa(text)))


def _mantissa(text: str) -> str:
    return text.lower().partition("e")[0]


def to_numeric(value: str, exact: ColumnType) -> str | None:
    """A decimal number; digits beyond the scale are rounded half to even."""
    text = value.strip()
    if text in NOT_FINITE:
        return None
    number = _decimal(text)
    if exact.precision is None or exact.scale is None:
        return text
    whole_digits = exact.precision - exact.scale
    # Before rounding: a number of thousands of digits cannot be rounded at all.
    if number and number.adjusted() > whole_digits:
        raise ValueError(f"does not fit {exact}")
    rounded = _EXACT.quantize(number, Decimal(1).scaleb(-exact.scale))
    # Unlike abs(), copy_abs() does not round to the 28 digits of the context.
    if rounded.copy_abs() >= Decimal(10) ** whole_digits:
        raise ValueError(f"does not fit {exact}")
    return format(rounded, "f")


def is_rounded(before: str, after: str | None) -> bool:
    """Whether a cast to numeric lost digits."""
    return after is not None and before != after and _decimal(before) != Decimal(after)


def to_boolean(value: str) -> str:
    """true, false, 1 or 0."""
    word = {"1": "true", "0": "false"}.get(value, value.lower())
    if word not in ("true", "false"):
        raise ValueError("is neither true nor false")
    return word


def to_uuid(value: str, *, derive: bool) -> str:
    """A UUID in its canonical form; with `derive` any other text gives a name-based one."""
    try:
        return str(UUID(value))
    except ValueError:
        if derive:
            return str(uuid5(DERIVED_IDS, value))
        raise ValueError("is not a UUID") from None


def to_json(value: str) -> str:
    """A JSON text PostgreSQL can store."""
    try:
        document = orjson.loads(value)
    except ValueError:
        raise ValueError("is not JSON") from None
    check_document(document)
    return value


def check_document(document: object) -> None:
    """ValueError for a text, a key included, that PostgreSQL's jsonb cannot hold."""
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            check_text(value)
        elif isinstance(value, dict):
            waiting += value.keys()
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def _decimal(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise ValueError("is not a number")
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError("is not a number") from None
