"""Fields of bodies whose messages begin with the name as a person writes it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from documentation_api.identifiers import is_uuid
from suite.audit import milliseconds
from suite.http.fields import Choice, Flag, JsonObject, StrictField, Text, TextList, Whole, broken, moment_of

LABELS = {"url": "URL", "system_id": "System ID", "idea_id": "Idea ID", "is_public": "is_public"}
SHORTER = "must be less than {high} characters"
AT_MOST = "must be a string of at most {high} characters"


class Labelled(StrictField):
    """`estimated_hours` is told as `Estimated hours`."""

    @property
    def label(self) -> str:
        """The name for people."""
        name = str(self.data_key or self.name)
        return LABELS.get(name) or name.replace("_", " ").capitalize()


class Name(Labelled, Text):
    """A line that names something: never empty."""

    def __init__(self, high: int, **options: Any) -> None:
        super().__init__(1, high, empty="cannot be empty", long=SHORTER, **options)


class Words(Labelled, Text):
    """Free text that may be cleared."""

    def __init__(self, high: int, *, long: str = SHORTER, **options: Any) -> None:
        super().__init__(0, high, long=long, allow_none=True, **options)
        if long == AT_MOST:
            self.expectation = self.long


class Word(Labelled, Choice):
    """One of a few words."""


class Number(Labelled, Whole):
    """A whole number that may be cleared."""

    def __init__(self, low: int, high: int, **options: Any) -> None:
        super().__init__(low, high, allow_none=True, **options)
        self.expectation = f"must be between {low} and {high}"


class Truth(Labelled, Flag):
    """true or false."""


class Tags(Labelled, TextList):
    """Short words without duplicates; empty ones are dropped."""

    expectation = "must be an array"
    most_tags, most_characters = 50, 50

    def __init__(self, **options: Any) -> None:
        super().__init__(self.most_tags, self.most_characters, each="tag", **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[str]:
        if not isinstance(value, list):
            raise self.wrong_type()
        if not all(isinstance(tag, str) and len(tag.strip()) <= self.most_characters for tag in value):
            raise broken(f"Each tag must be less than {self.most_characters} characters", "invalid_entry")
        return super()._deserialize([tag for tag in value if tag.strip()], attr, data, **kwargs)


class Metadata(Labelled, JsonObject):
    """Whatever somebody wants to remember, up to 16 KB."""

    def __init__(self, **options: Any) -> None:
        super().__init__(most_bytes=16_384, most_depth=32, **options)


class Moment(Labelled):
    """An ISO 8601 date or date and time that may be cleared, as UTC, cut to the millisecond."""

    expectation = "must be a valid ISO 8601 date"

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_none=True, metadata={"type": "string", "format": "date-time"}, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        try:
            return milliseconds(moment_of(value)) if isinstance(value, str) else self._refuse()
        except (ValueError, OverflowError):
            raise broken(f"{self.label} {self.expectation}", "invalid_date") from None

    def _refuse(self) -> datetime:
        raise self.wrong_type()


class Reference(Labelled):
    """The id of another record; may be cleared."""

    expectation = "must be a valid UUID"

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_none=True, metadata={"type": "string", "format": "uuid"}, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> UUID:
        if not isinstance(value, str) or not is_uuid(value):
            raise broken(f"{self.label} {self.expectation}", "invalid_uuid")
        return UUID(value)
