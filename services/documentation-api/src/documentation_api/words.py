"""Words in paths."""

from marshmallow import ValidationError

from documentation_api.listing.schemas import word_of
from suite.errors import Problem, ValidationFailed


def path_word(name: str, text: str) -> str:
    """A word of letters and underscores; ValidationFailed when it is none."""
    try:
        return word_of(text, name)
    except ValidationError as error:
        message = str(error.messages[0])
        raise ValidationFailed(problems=[Problem(name, message, "invalid_format", text, "params")]) from None
