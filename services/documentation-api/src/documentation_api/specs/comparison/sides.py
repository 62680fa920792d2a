"""The two documents of a comparison, read without trusting their shape."""

from collections.abc import Iterator
from typing import Any

from documentation_api.specs.examination.issues import TooComplex, pointer_to
from documentation_api.specs.examination.parser import Document
from documentation_api.specs.examination.references import References, Unresolvable

Place = tuple[Any, str]  # a value and its pointer
# What one look at a document may take; a comparison of GitHub's descriptions (7 MB each) takes a twentieth of it.
MOST_STEPS = 2_000_000


class Side:
    """One document, its references followed once each; TooComplex when more of it is asked for than may be."""

    def __init__(self, document: Document) -> None:
        self.document = document
        # OpenAPI 3.0: what stands beside `$ref` is to be ignored; later it is JSON Schema, where it demands besides.
        self.references_stand_alone = str(document.get("openapi")).startswith("3.0")
        self._references = References(document)
        self._steps = 0

    def spend(self, steps: int = 1) -> None:
        """Count work; TooComplex beyond MOST_STEPS."""
        self._steps += steps
        if self._steps > MOST_STEPS:
            raise TooComplex()

    def resolve(self, value: Any, pointer: str) -> Place:
        """The value behind its references; an empty object where they lead nowhere."""
        self.spend()
        try:
            return self._references.resolve(value, pointer)
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
