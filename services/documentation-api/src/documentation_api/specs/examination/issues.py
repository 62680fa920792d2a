"""What can be wrong with a document."""

from dataclasses import dataclass

SHOWN_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class Issue:
    """One fault: a sentence for people, a word for programs, and where (a JSON pointer, empty for the whole)."""

    message: str
    code: str
    pointer: str = ""


class Unreadable(Exception):
    """The document cannot be read"""

    def __init__(self, message: str, code: str, pointer: str = "") -> None:
        self.issue = Issue(message, code, pointer)
        super().__init__(message)


class UnreadableTooLarge(Unreadable):
    """The document is larger than a document may be"""


def pointer_to(base: str, *steps: object) -> str:
    """`base` and further steps as a JSON pointer (RFC 6901)."""
    return base + "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


class TooComplex(Exception):
    """What the document leads to is more than may be computed"""
