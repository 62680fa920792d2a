"""What JSON, YAML or a page decodes to, made into what orjson encodes and PostgreSQL stores.

Python reads more than the next layer takes: U+0000 and lone surrogates in text, integers of any size, NaN and 1e999,
any depth. Values are judged here before they are encoded: in text that is already JSON, `\\u0000` may as well be six
characters somebody wrote.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

REPLACEMENT = "\ufffd"
# jsonb nests some thousands deep, orjson 254; what people write does not come near this.
MAX_DEPTH = 128
_SMALLEST, _LARGEST = -(2**63), 2**63 - 1
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# Longer ones take Python quadratic time to write in decimal digits, and it refuses to.
_MAX_DECIMAL_BITS = 4_096
_NOT_FINITE = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}


def storable_text(text: str) -> str:
    """The text with U+FFFD for each U+0000 and each lone surrogate."""
    return text if is_storable_text(text) else _UNSTORABLE.sub(REPLACEMENT, text)


def is_storable_text(text: str) -> bool:
    """Whether a text column and jsonb take the text as it is."""
    if text.isascii():
        return "\x00" not in text
    return _UNSTORABLE.search(text) is None


def storable_json(value: Any, *, max_depth: int = MAX_DEPTH) -> Any:
    """The value as JSON that orjson encodes and jsonb stores, equal to it wherever that is possible.

    Numbers that do not fit in 64 bits and those that are not finite become text, also NaN; what is no JSON type becomes
    text too (dates in ISO 8601); names of an object become text, and of those that meet so the later ones get a number.
    A collection below `max_depth` others is replaced by U+FFFD.
    """
    if isinstance(value, str):
        return storable_text(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value) if _SMALLEST <= value <= _LARGEST else integer_text(value)
    if isinstance(value, float):
        return _NOT_FINITE.get(repr(float(value)), float(value))
    if isinstance(value, Mapping):
        return _storable_object(value, max_depth) if max_depth > 0 else REPLACEMENT
    if isinstance(value, list | tuple | set | frozenset):
        return [storable_json(inner, max_depth=max_depth - 1) for inner in value] if max_depth > 0 else REPLACEMENT
    return storable_text(_text_of(value))


def is_storable_json(value: Any, *, max_depth: int = MAX_DEPTH) -> bool:
    """Whether the value can be stored as it is: for those who refuse instead of replacing."""
    if isinstance(value, str):
        return is_storable_text(value)
    if value is None or isinstance(value, bool):
        return True
    if isinstance(value, int):
        return _SMALLEST <= value <= _LARGEST
    if isinstance(value, float):
        return repr(float(value)) not in _NOT_FINITE
    if max_depth <= 0:
        return False
    inner: Iterable[Any]
    if isinstance(value, Mapping):
        if not all(isinstance(name, str) and is_storable_text(name) for name in value):
            return False
        inner = value.values()
    elif isinstance(value, list | tuple):
        inner = value
    else:
        return False
    return all(is_storable_json(one, max_depth=max_depth - 1) for one in inner)


def integer_text(value: int) -> str:
    """An integer in decimal digits, in hexadecimal ones when it has more than a thousand of them."""
    return str(int(value)) if value.bit_length() <= _MAX_DECIMAL_BITS else hex(value)


def _storable_object(value: Mapping[Any, Any], max_depth: int) -> dict[str, Any]:
    content: dict[str, Any] = {}
    met: dict[str, int] = {}
    # Those that stay as they are come first in a meeting, wherever they stand.
    own = {name for name in value if isinstance(name, str) and is_storable_text(name)}
    for name, inner in value.items():
        text = name if name in own else _free_name(storable_text(_text_of(name)), own, content, met)
        content[text] = storable_json(inner, max_depth=max_depth - 1)
    return content


def _free_name(name: str, own: set[str], content: Mapping[str, Any], met: dict[str, int]) -> str:
    """The name, or with the first number from 2 that makes it a new one."""
    free, number = name, met.get(name, 1)
    while free in content or free in own:
        number += 1
        free = f"{name}-{number}"
    met[name] = number
    return free


def _text_of(value: Any) -> str:
    """Any value as text, words of JSON in its own spelling."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return integer_text(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes | bytearray):
        return bytes(value).decode("utf-8", "replace")
    return str(value)
