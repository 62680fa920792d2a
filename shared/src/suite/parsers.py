"""From the text of a variable to its value; ValueError carries a predicate such as 'is not a port'."""

import re
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import SplitResult, urlsplit

T = TypeVar("T")

LOG_LEVELS = ("debug", "info", "warning", "error")

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]++\.?[0-9]*+|\.[0-9]++)(?:[eE][+-]?[0-9]{1,3})?")
_FLAGS = {
    "true": True,
    "yes": True,
    "on": True,
    "1": True,
    "false": False,
    "no": False,
    "off": False,
    "0": False,
}


_READ_SECRETS: set[Callable[[str], Any]] = set()


def reads_secret(parse: Callable[[str], T]) -> Callable[[str], T]:
    """Marks a parser whose text may never be shown, also not in the error that refuses it."""
    _READ_SECRETS.add(parse)
    return parse


def is_secret(parse: Callable[[str], Any]) -> bool:
    """Whether what `parse` reads may never be shown."""
    return parse in _READ_SECRETS


class Secret:
    """A value that repr, str and logs show as ***."""

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself."""
        return self._value

    def __repr__(self) -> str:
        return "***"

    __str__ = __repr__

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)


def as_text(value: str) -> str:
    """The value as it is."""
    return value


@reads_secret
def as_secret(value: str) -> Secret:
    """The value, hidden from repr and logs."""
    return Secret(value)


def as_flag(value: str) -> bool:
    """true/false, yes/no, on/off, 1/0."""
    try:
        return _FLAGS[value.strip().lower()]
    except KeyError:
        raise ValueError("is neither true nor false") from None


def as_integer(low: int, high: int) -> Callable[[str], int]:
    """A whole number between `low` and `high`, both included."""

    def parse(value: str) -> int:
        if not _INTEGER.fullmatch(value.strip()) or not low <= int(value) <= high:
            raise ValueError(f"is not a whole number from {low} to {high}")
        return int(value)

    return parse


def as_number(low: float, high: float) -> Callable[[str], float]:
    """A finite number between `low` and `high`, both included."""

    def parse(value: str) -> float:
        if not _NUMBER.fullmatch(value.strip()) or not low <= float(value) <= high:
            raise ValueError(f"is not a number from {low:g} to {high:g}")
        return float(value)

    return parse


def as_port(value: str) -> int:
    """A TCP port, 1 to 65535."""
    if not _INTEGER.fullmatch(value) or not 1 <= int(value) <= 65535:
        raise ValueError("is not a port")
    return int(value)


def as_choice(*choices: str) -> Callable[[str], str]:
    """One of the given words."""

    def parse(value: str) -> str:
        if value not in choices:
            raise ValueError(f"is not one of {', '.join(choices)}")
        return value

    return parse


def as_list(value: str) -> tuple[str, ...]:
    """Comma separated words, spaces trimmed, empty ones dropped."""
    return tuple(word for word in (part.strip() for part in value.split(",")) if word)


def as_log_level(value: str) -> str:
    """debug, info, warning (warn) or error, in any case."""
    return as_choice(*LOG_LEVELS)({"warn": "warning"}.get(value.lower(), value.lower()))


def as_url(*schemes: str) -> Callable[[str], str]:
    """An absolute URL of one of the schemes: with a host, or with a path where the scheme names a socket."""

    def parse(value: str) -> str:
        try:
            parts = urlsplit(value)
            complete = parts.scheme in schemes and _has_place(parts)
        except ValueError:
            complete = False
        if not complete:
            raise ValueError(f"is not a URL of the form {schemes[0]}://…")
        return value

    return parse


def as_secret_url(*schemes: str) -> Callable[[str], Secret]:
    """An absolute URL that holds a secret, kept like one."""
    parse = as_url(*schemes)
    return reads_secret(lambda value: Secret(parse(value)))


@reads_secret
def as_database_url(value: str) -> Secret:
    """A postgresql:// URL; it may hold a password, so it is kept like one."""
    return Secret(as_url("postgresql", "postgres")(value))


def _has_place(parts: SplitResult) -> bool:
    if parts.scheme == "unix":
        return bool(parts.path)
    # libpq takes the host from the query too: postgresql:///name?host=/run/postgresql
    socket = parts.scheme.startswith("postgres") and "host=" in parts.query
    return parts.port != 0 and (bool(parts.hostname) or socket)
