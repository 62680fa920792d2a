"""Fields of requests in the words of Firecrawl's clients: judged here, passed on as they were sent.

A client may send numbers and flags as text. What passes keeps its form: Firecrawl gets the body its client wrote.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, ClassVar

from marshmallow import EXCLUDE, ValidationError

from scrape_proxy.errors import ABSENT, InvalidInput, detail
from scrape_proxy.urls import has_public_form
from suite.http.fields import StrictField, documented
from suite.http.schemas import InputSchema

MAX_URL = 2_048
MAX_ITEM = 2_048
MAX_ITEMS = 1_000
FORMATS = ("markdown", "html", "rawHtml", "links", "screenshot", "screenshot@fullPage", "json")
TRUE_WORDS, FALSE_WORDS = ("true", "1"), ("false", "0")
Places = Mapping[int, list[str]]
_WHOLE = re.compile(r"[+-]?[0-9]{1,15}\Z")
_is_exempt: ContextVar[Callable[[str], bool]] = ContextVar("is_exempt", default=lambda _: False)


@dataclass(frozen=True, slots=True)
class Given:
    """A body that passed its schema: only known keys, values as they were sent.

    `upstream` is the path and the body for Firecrawl where these are not the fields themselves.
    """

    fields: dict[str, Any]
    upstream: tuple[str, dict[str, Any]] | None = None

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean field."""
        return spell(self.fields[name]) in TRUE_WORDS if name in self.fields else default

    def whole(self, name: str, default: int) -> int:
        """A whole number field."""
        return int(spell(self.fields[name])) if name in self.fields else default

    def texts(self, name: str) -> tuple[str, ...]:
        """A string list field."""
        return tuple(self.fields.get(name, ()))


class SentField(StrictField):
    """A field that is judged and not changed."""

    def judge(self, value: Any) -> list[str] | Places:
        """What is wrong with a value, or with which of its items."""
        raise NotImplementedError

    def make_error(self, key: str, **kwargs: Any) -> ValidationError:
        return ValidationError(dict_or_list(self.judge(None))) if key == "null" else super().make_error(key, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if wrong := self.judge(value):
            raise ValidationError(dict_or_list(wrong))
        return value


class SentUrl(SentField):
    """A URL of a public form; hosts that the operator exempts need no top-level domain."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**documented(options, {"type": "string", "pattern": "^https?://", "maxLength": MAX_URL}))

    def missing_message(self) -> str:
        return "URL is required"

    def judge(self, value: Any) -> list[str]:
        if value in (None, "", 0, False):
            return ["URL is required"]
        public = isinstance(value, str) and (has_public_form(value) or _is_exempt.get()(value))
        return [
            *(() if public else ("URL must be valid and use http/https",)),
            *(("URL exceeds maximum length",) if len(str(value)) > MAX_URL else ()),
        ]


class SentFlag(SentField):
    """true or false, also as text or number."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**documented(options, {"type": "boolean"}))

    def judge(self, value: Any) -> list[str]:
        return [] if spell(value) in (*TRUE_WORDS, *FALSE_WORDS) else [f"{self.label} must be a boolean"]


class SentWhole(SentField):
    """A whole number within bounds, also as text."""

    def __init__(self, low: int, high: int, message: str, **options: Any) -> None:
        super().__init__(**documented(options, {"type": "integer", "minimum": low, "maximum": high}))
        self.low, self.high, self.message = low, high, message

    def judge(self, value: Any) -> list[str]:
        text = spell(value)
        whole = bool(_WHOLE.match(text)) and not isinstance(value, bool)
        return [] if whole and self.low <= int(text) <= self.high else [self.message]


class SentText(SentField):
    """Text up to a length."""

    def __init__(self, high: int, message: str, **options: Any) -> None:
        super().__init__(**documented(options, {"type": "string", "maxLength": high}))
        self.high, self.message = high, message

    def judge(self, value: Any) -> list[str]:
        return [] if isinstance(value, str) and len(value) <= self.high else [self.message]


class SentTexts(SentField):
    """A list of non-empty strings."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**documented(options, {"type": "array", "items": {"type": "string"}, "maxItems": MAX_ITEMS}))

    def judge(self, value: Any) -> list[str] | Places:
        if not isinstance(value, list) or len(value) > MAX_ITEMS:
            return ["Must be an array"]
        return {place: [wrong] for place, item in enumerate(value) if (wrong := self.judge_item(item))}

    def judge_item(self, item: Any) -> str | None:
        """What is wrong with one of them."""
        if not isinstance(item, str):
            return "Array items must be strings"
        if not item.strip():
            return "Array items cannot be empty"
        return "Array items exceed maximum length" if len(item) > MAX_ITEM else None


class SentFormats(SentTexts):
    """A list of known formats; it may be empty."""

    def judge_item(self, item: Any) -> str | None:
        return None if item in FORMATS else f"Invalid format: {spell(item)}"


class SentObject(SentField):
    """A JSON object."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**documented(options, {"type": "object"}))

    def judge(self, value: Any) -> list[str]:
        return [] if isinstance(value, dict) else [f"{self.label} must be an object"]


class SentSchema(InputSchema):
    """What a body may hold; unknown keys are dropped."""

    location: ClassVar[str] = "body"

    class Meta:
        unknown = EXCLUDE

    def read(self, body: Mapping[str, Any], is_exempt: Callable[[str], bool] | None = None, prefix: str = "") -> Given:
        """The known fields; InvalidInput with every breach in the order of the schema."""
        if details := list(self.breaches(body, is_exempt, prefix)):
            raise InvalidInput(details)
        return Given({name: body[name] for name in self.fields if name in body})

    def breaches(
        self, body: Mapping[str, Any], is_exempt: Callable[[str], bool] | None = None, prefix: str = ""
    ) -> Iterable[dict[str, Any]]:
        """Every breach as the client reads it; `is_exempt` admits hosts without a top-level domain."""
        before = _is_exempt.set(is_exempt or (lambda _: False))
        try:
            wrong = self.validate(body)
        finally:
            _is_exempt.reset(before)
        for name in self.fields:
            if name in wrong:
                yield from self._details(prefix + name, wrong[name], body.get(name, ABSENT))

    def _details(self, path: str, wrong: Any, value: Any) -> Iterator[dict[str, Any]]:
        if isinstance(wrong, dict):
            for place, messages in wrong.items():
                yield from self._details(f"{path}[{place}]", messages, value[place])
            return
        for message in wrong:
            yield detail(path, message, self.location, value)


class UrlSchema(SentSchema):
    """An address."""

    url = SentUrl(required=True)


def require_url(value: Any, path: str, is_exempt: Callable[[str], bool]) -> str:
    """A URL; InvalidInput for anything else."""
    if details := url_breaches(value, path, is_exempt):
        raise InvalidInput(details)
    return str(value)


def url_breaches(value: Any, path: str, is_exempt: Callable[[str], bool]) -> list[dict[str, Any]]:
    """What is wrong with a URL that stands at `path`."""
    if value is None:
        return [detail(path, "URL is required")]
    return [{**found, "path": path} for found in _ADDRESS.breaches({"url": value}, is_exempt)]


def dict_or_list(wrong: list[str] | Places) -> Any:
    """The form marshmallow takes."""
    return dict(wrong) if isinstance(wrong, Mapping) else wrong


def spell(value: Any) -> str:
    """A JSON scalar as JavaScript prints it: 5.0 is 5, true is true."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


_ADDRESS = UrlSchema()
