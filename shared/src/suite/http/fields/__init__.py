"""Marshmallow fields that do not guess: no coercion, one sentence a rule, a code beside each sentence."""

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import parse_qsl

from marshmallow import ValidationError, fields

MAX_EXACT_INTEGER = 2**53
MAX_DIGITS = 19  # of a 64-bit integer


class Message(str):
    """A sentence for people that carries the word for programs."""

    code: str

    def __new__(cls, text: str, code: str) -> "Message":
        message = super().__new__(cls, text)
        message.code = code
        return message


def broken(text: str, code: str) -> ValidationError:
    """The error of a rule: `text` for people, `code` for programs."""
    return ValidationError(Message(text, code))


def documented(options: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    """Options of a field whose metadata, and so its OpenAPI entry, tell `facts`; given metadata wins."""
    return {**options, "metadata": {**facts, **options.get("metadata", {})}}


class StrictField(fields.Field[Any]):
    """Base of the fields below: absent and null are told in the field's own words."""

    expectation = "is invalid"
    missing_code = "required"

    @property
    def label(self) -> str:
        """The name the client used."""
        return str(self.data_key or self.name)

    def make_error(self, key: str, **kwargs: Any) -> ValidationError:
        if key == "required":
            return broken(self.missing_message(), self.missing_code)
        if key == "null":
            return broken(f"{self.label} {self.expectation}", "invalid_type")
        return super().make_error(key, **kwargs)

    def missing_message(self) -> str:
        """What an absent required field is answered with."""
        return f"{self.label} is required"

    def wrong_type(self) -> ValidationError:
        """The error of a value of another JSON type."""
        return broken(f"{self.label} {self.expectation}", "invalid_type")


class Text(StrictField):
    """A string, trimmed, `low` to `high` code points; `empty` and `long` word the refusal of such a one."""

    expectation = "must be a string"

    def __init__(
        self,
        low: int = 0,
        high: int = 255,
        *,
        empty: str = "must not be empty",
        long: str = "must be at most {high} characters",
        **options: Any,
    ) -> None:
        super().__init__(**documented(options, {"minLength": low, "maxLength": high}))
        self.low, self.high, self.empty, self.long = low, high, empty, long.format(high=high)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise self.wrong_type()
        text = value.strip()
        if not text and self.low > 0:
            raise broken(f"{self.label} {self.empty}", "required")
        if len(text) < self.low:
            raise broken(f"{self.label} must be at least {self.low} characters", "too_short")
        if len(text) > self.high:
            raise broken(f"{self.label} {self.long}", "too_long")
        return text


class Pattern(Text):
    """A string of a fixed form, told in words by `form`."""

    def __init__(self, matches: Callable[[str], Any], form: str, **options: Any) -> None:
        super().__init__(**options)
        self.matches, self.form = matches, form

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not self.matches(text):
            raise broken(f"{self.label} must be {self.form}", "invalid_format")
        return text


class Choice(StrictField):
    """One of a few words."""

    def __init__(self, choices: Sequence[str], **options: Any) -> None:
        super().__init__(**documented(options, {"enum": list(choices)}))
        self.choices = tuple(choices)
        self.expectation = f"must be one of: {', '.join(self.choices)}"

    def missing_message(self) -> str:
        return f"{self.label} {self.expectation}"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str) or value not in self.choices:
            raise broken(f"{self.label} {self.expectation}", "invalid_enum")
        return value


class Day(StrictField):
    """A day as `2026-01-31`, nothing else of ISO 8601; with `allow_none` null takes it away."""

    expectation = "must be a day as YYYY-MM-DD"

    def __init__(self, **options: Any) -> None:
        super().__init__(**documented(options, {"type": "string", "format": "date"}))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        if not isinstance(value, str):
            raise self.wrong_type()
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise broken(f"{self.label} {self.expectation}", "invalid_date") from None
        if day.isoformat() != value:
            raise broken(f"{self.label} {self.expectation}", "invalid_date")
        return day


class Flag(StrictField):
    """true or false, nothing else."""

    expectation = "must be true or false"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.wrong_type()
        return value


