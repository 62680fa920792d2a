"""Fields of a reported audit: numbers from 0 on, alone, in lists and by name, and lists of objects."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any, ClassVar

from suite.http.fields import StrictField, broken, documented

AMOUNT: dict[str, Any] = {"type": "number", "minimum": 0}
MOST_ENTRIES = 20_000
MOST_TEXT = 2_000
Check = Callable[[Any], bool]


class Shaped(StrictField):
    """A field that tells its JSON type in the OpenAPI document."""

    shape: ClassVar[dict[str, Any]] = {}

    def __init__(self, **options: Any) -> None:
        super().__init__(**documented(options, deepcopy(self.shape)))


class Amount(Shaped):
    """A number from 0 on."""

    shape = AMOUNT
    expectation = "must be a number of at least 0"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> float:
        if not is_amount(value):
            raise self.wrong_type()
        number: float = value
        return number


class Amounts(Shaped):
    """An array of numbers from 0 on."""

    shape: ClassVar[dict[str, Any]] = {"type": "array", "items": AMOUNT}
    expectation = "must be an array of numbers of at least 0"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[float]:
        if not isinstance(value, list) or not all(map(is_amount, value)):
            raise self.wrong_type()
        return limited(self, value)


class AmountByName(Shaped):
    """An object of numbers from 0 on."""

    shape: ClassVar[dict[str, Any]] = {"type": "object", "additionalProperties": AMOUNT}
    expectation = "must be an object of numbers of at least 0"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, float]:
        if not isinstance(value, dict) or not all(map(is_amount, value.values())):
            raise self.wrong_type()
        return value


class Entries(Shaped):
    """An array of objects whose known members have the right type; unknown members are dropped."""

    shape: ClassVar[dict[str, Any]] = {"type": "array", "items": {"type": "object"}}
    expectation = "must be an array of objects of the documented form"

    def __init__(self, members: Mapping[str, Check], **options: Any) -> None:
        super().__init__(**options)
        self.members = members

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[dict[str, Any]]:
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise self.wrong_type()
        entries = [{name: entry[name] for name in self.members if entry.get(name) is not None} for entry in value]
        if not all(self.members[name](content) for entry in entries for name, content in entry.items()):
            raise self.wrong_type()
        return limited(self, entries)


def is_amount(value: Any) -> bool:
    """Whether a JSON value is a number from 0 on."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 10**15


def is_text(value: Any) -> bool:
    """Whether a JSON value is a string of bearable length."""
    return isinstance(value, str) and len(value) <= MOST_TEXT


def is_texts(value: Any) -> bool:
    """Whether a JSON value is an array of such strings."""
    return isinstance(value, list) and all(map(is_text, value))


def limited(field: StrictField, entries: list[Any]) -> list[Any]:
    """The entries, refused when they are too many."""
    if len(entries) > MOST_ENTRIES:
        raise broken(f"{field.label} must have at most {MOST_ENTRIES} entries", "too_many")
    return entries
