"""Input of this service: a broken rule is 422, texts are taken as they are."""

from typing import Any

from notifications_api.errors import Invalid
from suite.auth.identity import parse_user_id
from suite.errors import ValidationFailed
from suite.http.fields import StrictField, broken, documented
from suite.http.schemas import InputSchema, QuerySchema


class Body(InputSchema):
    """A JSON body."""

    refused_status = Invalid.status

    def parse(self, content: Any) -> Any:
        """The typed object; Invalid with all problems."""
        try:
            return super().parse(content)
        except ValidationFailed as error:
            raise Invalid(problems=error.problems) from error


class Query(QuerySchema):
    """A query string."""

    refused_status = Invalid.status

    def parse(self, content: Any) -> Any:
        """The typed object; Invalid with all problems."""
        try:
            return super().parse(content)
        except ValidationFailed as error:
            raise Invalid(problems=error.problems) from error


class Exact(StrictField):
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


class UserRef(StrictField):
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


def has_controls(text: str) -> bool:
    """Whether `text` has a line break or another control character."""
    return any(ord(character) < 32 or character in "\x7f\x85\u2028\u2029" for character in text)
