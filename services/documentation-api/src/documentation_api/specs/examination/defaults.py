"""Whether the default of a schema is a value that it allows.

A schema of some lines can lead to millions of others (twenty levels of `allOf`, each with the next one twice): what a
check will visit is counted before it starts, each pair of schema and value once.
"""

from collections.abc import Iterator
from typing import Any

from jsonschema import ValidationError
from jsonschema.validators import extend
from openapi_schema_validator import OAS30Validator, OAS31Validator, oas30_format_checker, oas31_format_checker
from referencing import Registry
from referencing.jsonschema import DRAFT4, DRAFT202012

from documentation_api.specs.comparison.sides import Side, listing, mapping
from documentation_api.specs.examination.issues import SHOWN_CHARACTERS, Issue, TooComplex, pointer_to
from documentation_api.specs.examination.patterns import matches

MOST_VISITS = 10_000
MOST_VISITS_IN_ALL = 2_000_000
MOST_LEVELS = 60
_ROOT = "urn:document"


def _check_pattern(validator: Any, pattern: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(value, str) and isinstance(pattern, str) and not matches(pattern, value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


def _check_pattern_properties(validator: Any, patterns: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(value, dict):
        for pattern, inner in patterns.items():
            for key in value:
                if matches(pattern, key):
                    yield from validator.descend(value[key], inner, path=key, schema_path=pattern)


_BOUNDED = {"pattern": _check_pattern, "patternProperties": _check_pattern_properties}
_extend: Any = extend
_Validator30 = _extend(OAS30Validator, {"pattern": _check_pattern})
_Validator31 = _extend(OAS31Validator, _BOUNDED)


class Defaults:
    """The defaults of one document."""

    def __init__(self, side: Side, *, nullable: bool) -> None:
        self._side = side
        self._nullable = nullable
        kind = DRAFT4 if nullable else DRAFT202012
        resource: Any = kind.create_resource(side.document)
        registry: Any = Registry().with_resource(_ROOT, resource)
        self._resolver = registry.resolver(_ROOT)
        self._visits = 0

    def issues(self, schema: dict[str, Any], place: str) -> Iterator[Issue]:
        """What is wrong with the default of a schema; TooComplex when all defaults so far were too much."""
        value = schema["default"]
        if value is None and self._nullable and schema.get("nullable") is True:
            return
        at = pointer_to(place, "default")
        if self._visits > MOST_VISITS_IN_ALL:
            raise TooComplex()
        try:
            self._visits += _Visits(self._side).count(schema, value, 0)
            yield from self._faults(schema, value, at)
        except (TooComplex, RecursionError):
            message = f"The default leads to more than {MOST_VISITS} checks, or in a circle"
            yield Issue(message, "too_complex", at)

    def _faults(self, schema: dict[str, Any], value: Any, at: str) -> Iterator[Issue]:
        cls: Any = _Validator30 if self._nullable else _Validator31
        formats = oas30_format_checker if self._nullable else oas31_format_checker
        without = {word: inner for word, inner in schema.items() if word not in ("$id", "$schema")}
        for error in cls(without, _resolver=self._resolver, format_checker=formats).iter_errors(value):
            message = str(error.message)[:SHOWN_CHARACTERS].replace("\n", " ")
            yield Issue(message, "invalid_default", at + pointer_to("", *error.absolute_path))


class _Visits:
    """Counts what checking a value by a schema visits: exactly, in steps that are bounded themselves."""

    def __init__(self, side: Side) -> None:
        self._side = side
        self._known: dict[tuple[int, int], int | None] = {}
        self._looked = 0

    def count(self, schema: Any, value: Any, level: int) -> int:
        """Visits; TooComplex for more than MOST_VISITS, or for a circle, which never ends."""
        if not isinstance(schema, dict):
            return 1
        key = (id(schema), id(value))
        known = self._known.get(key, -1)
        if known == -1:
            self._looked += 1
            if level > MOST_LEVELS or self._looked > MOST_VISITS:
                raise TooComplex()
            self._known[key] = None
            known = self._known[key] = self._visits(schema, value, level + 1)
        if known is None or known > MOST_VISITS:
            raise TooComplex()
        return known

    def _visits(self, schema: dict[str, Any], value: Any, level: int) -> int:
        same = [inner for word in ("allOf", "anyOf", "oneOf") for inner in listing(schema.get(word))]
        same += [schema[word] for word in ("not", "if", "then", "else") if word in schema]
        same += mapping(schema.get("dependentSchemas")).values()
        if isinstance(schema.get("$ref"), str):
            same.append(self._side.resolve(schema, "")[0])
        total = sum(self.count(inner, value, level) for inner in same)
        # To tell what was evaluated they are gone through once more.
        total *= 1 + sum(word in schema for word in ("unevaluatedProperties", "unevaluatedItems"))
        wide = len(listing(schema.get("enum"))) + len(mapping(schema.get("patternProperties")))
        wide += len(listing(schema.get("prefixItems")))
        total += 1 + wide * _size(value)
        if total + _size(value) > MOST_VISITS:
            raise TooComplex()
        if isinstance(value, dict):
            total += self._object_visits(schema, value, level)
        elif isinstance(value, list):
            total += self._array_visits(schema, value, level)
        return total

    def _object_visits(self, schema: dict[str, Any], value: dict[str, Any], level: int) -> int:
        known = mapping(schema.get("properties"))
        patterns = mapping(schema.get("patternProperties"))
        total = len(value) * (1 + len(patterns)) + len(known) + len(listing(schema.get("required")))
        for key, inner in value.items():
            below = [known[key]] if key in known else []
            below += [*patterns.values(), schema.get("additionalProperties"), schema.get("unevaluatedProperties")]
            total += sum(self.count(one, inner, level) for one in below if isinstance(one, dict))
            if isinstance(schema.get("propertyNames"), dict):
                total += self.count(schema["propertyNames"], key, level)
        return total

    def _array_visits(self, schema: dict[str, Any], value: list[Any], level: int) -> int:
        below = [schema.get(word) for word in ("items", "contains", "unevaluatedItems", "additionalItems")]
        below += listing(schema.get("prefixItems"))
        total = len(value) ** 2 if schema.get("uniqueItems") else len(value)
        for inner in value:
            total += sum(self.count(one, inner, level) for one in below if isinstance(one, dict))
        return total


def _size(value: Any) -> int:
    return len(value) + 1 if isinstance(value, dict | list) else 1
