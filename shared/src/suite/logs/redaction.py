"""What must not reach a log: secrets by name, by place and by value, and in production e-mail addresses."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import fields, is_dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from suite.parsers import Secret

REDACTED = "[redacted]"
TOO_DEEP = "[nested too deeply]"
TOO_MUCH = "[too long]"
DEPTH_LIMIT = 12
TEXT_LIMIT = 16_384  # characters of one text in a line
VALUE_LIMIT = 65_536  # characters and values of one field
NUMBER_BITS = 4_096  # Python refuses to write very long ones
JSON_LIMIT = 2**63  # orjson refuses integers beyond 64 bits
LEAST_SECRET_LENGTH = 6  # shorter values cannot be told apart from ordinary text

_NAME = r"(?:password|secret|token|authorization|cookie|api[_-]?key|dsn)"
_SECRET_NAME = re.compile(_NAME, re.IGNORECASE)
_ASSIGNED = re.compile(
    rf"""({_NAME}[\w-]{{0,40}})(\s?=\s?|["']\s?:\s?)("[^"]*(?:"|\Z)|'[^']*(?:'|\Z)|[^\s&;,"'}}]+)""", re.IGNORECASE
)
_BEARER = re.compile(r"\b(bearer )[\w.~+/=-]{16,}", re.IGNORECASE)
_USER_INFO = re.compile(r"://[^\s/?#]*@")
# Lengths are bounded so that a long word costs linear time.
_EMAIL = re.compile(r"([\w.+-])[\w.+-]{0,63}@([\w-]{1,63}(?:\.[\w-]{1,63})+)")


class Redactor:
    """Makes values fit for a log line. `secrets` are replaced wherever they appear, also within a text."""

    def __init__(self, secrets: Iterable[str] = (), *, mask_emails: bool = False) -> None:
        spellings = {spelling for secret in secrets for spelling in spell_secret(secret)}
        longest_first = sorted(spellings, key=len, reverse=True)
        self._secrets = re.compile("|".join(map(re.escape, longest_first))) if spellings else None
        self._longest = max(map(len, spellings), default=0)
        self._mask_emails = mask_emails

    def redact_text(self, text: str) -> str:
        """`text` without secrets, in characters that UTF-8 can carry; the beginning of a very long one."""
        if len(text) <= TEXT_LIMIT:
            return self._redact(text)
        # A secret that goes on where the text is cut would not be known any more: it is within the longest's length.
        redacted = self._redact(text[: TEXT_LIMIT + self._longest])
        return f"{redacted[: min(TEXT_LIMIT, len(redacted) - self._longest)]}… [{len(text)} characters]"

    def redact(self, value: Any) -> Any:
        """`value` as plain JSON types, at any depth; what JSON does not know becomes text."""
        return _Walk(self).visit(value, 0)

    def redact_named(self, name: str, value: Any) -> Any:
        """The same for a value whose name may give it away."""
        return _Walk(self).visit_named(name, value, 0)

    def redact_number(self, value: int | float) -> int | float | str:
        """A number, unless it is a secret or JSON cannot carry it."""
        if isinstance(value, int) and value.bit_length() > NUMBER_BITS:
            return TOO_MUCH
        digits = repr(value)
        if self._secrets and self._secrets.search(digits):
            return REDACTED
        return value if isinstance(value, float) or -JSON_LIMIT <= value < JSON_LIMIT else digits

    def _redact(self, text: str) -> str:
        if not text.isascii():
            text = text.encode("utf-8", "backslashreplace").decode()
        if self._secrets:
            text = self._secrets.sub(REDACTED, text)
        if "=" in text or ":" in text:
            text = _ASSIGNED.sub(rf"\1\2{REDACTED}", text)
        if " " in text:
            text = _BEARER.sub(rf"\1{REDACTED}", text)
        if "@" in text:
            text = _USER_INFO.sub(f"://{REDACTED}@", text)
            if self._mask_emails:
                text = _EMAIL.sub(r"\1***@\2", text)
        return text


class _Walk:
    """Through one value: what is beyond VALUE_LIMIT is left out, and told once at its place."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._left = VALUE_LIMIT

    def visit(self, value: Any, depth: int) -> Any:
        self._left -= 1
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int | float):
            return self._redactor.redact_number(value)
        if depth >= DEPTH_LIMIT:
            return TOO_DEEP
        if is_dataclass(value) and not isinstance(value, type):
            value = {field.name: getattr(value, field.name) for field in fields(value)}
        if isinstance(value, Mapping):
            return self._visit_mapping(value, depth)
        if isinstance(value, list | tuple | Set):
            return self._visit_items(value, depth)
        if isinstance(value, bytes | bytearray):
            return self._text(value[: 8 * TEXT_LIMIT].decode("utf-8", "backslashreplace"))
        return self._text(str(value))

    def visit_named(self, name: str, value: Any, depth: int) -> Any:
        return REDACTED if _SECRET_NAME.search(name) else self.visit(value, depth)

    def _visit_mapping(self, value: Mapping[Any, Any], depth: int) -> dict[str, Any]:
        visited = {}
        for key, item in value.items():
            if self._left <= 0:
                visited[TOO_MUCH] = len(value)
                break
            name = str(key)
            visited[self._text(name)] = self.visit_named(name, item, depth + 1)
        return visited

    def _visit_items(self, value: Iterable[Any], depth: int) -> list[Any]:
        visited = []
        for item in value:
            if self._left <= 0:
                visited.append(TOO_MUCH)
                break
            visited.append(self.visit(item, depth + 1))
        return visited

    def _text(self, text: str) -> str:
        if self._left <= 0:
            return TOO_MUCH
        self._left -= min(len(text), TEXT_LIMIT)
        return self._redactor.redact_text(text)


def spell_secret(secret: str) -> Iterator[str]:
    """A secret as it is and as URLs, Python and JSON write it."""
    if len(secret) < LEAST_SECRET_LENGTH:
        return
    yield secret
    yield quote(secret.encode("utf-8", "surrogatepass"), safe="")
    yield repr(secret)[1:-1]
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]


def secret_values(settings: Any) -> Iterator[str]:
    """What a settings dataclass holds that must not be logged: its secrets and the passwords in its URLs."""
    for field in fields(settings):
        value = getattr(settings, field.name)
        text = value.reveal() if isinstance(value, Secret) else value
        if isinstance(value, Secret):
            yield value.reveal()
        if isinstance(text, str) and "://" in text:
            password = urlsplit(text).password
            if password:
                yield password
                yield unquote(password)