class Whole(StrictField):
    """A JSON integer between two bounds."""

    def __init__(self, low: int, high: int, **options: Any) -> None:
        super().__init__(**documented(options, {"minimum": low, "maximum": high}))
        self.low, self.high = low, high
        self.expectation = f"must be an integer from {low} to {high}"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.wrong_type()
        if not self.low <= value <= self.high:
            raise broken(f"{self.label} {self.expectation}", "out_of_range")
        return value


class TextList(StrictField):
    """An array of trimmed strings without duplicates; `each` names one entry in messages."""

    expectation = "must be an array of strings"

    def __init__(self, most: int, high: int, *, each: str, **options: Any) -> None:
        super().__init__(**documented(options, {"maxItems": most}))
        self.most, self.high, self.each = most, high, each

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[str]:
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            raise self.wrong_type()
        if len(value) > self.most:
            raise broken(f"{self.label} must have at most {self.most} entries", "too_many")
        trimmed = [entry.strip() for entry in value]
        if any(not 1 <= len(entry) <= self.high for entry in trimmed):
            raise broken(f"each {self.each} must be 1 to {self.high} characters", "invalid_entry")
        return list(dict.fromkeys(trimmed))


class JsonObject(StrictField):
    """A free-form object of bounded size and depth; integral floats are stored as integers."""

    expectation = "must be an object"

    def __init__(self, *, most_bytes: int, most_depth: int, **options: Any) -> None:
        super().__init__(**options)
        self.most_bytes, self.most_depth = most_bytes, most_depth

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.wrong_type()
        normal = self._normalise(value, 1)
        size = len(json.dumps(normal, ensure_ascii=False).encode())
        if size > self.most_bytes:
            raise broken(f"{self.label} must be at most {self.most_bytes} bytes as JSON", "too_long")
        assert isinstance(normal, dict)
        return normal

    def _normalise(self, content: Any, depth: int) -> Any:
        if isinstance(content, dict | list) and depth > self.most_depth:
            raise broken(f"{self.label} must be nested at most {self.most_depth} levels", "too_deep")
        if isinstance(content, dict):
            return {key: self._normalise(value, depth + 1) for key, value in content.items()}
        if isinstance(content, list):
            return [self._normalise(value, depth + 1) for value in content]
        if isinstance(content, bool) or not isinstance(content, int | float):
            return content
        # The size first: isfinite() refuses integers a float cannot hold.
        if abs(content) > MAX_EXACT_INTEGER or not math.isfinite(content):
            raise broken(f"{self.label} numbers must be finite and within ±2^53", "out_of_range")
        return int(content) if float(content).is_integer() else content


class QueryField(StrictField):
    """A field of a query string: `given` is every value sent for the key, empty ones already dropped."""

    def read(self, given: list[str]) -> Any:
        """The typed value."""
        raise NotImplementedError

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return self.read(value if isinstance(value, list) else [value])

    def only(self, given: list[str]) -> str:
        """The single value; a repeated key is refused."""
        if len(given) > 1:
            raise broken(f"{self.label} must be given once", "repeated")
        return given[0]


class QueryWhole(QueryField):
    """A whole number between two bounds; with `clamp` what lies outside is brought to the nearest bound."""

    def __init__(self, low: int, high: int, *, clamp: bool = False, **options: Any) -> None:
        super().__init__(**documented(options, {"type": "integer", "minimum": low, "maximum": high}))
        self.low, self.high, self.clamp = low, high, clamp
        self.expectation = f"must be an integer from {low} to {high}"

    def read(self, given: list[str]) -> int:
        text = self.only(given)
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdecimal()) or len(digits) > MAX_DIGITS:
            raise broken(f"{self.label} {self.expectation}", "invalid_type")
        number = int(text)
        if self.clamp:
            return max(self.low, min(self.high, number))
        if not self.low <= number <= self.high:
            raise broken(f"{self.label} {self.expectation}", "out_of_range")
        return number


