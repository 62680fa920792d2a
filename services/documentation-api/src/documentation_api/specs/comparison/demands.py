"""Single demands of a schema taken into a view; of two demands the tighter stays."""

import json
from collections.abc import Iterable
from math import ceil, floor
from typing import Any, TypeGuard

from documentation_api.specs.comparison.sides import listing, words
from documentation_api.specs.comparison.view import View
from documentation_api.specs.examination.issues import pointer_to

NULL = "null"
LARGEST = ("maxLength", "maxItems", "maxProperties", "maxContains")
SMALLEST = ("minLength", "minItems", "minProperties", "minContains")
# Further demands, with the value that demands nothing.
OTHERS: dict[str, tuple[Any, ...]] = {
    "not": (False,), "if": (), "then": (True,), "else": (True,), "dependentSchemas": ({},), "dependentRequired": ({},),
    "dependencies": ({},), "contains": (), "propertyNames": (True, {}), "unevaluatedProperties": (True, {}),
    "unevaluatedItems": (True, {}), "multipleOf": (), "uniqueItems": (False,), "contentEncoding": (),
    "contentMediaType": (), "contentSchema": (True, {}),
}  # fmt: skip
# Which demands speak of values of one type only.
_OF_STRINGS = ("minLength", "maxLength", "contentEncoding", "contentMediaType", "contentSchema")
_OF_ARRAYS = ("minItems", "maxItems", "minContains", "maxContains", "contains", "unevaluatedItems", "uniqueItems")
_OF_OBJECTS = ("minProperties", "maxProperties", "dependentSchemas", "dependentRequired", "dependencies",
               "propertyNames", "unevaluatedProperties")  # fmt: skip
_EVERY_STRING = frozenset({"", "^", "$", "^$|.*", ".*", "^.*", ".*$", "^.*$", "(.*)", "^(.*)$", "[\\s\\S]*",
                           "^[\\s\\S]*$"})  # fmt: skip
# Formats that only say of which type a value is.
_NUMBER_FORMATS = frozenset({"int32", "int64", "float", "double", "decimal"})


def absorb_values(view: View, schema: dict[str, Any], place: str) -> None:
    """Types, values and sizes."""
    kinds = schema.get("type")
    if isinstance(kinds, str | list):
        named = frozenset([kinds] if isinstance(kinds, str) else words(kinds))
        view.types = named if view.types is None else narrow_types(view.types, named)
    view.nullable = view.nullable or schema.get("nullable") is True
    if isinstance(schema.get("format"), str):
        view.formats.add(schema["format"])
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    if isinstance(values, list):
        given = {tell(value): value for value in values}
        view.enum = given if view.enum is None else {key: one for key, one in given.items() if key in view.enum}
    view.extensible.update(tell(value) for value in listing(schema.get("x-extensible-enum")))
    if isinstance(schema.get("pattern"), str) and schema["pattern"] not in _EVERY_STRING:
        view.patterns.add(schema["pattern"])
    for word in (*LARGEST, *SMALLEST):
        if is_number(schema.get(word)):
            tighter = min if word in LARGEST else max
            view.sizes[word] = tighter(schema[word], view.sizes.get(word, schema[word]))
    absorb_range(view, schema)
    for word, nothing in OTHERS.items():
        if word in schema and not any(schema[word] == one and type(schema[word]) is type(one) for one in nothing):
            view.others.setdefault(word, []).append((schema[word], pointer_to(place, word)))
    if isinstance(schema.get("discriminator"), dict):
        view.discriminator = schema["discriminator"]


def absorb_range(view: View, schema: dict[str, Any]) -> None:
    """Both spellings of exclusive bounds: a flag beside the bound, or the bound itself."""
    for word, largest in (("aximum", True), ("inimum", False)):
        bound, exclusive = schema.get("m" + word), schema.get("exclusiveM" + word)
        given = [(bound, exclusive is True), (exclusive, True)]
        for value, excluded in ((as_bound(one), how) for one, how in given if is_number(one)):
            if largest:
                rank = (value, 0 if excluded else 1)
                view.upper = rank if view.upper is None else min(view.upper, rank)
            else:
                rank = (value, 1 if excluded else 0)
                view.lower = rank if view.lower is None else max(view.lower, rank)


