"""Rules of single fields: a rule takes the path and the value and yields a detail for each breach."""

import re
from collections.abc import Callable, Iterator
from ipaddress import AddressValueError, IPv6Address
from typing import Any
from urllib.parse import urlsplit

from scrape_proxy.errors import detail

Details = Iterator[dict[str, Any]]
Rule = Callable[[str, Any], Details]

MAX_URL = 2_048
MAX_ITEM = 2_048
MAX_ITEMS = 1_000
FORMATS = ("markdown", "html", "rawHtml", "links", "screenshot", "screenshot@fullPage", "json")
TRUE_WORDS, FALSE_WORDS = ("true", "1"), ("false", "0")
_WHOLE = re.compile(r"[+-]?[0-9]{1,15}\Z")
_QUAD = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4}){3}\Z")
_TOP_LEVEL = re.compile(r"(?:[^\W\d_]{2,}|xn--[a-z0-9-]{2,59})\Z", re.IGNORECASE)
_BREAKING = re.compile(r"[\s<>\\\x00-\x1f]")


def url_rule(is_exempt: Callable[[str], bool]) -> Rule:
    """A URL with a public form; `is_exempt` admits hosts without a top-level domain."""

    def check(path: str, value: Any) -> Details:
        if value in (None, "", 0, False):
            yield detail(path, "URL is required", value=value)
            return
        if not isinstance(value, str) or not (has_public_form(value) or is_exempt(value)):
            yield detail(path, "URL must be valid and use http/https", value=value)
        if len(str(value)) > MAX_URL:
            yield detail(path, "URL exceeds maximum length", value=value)

    return check


def has_public_form(url: str) -> bool:
    """http or https, and a host that ends in a top-level domain or is an address."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or _BREAKING.search(url):
        return False
    if "[" in parts.netloc:
        return is_v6(host)
    name = host.removesuffix(".")
    labels = name.split(".")
    named = len(labels) > 1 and all(labels) and bool(_TOP_LEVEL.match(labels[-1]))
    return named or bool(_QUAD.match(name))


def is_v6(host: str) -> bool:
    """Whether the text between brackets is an address, with a zone or without."""
    try:
        IPv6Address(host.partition("%")[0])
    except AddressValueError:
        return False
    return True


def formats_rule(path: str, value: Any) -> Details:
    """A list of known formats; it may be empty."""
    if not isinstance(value, list):
        yield detail(path, "Must be an array", value=value)
        return
    for position, item in enumerate(value[:MAX_ITEMS]):
        if item not in FORMATS:
            yield detail(f"{path}[{position}]", f"Invalid format: {spell(item)}", value=item)


def strings_rule(path: str, value: Any) -> Details:
    """A list of non-empty strings."""
    if not isinstance(value, list) or len(value) > MAX_ITEMS:
        yield detail(path, "Must be an array", value=value)
        return
    for position, item in enumerate(value):
        message = item_breach(item)
        if message:
            yield detail(f"{path}[{position}]", message, value=item)


def item_breach(item: Any) -> str | None:
    """What is wrong with an item of a string list."""
    if not isinstance(item, str):
        return "Array items must be strings"
    if not item.strip():
        return "Array items cannot be empty"
    return "Array items exceed maximum length" if len(item) > MAX_ITEM else None


def boolean_rule(path: str, value: Any) -> Details:
    """true or false, also as text or number."""
    if spell(value) not in (*TRUE_WORDS, *FALSE_WORDS):
        yield detail(path, f"{path.rpartition('.')[2]} must be a boolean", value=value)


def whole_rule(low: int, high: int, message: str) -> Rule:
    """A whole number within bounds, also as text."""

    def check(path: str, value: Any) -> Details:
        text = spell(value)
        if not _WHOLE.match(text) or isinstance(value, bool) or not low <= int(text) <= high:
            yield detail(path, message, value=value)

    return check


def object_rule(path: str, value: Any) -> Details:
    """A JSON object."""
    if not isinstance(value, dict):
        yield detail(path, f"{path} must be an object", value=value)


def length_rule(limit: int, message: str) -> Rule:
    """Text up to a length."""

    def check(path: str, value: Any) -> Details:
        if not isinstance(value, str) or len(value) > limit:
            yield detail(path, message, value=value)

    return check


def spell(value: Any) -> str:
    """A JSON scalar as JavaScript prints it: 5.0 is 5, true is true."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