class QueryText(QueryField):
    """One string, trimmed."""

    def __init__(self, low: int = 1, high: int = 255, **options: Any) -> None:
        super().__init__(**documented(options, {"type": "string", "minLength": low, "maxLength": high}))
        self.low, self.high = low, high

    def read(self, given: list[str]) -> str:
        text = self.only(given).strip()
        if not self.low <= len(text) <= self.high:
            raise broken(f"{self.label} must be {self.low} to {self.high} characters", "invalid_length")
        return text


class QueryChoice(QueryField):
    """One of a few words."""

    def __init__(self, choices: Iterable[str], **options: Any) -> None:
        super().__init__(**documented(options, {"type": "string", "enum": list(choices)}))
        self.choices = tuple(choices)

    def read(self, given: list[str]) -> str:
        text = self.only(given)
        if text not in self.choices:
            raise broken(f"{self.label} must be one of: {', '.join(self.choices)}", "invalid_enum")
        return text


class QueryFlag(QueryField):
    """true or false."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**documented(options, {"type": "boolean"}))

    def read(self, given: list[str]) -> bool:
        text = self.only(given)
        if text not in ("true", "false"):
            raise broken(f"{self.label} must be true or false", "invalid_type")
        return text == "true"


class QueryWords(QueryField):
    """Words given by repeating the key or in a comma list (`commas`), each one of `choices` when there are any."""

    def __init__(
        self,
        choices: Sequence[str] | None = None,
        *,
        commas: bool = True,
        most: int = 50,
        high: int = 100,
        **options: Any,
    ) -> None:
        entry: dict[str, Any] = {"type": "string", "enum": list(choices)} if choices else {"type": "string"}
        super().__init__(**documented(options, {"type": "array", "items": entry}))
        self.choices, self.commas, self.most, self.high = choices, commas, most, high

    def read(self, given: list[str]) -> list[str]:
        parts = [part for value in given for part in (value.split(",") if self.commas else [value])]
        words = list(dict.fromkeys(part.strip() for part in parts if part.strip()))
        if self.choices and any(word not in self.choices for word in words):
            raise broken(f"{self.label} must be one of: {', '.join(self.choices)}", "invalid_enum")
        if len(words) > self.most:
            raise broken(f"{self.label} must have at most {self.most} values", "too_many")
        if any(len(word) > self.high for word in words):
            raise broken(f"{self.label} values must be at most {self.high} characters", "too_long")
        return words


class QueryMoment(QueryField):
    """An ISO 8601 date or date and time as UTC; a bare date means its start, or its last instant with `end_of_day`."""

    def __init__(self, *, end_of_day: bool = False, **options: Any) -> None:
        super().__init__(**documented(options, {"type": "string", "format": "date-time"}))
        self.end_of_day = end_of_day

    def read(self, given: list[str]) -> datetime:
        text = self.only(given)
        try:
            if day := date_or_none(text):
                return datetime.combine(day, time.max if self.end_of_day else time.min, UTC)
            # A '+' of an offset that was not percent-encoded arrives as a space.
            return moment_of(text.replace(" ", "+") if "T" in text else text)
        except (ValueError, OverflowError):
            raise broken(f"{self.label} must be an ISO 8601 date or date-time", "invalid_date") from None


def moment_of(text: str) -> datetime:
    """An ISO 8601 date or date and time as UTC, taken as UTC without an offset; ValueError, OverflowError."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def date_or_none(text: str) -> date | None:
    """The day a text names when it names no time of day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def query_pairs(query_string: str) -> list[tuple[str, str]]:
    """Keys and values of a query string; bytes that are not UTF-8 arrive as lone surrogates."""
    # WSGI hands bytes over as latin-1; not every client percent-encodes them.
    text = query_string.encode("latin-1").decode("utf-8", "surrogateescape")
    return parse_qsl(text, keep_blank_values=True, errors="surrogateescape")


def query_values(pairs: Iterable[tuple[str, str]]) -> Mapping[str, list[str]]:
    """Values by key in the order given; empty values and keys that start with `_` are left out."""
    values: dict[str, list[str]] = {}
    for key, value in pairs:
        if value != "" and not key.startswith("_"):
            values.setdefault(key, []).append(value)
    return values
