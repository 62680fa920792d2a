"""What pieces of a document come to, as numbers that are equal for equal meaning whatever components are called.

A reference counts as what it refers to, followed ROUNDS times: enough to tell which named things changed and which
alternatives belong together, in time that grows with the document and not with its square. What lies deeper is found
by the comparison of schemas itself.
"""

from typing import Any

from documentation_api.specs.comparison.sides import Side
from documentation_api.specs.examination.references import Unresolvable, find, walk_references

ROUNDS = 3
# Words for people; they change no message on the wire.
ANNOTATIONS = frozenset({"description", "summary", "title", "example", "examples", "externalDocs", "$comment", "tags",
                         "deprecated", "operationId"})  # fmt: skip
_SETS = frozenset({"required", "enum", "type"})
_NAME_MAPS = frozenset({"properties", "patternProperties", "$defs", "definitions", "headers", "parameters"})


class Fingerprints:
    """Numbers for one document; those of two documents can be compared. Annotations count only when asked for."""

    def __init__(self, side: Side, *, annotations: bool = False) -> None:
        self.side = side
        self._annotations = annotations
        self._referred: dict[str, int] = {}
        targets: dict[str, Any] = {}
        for _, reference in walk_references(side.document):
            try:
                targets.setdefault(reference, find(side.document, reference))
            except Unresolvable:
                continue
        for _ in range(ROUNDS):
            self._referred = {reference: self._number(target) for reference, target in targets.items()}

    def of(self, value: Any) -> int:
        """The number of a value: a schema, an operation, a whole path."""
        return self._number(value)

    def _unordered(self, value: Any) -> int:
        """A list whose order means nothing; a single type is a list of one."""
        parts = value if isinstance(value, list) else [value]
        return hash(("set", frozenset(self._number(inner) for inner in parts)))

    def _number(self, value: Any, named: bool = False) -> int:
        if isinstance(value, dict):
            reference = value.get("$ref")
            if isinstance(reference, str) and not named:
                return self._referred.get(reference, 0)
            pairs = [
                (key, self._unordered(inner))
                if not named and key in _SETS
                else (key, self._number(inner, not named and key in _NAME_MAPS))
                for key, inner in value.items()
                if named or self._annotations or not (key in ANNOTATIONS or key.startswith("x-"))
            ]
            return hash(("object", frozenset(pairs)))
        if isinstance(value, list):
            return hash(("array", tuple(self._number(inner) for inner in value)))
        return hash((type(value) is bool, value))
