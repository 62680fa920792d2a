"""Query strings and ids as the public routes read them: the first of repeated keys counts, no guessing."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from movies_api.errors import InvalidId, InvalidParameter
from suite.errors import AppError
from suite.http.fields import QueryChoice, QueryField, QueryFlag, QueryText, QueryWhole, broken, documented
from suite.http.schemas import QuerySchema

LARGEST_ID = 2_147_483_647
LONGEST_TEXT = 200
_DIGITS = re.compile(r"[0-9]{1,10}")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class _First(QueryField):
    """Of repeated keys the first counts."""

    def only(self, given: list[str]) -> str:
        return given[0]


class Id(_First, QueryWhole):
    """A positive integer id."""

    def __init__(self, **options: Any) -> None:
        super().__init__(1, LARGEST_ID, **options)


class Whole(_First, QueryWhole):
    """An integer between two bounds."""


class Limit(_First, QueryWhole):
    """A page size: at least 1, clamped to `most`."""

    def __init__(self, most: int, **options: Any) -> None:
        super().__init__(1, LARGEST_ID, **documented(options, {"maximum": most}))
        self.most = most

    def read(self, given: list[str]) -> int:
        return min(super().read(given), self.most)


class Decimal(_First):
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


class Words(_First, QueryText):
    """Free text of 1 to 200 characters."""

    def __init__(self, high: int = LONGEST_TEXT, **options: Any) -> None:
        super().__init__(1, high, **options)

    def read(self, given: list[str]) -> Any:
        return super().read(given) if self.only(given).strip() else None


class Choice(_First, QueryChoice):
    """One of a few words."""


class Flag(_First, QueryFlag):
    """true or false."""


class CommaList(_First):
    """A comma list of at most `most` texts."""

    def __init__(self, most: int, high: int = LONGEST_TEXT, **options: Any) -> None:
        super().__init__(**documented(options, {"type": "string"}))
        self.most, self.high = most, high

    def read(self, given: list[str]) -> list[Any]:
        parts = [part.strip() for part in self.only(given).split(",")]
        entries = list(dict.fromkeys(part for part in parts if part))
        if len(entries) > self.most or any(len(entry) > self.high for entry in entries):
            raise broken(f"{self.label} must have at most {self.most} values", "too_many")
        return [self.parse_entry(entry) for entry in entries]

    def parse_entry(self, entry: str) -> Any:
        """One entry as the view needs it."""
        return entry


class ChoiceList(CommaList):
    """A comma list of known words."""

    def __init__(self, choices: tuple[str, ...], **options: Any) -> None:
        super().__init__(len(choices), **options)
        self.choices = choices

    def parse_entry(self, entry: str) -> str:
        if entry not in self.choices:
            raise broken(f"{self.label} must be of: {', '.join(self.choices)}", "invalid_enum")
        return entry


class IdList(CommaList):
    """A comma list of integer ids."""

    def parse_entry(self, entry: str) -> int:
        number = integer_or_none(entry)
        if number is None:
            raise broken(f"{self.label} must be a list of ids", "invalid_type")
        return number


class UuidList(CommaList):
    """A comma list of UUIDs."""

    def parse_entry(self, entry: str) -> str:
        if not _UUID.fullmatch(entry):
            raise broken(f"{self.label} must be a list of UUIDs", "invalid_type")
        return entry.lower()


class PublicQuery(QuerySchema):
    """Base of the public query strings; the first broken rule is told in one English sentence."""

    refusal: ClassVar[str] = "{message}"

    def parse(self, content: Mapping[str, Any]) -> Any:
        """The typed object, or InvalidParameter."""
        parsed, problems = self.examine(content)
        if problems:
            raise InvalidParameter(self.refusal.format(field=problems[0].field, message=problems[0].message))
        return parsed


class FrontendQuery(PublicQuery):
    """Base of the query strings of the frontend's routes, whose errors may be shown to people."""

    refusal = "Parâmetro inválido: {field}"


def integer_or_none(text: str) -> int | None:
    """A positive integer id, None for anything else."""
    if not _DIGITS.fullmatch(text):
        return None
    number = int(text)
    return number if 1 <= number <= LARGEST_ID else None


def require_id(text: str, refused: AppError | None = None) -> int:
    """An integer id of a path, or `refused` (default InvalidId)."""
    number = integer_or_none(text)
    if number is None:
        raise refused or InvalidId()
    return number


def uuid_or_none(text: str) -> UUID | None:
    """A UUID in its canonical form, None for anything else."""
    return UUID(text) if _UUID.fullmatch(text) else None


def require_uuid(text: str, refused: AppError | None = None) -> UUID:
    """A UUID of a path, or `refused` (default InvalidId)."""
    found = uuid_or_none(text)
    if found is None:
        raise refused or InvalidId()
    return found
