"""Schemas of an OpenAPI document, each looked at once however often it is referred to."""

import json
from collections.abc import Iterator
from typing import Any

from documentation_api.specs.comparison.sides import Place, Side, listing, mapping, words
from documentation_api.specs.examination.issues import Issue, TooComplex, pointer_to
from documentation_api.specs.examination.patterns import MAX_PATTERN, is_pattern
from documentation_api.specs.examination.references import ObjectWalk
from documentation_api.specs.examination.shape import DIALECTS, OWN_DIALECT, shape_issues

_IN_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_IN_MAPS = ("properties", "patternProperties", "dependentSchemas", "$defs", "definitions")
_ALONE = ("not", "items", "additionalProperties", "if", "then", "else", "contains", "propertyNames",
          "unevaluatedProperties", "unevaluatedItems", "additionalItems", "contentSchema")  # fmt: skip
# Schemas looked through for the names that a list of required ones may mean.
MOST_SEARCHED = 1_000_000


class SchemaInspection:
    """All schemas of one document."""

    def __init__(self, side: Side) -> None:
        self._side = side
        version = str(side.document.get("openapi"))
        self._dialect = str(side.document.get("jsonSchemaDialect", OWN_DIALECT)) if version >= "3.1" else None
        # In the child that examines only: what it imports takes 15 MB.
        from documentation_api.specs.examination.defaults import Defaults

        self._defaults = Defaults(side, nullable=self._dialect is None)
        self._met: set[int] = set()
        self._searched = 0

    def issues(self) -> Iterator[Issue]:
        """Faults by place: the roots in the order of the document, then what only references lead to."""
        referred: list[Place] = []
        for root, pointer in self._roots():
            yield from self._root_issues(root, pointer, referred)
        while referred:
            root, pointer = referred.pop()
            yield from self._root_issues(root, pointer, referred)

    def _roots(self) -> Iterator[Place]:
        walk = ObjectWalk(self._side.document)
        for value, named in walk.objects():
            if named:
                if walk.steps == ["components", "schemas"]:
                    for name, schema in value.items():
                        yield schema, pointer_to("/components/schemas", name)
            elif isinstance(value.get("schema"), dict):
                yield value["schema"], pointer_to(walk.pointer, "schema")

    def _root_issues(self, root: Any, pointer: str, referred: list[Place]) -> Iterator[Issue]:
        if not isinstance(root, dict) or id(root) in self._met:
            return
        if self._dialect is not None:
            dialect = str(root.get("$schema", self._dialect)).rstrip("#")
            if dialect not in DIALECTS:
                yield Issue(f"The dialect {dialect[:200]} is not known", "unknown_dialect", pointer)
                return
            faults = list(shape_issues(dialect, root, pointer))
            yield from faults
            if faults:
                return
        waiting: list[Place] = [(root, pointer)]
        while waiting:
            schema, place = waiting.pop()
            if isinstance(schema, dict) and id(schema) not in self._met:
                self._met.add(id(schema))
                yield from self._schema_issues(schema, place)
                waiting += reversed(list(parts_of(schema, place)))
                if isinstance(schema.get("$ref"), str):
                    referred.append(self._side.resolve(schema, place))

    def _schema_issues(self, schema: dict[str, Any], place: str) -> Iterator[Issue]:
        yield from _value_issues(schema, place)
        if "allOf" in schema:
            yield from self._required_issues(schema, place)
        if "default" in schema:
            yield from self._defaults.issues(schema, place)

    def _required_issues(self, schema: dict[str, Any], place: str) -> Iterator[Issue]:
        missing = set(words(schema.get("required"))) - mapping(schema.get("properties")).keys()
        met: set[int] = set()
        waiting = list(listing(schema["allOf"]))
        while missing and waiting:
            part, _ = self._side.resolve(waiting.pop(), "")
            if isinstance(part, dict) and id(part) not in met:
                met.add(id(part))
                self._searched += 1
                if self._searched > MOST_SEARCHED:
                    raise TooComplex()
                missing -= mapping(part.get("properties")).keys()
                for word in ("allOf", "anyOf", "oneOf"):
                    waiting += listing(part.get(word))
        if missing:
            named = ", ".join(sorted(missing))[:200]
            message = f"Required but described nowhere: {named}"
            yield Issue(message, "unknown_required", pointer_to(place, "required"))


def parts_of(schema: dict[str, Any], place: str) -> Iterator[Place]:
    """Schemas that stand in a schema."""
    for word in _IN_LISTS:
        for number, inner in enumerate(listing(schema.get(word))):
            yield inner, pointer_to(place, word, number)
    for word in _IN_MAPS:
        for name, inner in mapping(schema.get(word)).items():
            yield inner, pointer_to(place, word, name)
    for word in _ALONE:
        if isinstance(schema.get(word), dict):
            yield schema[word], pointer_to(place, word)


def _value_issues(schema: dict[str, Any], place: str) -> Iterator[Issue]:
    enum = schema.get("enum")
    if isinstance(enum, list):
        seen: set[str] = set()
        for number, value in enumerate(enum):
            text = json.dumps(value, sort_keys=True)
            if text in seen:
                message = f"The value {text[:100]} stands twice"
                yield Issue(message, "duplicate_enum_value", pointer_to(place, "enum", number))
            seen.add(text)
    patterns = [(schema.get("pattern"), "pattern")]
    patterns += [(name, pointer_to("patternProperties", name)) for name in mapping(schema.get("patternProperties"))]
    for pattern, step in patterns:
        if isinstance(pattern, str):
            at = f"{place}/{step}"
            if len(pattern) > MAX_PATTERN:
                yield Issue(f"A pattern must be at most {MAX_PATTERN} characters long", "invalid_pattern", at)
            elif not is_pattern(pattern):
                yield Issue(f"{pattern[:200]} is no regular expression", "invalid_pattern", at)
