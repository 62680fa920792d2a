"""The two documents of a comparison, read without trusting their shape."""

from collections.abc import Iterator
from typing import Any

from documentation_api.specs.issues import pointer_to
from documentation_api.specs.parsing import Document
from documentation_api.specs.references import Unresolvable, resolve

Place = tuple[Any, str]  # a value and its pointer


class Side:
    """One document."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def resolve(self, value: Any, pointer: str) -> Place:
        """The value behind its references; an empty object where they lead nowhere."""
        try:
            return resolve(self.document, value, pointer)
        except Unresolvable:
            return {}, pointer

    def entries(self, value: Any, pointer: str) -> Iterator[tuple[str, Any, str]]:
        """(key, value behind its references, pointer) of an object; nothing of anything else."""
        for key, inner in mapping(value).items():
            yield key, *self.resolve(inner, pointer_to(pointer, key))

    def elements(self, value: Any, pointer: str) -> Iterator[Place]:
        """(value behind its references, pointer) of an array; nothing of anything else."""
        for place, inner in enumerate(listing(value)):
            yield self.resolve(inner, pointer_to(pointer, place))


def mapping(value: Any) -> dict[str, Any]:
    """`value` when it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def listing(value: Any) -> list[Any]:
    """`value` when it is an array, else an empty one."""
    return value if isinstance(value, list) else []


def words(value: Any) -> list[str]:
    """The strings of an array."""
    return [one for one in listing(value) if isinstance(one, str)]
