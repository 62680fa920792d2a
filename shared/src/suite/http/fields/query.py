"""Fields of query strings, and how these are taken apart."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from suite.http.fields.body import documented_pattern
from suite.http.fields.moments import date_or_none, moment_of
from suite.http.fields.strict import StrictField, broken, documented
from suite.ids import uuid_or_none

MAX_DIGITS = 19  # of a 64-bit integer


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
    """A whole number between two bounds, of at most `digits` digits.

    With `clamp` what lies outside is brought to the nearest bound, with `capped` only what lies above.
    """

    def __init__(
        self,
        low: int,
        high: int,
        *,
        clamp: bool = False,
        capped: bool = False,
        digits: int = MAX_DIGITS,
        **options: Any,
    ) -> None:
        # What is brought to a bound is taken; only its digits are counted.
        most = 10**digits - 1
        least, largest = (-most if clamp else low), (most if clamp or capped else high)
        super().__init__(**documented(options, {"type": "integer", "minimum": least, "maximum": largest}))
        self.low, self.high, self.clamp, self.capped, self.digits = low, high, clamp, capped, digits
        self.expectation = f"must be an integer from {low} to {high}"

    def read(self, given: list[str]) -> int:
        text = self.only(given)
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdecimal()) or len(digits) > self.digits:
            raise broken(f"{self.label} {self.expectation}", "invalid_type")
        number = int(text)
        if self.clamp:
            return max(self.low, min(self.high, number))
        if self.capped:
            number = min(self.high, number)
        if not self.low <= number <= self.high:
            raise broken(f"{self.label} {self.expectation}", "out_of_range")
        return number


class QueryNumber(QueryField):
    """A number between two bounds, written with digits and at most one dot."""

    _FORM = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6})?")

    def __init__(self, low: float, high: float, **options: Any) -> None:
        super().__init__(**documented(options, {"type": "number", "minimum": low, "maximum": high}))
        self.low, self.high = low, high

    def read(self, given: list[str]) -> float:
        text = self.only(given)
        if not self._FORM.fullmatch(text) or not self.low <= float(text) <= self.high:
            raise broken(f"{self.label} must be a number from {self.low} to {self.high}", "out_of_range")
        return float(text)


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


class QueryPhrase(QueryText):
    """As QueryText; blanks alone count as nothing given."""

    def read(self, given: list[str]) -> Any:
        return super().read(given) if self.only(given).strip() else None


class QueryPattern(QueryText):
    """A string of a fixed form, told in words by `form`."""

    def __init__(self, matches: Callable[[str], Any], form: str, **options: Any) -> None:
        super().__init__(**documented(options, documented_pattern(matches)))
        self.matches, self.form = matches, form

    def read(self, given: list[str]) -> Any:
        text = self.only(given)
        if not self.matches(text):
            raise broken(f"{self.label} must be {self.form}", "invalid_format")
        return text


class QueryUuid(QueryField):
    """A UUID in its canonical form."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**documented(options, {"type": "string", "format": "uuid"}))

    def read(self, given: list[str]) -> UUID:
        found = uuid_or_none(self.only(given))
        if found is None:
            raise broken(f"{self.label} must be a UUID", "invalid_type")
        return found


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


class QueryEntries(QueryWords):
    """As QueryWords, each entry as `parse` makes it; None refuses one, `form` says what all must be."""

    def __init__(self, parse: Callable[[str], Any], form: str, **options: Any) -> None:
        super().__init__(**options)
        self.parse, self.form = parse, form

    def read(self, given: list[str]) -> list[Any]:
        entries = [self.parse(word) for word in super().read(given)]
        if None in entries:
            raise broken(f"{self.label} must be a list of {self.form}", "invalid_type")
        return entries


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
