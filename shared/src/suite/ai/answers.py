"""The JSON a model answered: repaired where only its form is wrong, measured before it is parsed."""

import json
from itertools import accumulate
from typing import Any

import json_repair

# Four times what MOST_TOKENS of a dialect come to.
LONGEST_ANSWER, DEEPEST_ANSWER = 32_000, 16


class InvalidAnswer(Exception):
    """The text says what is wrong, for the second question and for the record."""


def read_object(text: str) -> dict[str, Any]:
    """The JSON object of an answer. Prose around it and slips of form are forgiven, a cut-off end is not."""
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        raise InvalidAnswer("no JSON object")
    content = text[start : end + 1]
    # Repairing takes time that grows with the square of the text, and Python as deep a stack as the text is nested.
    if len(content) > LONGEST_ANSWER:
        raise InvalidAnswer("the JSON is too long")
    if nesting(content) > DEEPEST_ANSWER:
        raise InvalidAnswer("the JSON is nested too deeply")
    try:
        found = json.loads(content)
    except ValueError:
        if any(content.count(opening) != content.count(closing) for opening, closing in ("{}", "[]")):
            raise InvalidAnswer("the JSON is cut off") from None
        found = json_repair.loads(content)
    if not isinstance(found, dict):
        raise InvalidAnswer("no JSON object")
    return found


def nesting(text: str) -> int:
    """How deep brackets are nested at most, those in texts counted too."""
    steps = (1 if sign in "{[" else -1 for sign in text if sign in "{[]}")
    return max(accumulate(steps), default=0)
