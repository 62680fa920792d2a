"""Fields of JSON bodies."""

import json
import math
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from suite.auth.identity import parse_user_id
from suite.http.fields.moments import moment_of
from suite.http.fields.strict import StrictField, broken, documented
from suite.http.schemas import InputSchema
from suite.ids import uuid_or_none

MAX_EXACT_INTEGER = 2**53
_OURS = re.compile(r"\(\?P|\(\?>|[*+?}]\+|\\[AZ]")


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


class ExactText(StrictField):
    """A string of `low` to `high` code points, not trimmed; with `one_line` no control characters."""

    expectation = "must be a string"

    def __init__(self, low: int, high: int, *, one_line: bool = False, **options: Any) -> None:
        super().__init__(**documented(options, {"type": "string", "minLength": low, "maxLength": high}))
        self.low, self.high, self.one_line = low, high, one_line

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise self.wrong_type()
        if not self.low <= len(value) <= self.high:
            raise broken(f"{self.label} must be {self.low} to {self.high} characters", "invalid_length")
        if self.low > 0 and not value.strip():
            raise broken(f"{self.label} must not be blank", "required")
        if self.one_line and has_controls(value):
            raise broken(f"{self.label} must not hold line breaks or control characters", "invalid_characters")
        return value


class UserId(StrictField):
    """A user id as clients write it: 1–100 printable characters."""

    expectation = "must be 1 to 100 printable characters"

    def __init__(self, **options: Any) -> None:
        super().__init__(**documented(options, {"type": "string", "minLength": 1, "maxLength": 100}))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if isinstance(value, list):
            value = value[0] if len(value) == 1 else None
        if not isinstance(value, str):
            raise self.wrong_type()
        try:
            return parse_user_id(value)
        except ValueError:
            raise broken(f"{self.label} {self.expectation}", "invalid_user") from None


def documented_pattern(matches: Callable[[str], Any]) -> dict[str, str]:
    """The form of texts that `match` or `fullmatch` of an expression takes, as documents say it; else nothing.

    Python's own signs (possessive runs, named groups, flags) are no expressions there.
    """
    expression = getattr(matches, "__self__", None)
    if not isinstance(expression, re.Pattern) or expression.flags & ~re.UNICODE:
        return {}
    inner = expression.pattern.removesuffix(r"\Z").removesuffix("$")
    whole = matches.__name__ == "fullmatch" or inner != expression.pattern
    return {} if not whole or _OURS.search(inner) else {"pattern": f"^(?:{inner})$"}


class Pattern(Text):
    """A string of a fixed form, told in words by `form`."""

    def __init__(self, matches: Callable[[str], Any], form: str, **options: Any) -> None:
        super().__init__(**documented(options, documented_pattern(matches)))
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
    """A JSON integer between two bounds, which `expectation` may word."""

    def __init__(
        self, low: int, high: int, *, expectation: str = "must be an integer from {low} to {high}", **options: Any
    ) -> None:
        facts = {"minimum": low, "maximum": high}
        super().__init__(expectation=expectation.format(low=low, high=high), **documented(options, facts))
        self.low, self.high = low, high

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.wrong_type()
        if not self.low <= value <= self.high:
            raise broken(f"{self.label} {self.expectation}", "out_of_range")
        return value


class Number(StrictField):
    """A JSON number between two bounds, rounded to `places`."""

    def __init__(self, low: float, high: float, places: int, **options: Any) -> None:
        super().__init__(**documented(options, {"type": "number", "minimum": low, "maximum": high}))
        self.low, self.high, self.places = low, high, places
        self.expectation = f"must be a number from {low:g} to {high:g}"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.wrong_type()
        if not self.low <= value <= self.high:
            raise broken(f"{self.label} {self.expectation}", "out_of_range")
        return round(float(value), self.places)


class Moment(StrictField):
    """An ISO 8601 date-time in UTC; without an offset it is UTC, or refused where `offset` is asked for."""

    expectation = "must be an ISO 8601 date-time"

    def __init__(self, *, offset: bool = False, **options: Any) -> None:
        super().__init__(**documented(options, {"type": "string", "format": "date-time"}))
        self.offset = offset
        if offset:
            self.expectation += " with an offset"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        if not isinstance(value, str):
            raise self.wrong_type()
        try:
            if self.offset and datetime.fromisoformat(value).tzinfo is None:
                raise ValueError(value)
            return moment_of(value)
        except (ValueError, OverflowError):
            raise broken(f"{self.label} {self.expectation}", "invalid_date") from None


class UuidText(Pattern):
    """A UUID in its canonical form, as text in lower case."""

    def __init__(self, **options: Any) -> None:
        super().__init__(uuid_or_none, "a UUID", low=1, high=36, **documented(options, {"format": "uuid"}))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        return super()._deserialize(value, attr, data, **kwargs).lower()


class Array(StrictField):
    """An array of at most `most` entries, each parsed by `entry`."""

    expectation = "must be an array"

    def __init__(self, entry: StrictField | InputSchema, most: int, **options: Any) -> None:
        super().__init__(**documented(options, {"type": "array", "items": described(entry), "maxItems": most}))
        self.entry, self.most = entry, most

    def _bind_to_schema(self, field_name: str, parent: Any) -> None:
        super()._bind_to_schema(field_name, parent)
        if isinstance(self.entry, StrictField):
            self.entry._bind_to_schema(field_name, parent)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        if not isinstance(value, list):
            raise self.wrong_type()
        if len(value) > self.most:
            raise broken(f"{self.label} must have at most {self.most} entries", "too_many")
        if isinstance(self.entry, StrictField):
            return [self.entry.deserialize(one, attr, data) for one in value]
        if not all(isinstance(one, dict) for one in value):
            raise broken(f"{self.label} must be an array of objects", "invalid_type")
        return [self.entry.parse(one) for one in value]


def described(entry: StrictField | InputSchema) -> dict[str, Any]:
    """An entry of an array, for the API description."""
    if isinstance(entry, InputSchema):
        required = [name for name, field in entry.fields.items() if field.required]
        return {"type": "object", "required": required, "properties": {name: {} for name in entry.fields}}
    return {"type": "integer" if isinstance(entry, Whole) else "string", **entry.metadata}


class TextList(StrictField):
    """An array of trimmed strings without duplicates; `each` names one entry in messages."""

    expectation = "must be an array of strings"

    def __init__(self, most: int, high: int, *, each: str, **options: Any) -> None:
        # Blanks alone are no entry.
        entry = {"type": "string", "pattern": r"\S", "minLength": 1, "maxLength": high}
        super().__init__(**documented(options, {"items": entry, "maxItems": most}))
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


def has_controls(text: str) -> bool:
    """Whether `text` has a line break or another control character."""
    return any(ord(character) < 32 or character in "\x7f\x85\u2028\u2029" for character in text)
