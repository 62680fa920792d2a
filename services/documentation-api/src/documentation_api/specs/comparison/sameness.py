"""Whether two pieces of two documents mean the same, whatever their components are called."""

from typing import Any

from documentation_api.specs.comparison.sides import Side

# Words for people; they change no message on the wire.
ANNOTATIONS = frozenset({"description", "summary", "title", "example", "examples", "externalDocs", "$comment", "tags",
                         "deprecated", "operationId"})  # fmt: skip
_NAME_MAPS = frozenset({"properties", "patternProperties", "$defs", "definitions", "headers", "parameters"})


def same(old: Side, new: Side, first: Any, second: Any, *, annotations: bool = False) -> bool:
    """Equal behind all references, circles included; annotations count only when asked for."""
    met: set[tuple[int, int]] = set()
    waiting = [(first, second, False)]
    while waiting:
        left, right, named = waiting.pop()
        if not named:
            left, right = old.resolve(left, "")[0], new.resolve(right, "")[0]
        if isinstance(left, dict) and isinstance(right, dict):
            if (id(left), id(right)) in met:
                continue
            met.add((id(left), id(right)))
            left_keys, right_keys = _keys(left, named or annotations), _keys(right, named or annotations)
            if left_keys != right_keys:
                return False
            waiting += [(left[key], right[key], not named and key in _NAME_MAPS) for key in left_keys]
        elif isinstance(left, list) and isinstance(right, list):
            if len(left) != len(right):
                return False
            waiting += [(one, other, False) for one, other in zip(left, right, strict=True)]
        elif left is not right and (left != right or isinstance(left, bool) != isinstance(right, bool)):
            return False
    return True


def _keys(value: dict[str, Any], everything: bool) -> set[str]:
    return set(value) if everything else {key for key in value if key not in ANNOTATIONS and not key.startswith("x-")}
