"""Bodies of this service: unknown keys are ignored, a change changes something, fields are called as people do."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from marshmallow import EXCLUDE

from documentation_api.identifiers import is_uuid
from suite.errors import BadRequest
from suite.http.fields import JsonObject, StrictField, Text, TextList, Whole, broken
from suite.http.schemas import InputSchema

SHORTER = "must be less than {high} characters"
AT_MOST = "must be a string of at most {high} characters"
BETWEEN = "must be between {low} and {high}"


class NothingToChange(BadRequest):
    """At least one field is required"""

    code = "VALIDATION"


class BodySchema(InputSchema):
    """Base of the bodies of this service: messages say `Estimated hours` where `estimated_hours` was sent."""

    labels: ClassVar[Mapping[str, str]] = {
        "url": "URL",
        "system_id": "System ID",
        "idea_id": "Idea ID",
        "is_public": "is_public",
    }

    class Meta:
        unknown = EXCLUDE

    def label_of(self, name: str) -> str:
        return self.labels.get(name) or name.replace("_", " ").capitalize()


class ChangesSchema(BodySchema):
    """Base of the bodies of PUT: every field may be absent, not all of them."""

    def __init__(self) -> None:
        super().__init__(partial=True)

    def parse(self, content: Mapping[str, Any]) -> Any:
        """The given fields; NothingToChange without any that is known."""
        if not any(name in content for name in self.fields):
            raise NothingToChange()
        return super().parse(content)


class RecordTags(TextList):
    """Short words without duplicates; empty ones are dropped."""

    expectation = "must be an array"
    most_tags, most_characters = 50, 50

    def __init__(self) -> None:
        super().__init__(self.most_tags, self.most_characters, each="tag")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[str]:
        if not isinstance(value, list):
            raise self.wrong_type()
        if not all(isinstance(tag, str) and len(tag.strip()) <= self.most_characters for tag in value):
            raise broken(f"Each tag must be less than {self.most_characters} characters", "invalid_entry")
        return super()._deserialize([tag for tag in value if tag.strip()], attr, data, **kwargs)


class Reference(StrictField):
    """The id of another record; may be cleared."""

    expectation = "must be a valid UUID"

    def __init__(self) -> None:
        super().__init__(allow_none=True, metadata={"type": "string", "format": "uuid"})

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> UUID:
        if not isinstance(value, str) or not is_uuid(value):
            raise broken(f"{self.label} {self.expectation}", "invalid_uuid")
        return UUID(value)


def name_field(high: int) -> Text:
    """A required line that names something."""
    return Text(1, high, empty="cannot be empty", long=SHORTER, required=True)


def text_field(high: int, *, long: str = SHORTER) -> Text:
    """Free text that may be cleared; a sentence about its type as well is one for both."""
    expectation = long.format(high=high) if long == AT_MOST else None
    return Text(0, high, long=long, expectation=expectation, allow_none=True)


def whole_field(low: int, high: int) -> Whole:
    """A whole number that may be cleared."""
    return Whole(low, high, expectation=BETWEEN, allow_none=True)


def metadata_field() -> JsonObject:
    """Whatever somebody wants to remember, up to 16 KB."""
    return JsonObject(most_bytes=16_384, most_depth=32)