def as_bound(number: float) -> float:
    """A number as a bound; whole ones of any length stay exact."""
    return number if isinstance(number, int) else float(number)


def absorb_notes(view: View, schema: dict[str, Any]) -> None:
    """What people read, who may write, and what must be there."""
    for word in ("description", "title", "default", "deprecated", "x-sunset"):
        if word in schema:
            view.notes.setdefault(word, schema[word])
    view.required.update(words(schema.get("required")))
    view.read_only = view.read_only or schema.get("readOnly") is True
    view.write_only = view.write_only or schema.get("writeOnly") is True


def settle(view: View) -> None:
    """Draw the conclusions of what was taken in; a view may be settled again after it took in more."""
    _settle_types(view)
    for word in SMALLEST:
        if view.sizes.get(word) == (1 if word == "minContains" else 0):
            del view.sizes[word]
    if view.types is not None:
        _drop_what_does_not_matter(view, view.types)
        if "number" not in view.types:
            _round_bounds(view)


def _settle_types(view: View) -> None:
    """A schema that speaks of properties means objects even when it does not say so; null joins at the end."""
    if view.enum is not None:
        listed = frozenset(type_of(value) for value in view.enum.values())
        narrowed = listed if view.types is None else narrow_types(view.types | {NULL}, listed)
        if view.types is None or narrowed - {NULL}:
            view.types = narrowed if view.types is None else (narrowed - {NULL}) | (view.types & {NULL})
        if NULL in listed:
            view.nullable = True
        view.enum = {key: value for key, value in view.enum.items() if value is not None}
        if view.types and view.types - {NULL} == {"boolean"} and len(view.enum) == 2:
            view.enum = None
    if view.types is None and not view.choices:
        if view.properties or view.required:
            view.types = frozenset({"object"})
        elif view.items or view.prefix:
            view.types = frozenset({"array"})
    if view.types is not None and view.nullable:
        view.types |= {NULL}
    if view.types is not None and "number" in view.types:
        view.types -= {"integer"}


def _drop_what_does_not_matter(view: View, types: frozenset[str]) -> None:
    if "string" not in types:
        view.patterns = set()
        view.formats = view.formats & _NUMBER_FORMATS if covers(types, "integer") else set()
        _drop(view, _OF_STRINGS)
    if not covers(types, "integer"):
        view.upper = view.lower = None
        _drop(view, ("multipleOf",))
    if "array" not in types:
        view.items, view.prefix = None, []
        _drop(view, _OF_ARRAYS)
    if "object" not in types:
        view.properties, view.by_pattern, view.required, view.additional = {}, {}, set(), None
        _drop(view, _OF_OBJECTS)


def _drop(view: View, words_of_type: Iterable[str]) -> None:
    view.sizes = {word: size for word, size in view.sizes.items() if word not in words_of_type}
    view.others = {word: parts for word, parts in view.others.items() if word not in words_of_type}


def _round_bounds(view: View) -> None:
    """Whole numbers above 0 are those from 1 on."""
    if view.upper is not None:
        bound, included = view.upper
        view.upper = (floor(bound) if included else ceil(bound) - 1, 1)
    if view.lower is not None:
        bound, excluded = view.lower
        view.lower = (floor(bound) + 1 if excluded else ceil(bound), 0)


def type_of(value: Any) -> str:
    """The JSON type of a value."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "integer" if isinstance(value, int) or value.is_integer() else "number"
    if isinstance(value, str):
        return "string"
    if isinstance(value, list):
        return "array"
    return "object" if isinstance(value, dict) else NULL


def narrow_types(first: frozenset[str], second: frozenset[str]) -> frozenset[str]:
    """Types both allow; an integer is a number."""
    return frozenset(kind for kind in first | second if covers(first, kind) and covers(second, kind))


def covers(types: frozenset[str], kind: str) -> bool:
    """Whether values of `kind` are among `types`."""
    return kind in types or (kind == "integer" and "number" in types)


def tell(value: Any) -> str:
    """A value as JSON; 1.0 is 1."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True)


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return value


def is_number(value: Any) -> TypeGuard[float]:
    """A number that is not a truth value."""
    return isinstance(value, int | float) and not isinstance(value, bool)
