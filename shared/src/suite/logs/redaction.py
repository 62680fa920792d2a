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
DEPTH_LIMIT = 12
JSON_LIMIT = 2**63  # orjson refuses integers beyond 64 bits
LEAST_SECRET_LENGTH = 6  # shorter values cannot be told apart from ordinary text

_NAME = r"(?:password|secret|token|authorization|cookie|api[_-]?key|dsn)"
_SECRET_NAME = re.compile(_NAME, re.IGNORECASE)
_ASSIGNED = re.compile(
    rf"""({_NAME}[\w-]{{0,40}})(\s?=\s?|["']\s?:\s?)("[^"]*"|'[^']*'|[^\s&;,"'}}]+)""", re.IGNORECASE
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
        self._mask_emails = mask_emails

    def redact_text(self, text: str) -> str:
        """`text` without secrets, in characters that UTF-8 can carry."""
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

    def redact(self, value: Any, depth: int = 0) -> Any:
        """`value` as plain JSON types, at any depth; what JSON does not know becomes text."""
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int | float):
            return self._redact_number(value)
        if depth >= DEPTH_LIMIT:
            return TOO_DEEP
        if is_dataclass(value) and not isinstance(value, type):
            value = {field.name: getattr(value, field.name) for field in fields(value)}
        if isinstance(value, Mapping):
            return {self.redact_text(str(k)): self.redact_named(str(k), v, depth + 1) for k, v in value.items()}
        if isinstance(value, list | tuple | Set):
            return [self.redact(item, depth + 1) for item in value]
        if isinstance(value, bytes | bytearray):
            return self.redact_text(value.decode("utf-8", "backslashreplace"))
        return self.redact_text(str(value))

    def redact_named(self, name: str, value: Any, depth: int = 0) -> Any:
        """The same for a value whose name may give it away."""
        return REDACTED if _SECRET_NAME.search(name) else self.redact(value, depth)

    def _redact_number(self, value: int | float) -> int | float | str:
        digits = repr(value)
        if self._secrets and self._secrets.search(digits):
            return REDACTED
        return value if isinstance(value, float) or -JSON_LIMIT <= value < JSON_LIMIT else digits


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
