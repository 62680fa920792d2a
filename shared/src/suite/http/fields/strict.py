"""What all fields do alike: no coercion, one sentence a rule, a code beside each sentence."""

from typing import Any

from marshmallow import ValidationError, fields

from suite.http.schemas import InputSchema


class CodedMessage(str):
    """A sentence for people that carries the word for programs."""

    code: str

    def __new__(cls, text: str, code: str) -> "CodedMessage":
        message = super().__new__(cls, text)
        message.code = code
        return message


def broken(text: str, code: str) -> ValidationError:
    """The error of a rule: `text` for people, `code` for programs."""
    return ValidationError(CodedMessage(text, code))


def documented(options: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    """Options of a field whose metadata, and so its OpenAPI entry, tell `facts`; given metadata wins."""
    return {**options, "metadata": {**facts, **options.get("metadata", {})}}


class StrictField(fields.Field[Any]):
    """Base of the fields below: absent and null are told in the field's own words, or in the given `expectation`."""

    expectation = "is invalid"
    missing_code = "required"

    def __init__(self, *, expectation: str | None = None, **options: Any) -> None:
        super().__init__(**options)
        if expectation is not None:
            self.expectation = expectation

    @property
    def label(self) -> str:
        """The name the client used, as the schema calls it."""
        name = str(self.data_key or self.name)
        return self.parent.label_of(name) if isinstance(self.parent, InputSchema) else name

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
