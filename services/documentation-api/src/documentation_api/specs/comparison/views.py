"""A schema as comparison needs it: references followed, `allOf` joined, the dialects of nullability made one."""

from dataclasses import dataclass, field
from typing import Any, TypeGuard

from documentation_api.specs.comparison.sides import Place, Side, listing, mapping, words
from documentation_api.specs.issues import pointer_to

NULL = "null"
LARGEST = ("maxLength", "maxItems", "maxProperties")
SMALLEST = ("minLength", "minItems", "minProperties")
# Assertions that are compared as they stand.
OTHERS = ("not", "if", "then", "else", "dependentSchemas", "dependentRequired", "dependencies", "contains",
          "minContains", "maxContains", "propertyNames", "unevaluatedProperties", "unevaluatedItems",
          "additionalItems", "discriminator", "multipleOf", "uniqueItems", "contentEncoding",
          "contentMediaType")  # fmt: skip


@dataclass
class View:
    """What a schema demands. `types` None allows any type, `enum` None any value; `upper` and `lower` are
    (bound, rank): of equal bounds the exclusive one is the tighter."""

    pointer: str
    types: frozenset[str] | None = None
    nullable: bool = False
    impossible: bool = False
    formats: set[str] = field(default_factory=set)
    enum: list[Any] | None = None
    upper: tuple[float, int] | None = None
    lower: tuple[float, int] | None = None
    sizes: dict[str, float] = field(default_factory=dict)
    patterns: set[str] = field(default_factory=set)
    properties: dict[str, Place] = field(default_factory=dict)
    by_pattern: dict[str, Place] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    additional: Place | None = None
    items: Place | None = None
    prefix: list[Place] = field(default_factory=list)
    choices: list[list[Place]] = field(default_factory=list)
    others: dict[str, list[Any]] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)
    read_only: bool = False
    write_only: bool = False


class Views:
    """Views of one document's schemas, each built once."""

    def __init__(self, side: Side) -> None:
        self._side = side
        self._built: dict[int, View] = {}
        self._joined: list[Any] = []

    def of(self, schema: Any, pointer: str) -> View:
        """The view of a schema; a mere reference has the view of what it names."""
        if isinstance(schema, dict) and len(schema) == 1 and "$ref" in schema:
            schema, pointer = self._side.resolve(schema, pointer)
        known = self._built.get(id(schema))
        if known is None:
            self._joined.append(schema)  # keeps its id from being given to another
            known = self._built[id(schema)] = self._build(schema, pointer)
        return known

    def _build(self, schema: Any, pointer: str) -> View:
        view = View(self._side.resolve(schema, pointer)[1])
        met: set[int] = set()
        waiting: list[Place] = [(schema, pointer)]
        while waiting:
            part, place = waiting.pop()
            siblings = mapping(part)
            target, place = self._side.resolve(part, place)
            if target is not part and len(siblings) > 1:
                waiting.append(({key: value for key, value in siblings.items() if key != "$ref"}, place))
            if isinstance(target, dict):
                if id(target) in met:
                    continue
                met.add(id(target))
                waiting += reversed(self._absorb(view, target, place))
            elif target is False:
                view.impossible = True
        settle_types(view)
        return view

    def _absorb(self, view: View, schema: dict[str, Any], place: str) -> list[Place]:
        """Take the demands of one schema; what is left are the parts it joins."""
        absorb_values(view, schema)
        absorb_notes(view, schema)
        for name, inner in mapping(schema.get("properties")).items():
            self._join(view.properties, name, (inner, pointer_to(place, "properties", name)))
        for name, inner in mapping(schema.get("patternProperties")).items():
            self._join(view.by_pattern, name, (inner, pointer_to(place, "patternProperties", name)))
        if "additionalProperties" in schema:
            view.additional = (schema["additionalProperties"], pointer_to(place, "additionalProperties"))
        self._absorb_items(view, schema, place)
        parts = list(self._places(schema, "allOf", place))
        for word in ("oneOf", "anyOf"):
            parts += self._absorb_choice(view, list(self._places(schema, word, place)))
        return parts

    def _absorb_items(self, view: View, schema: dict[str, Any], place: str) -> None:
        view.prefix = list(self._places(schema, "prefixItems", place)) or view.prefix
        items = schema.get("items")
        if isinstance(items, list):
            view.prefix = list(self._places(schema, "items", place))
        elif items is not None:
            view.items = (items, pointer_to(place, "items"))

    def _absorb_choice(self, view: View, choice: list[Place]) -> list[Place]:
        """Keep a choice; one that has a single way, apart from null, is no choice."""
        ways = [one for one in choice if mapping(self._side.resolve(*one)[0]).get("type") != NULL]
        view.nullable = view.nullable or len(ways) < len(choice)
        if len(ways) == 1:
            return ways
        if ways:
            view.choices.append(ways)
        return []

    def _join(self, known: dict[str, Place], name: str, place: Place) -> None:
        if name in known and known[name][0] is not place[0]:
            joined = {"allOf": [known[name][0], place[0]]}
            self._joined.append(joined)
            place = (joined, known[name][1])
        known[name] = place

    def _places(self, schema: dict[str, Any], word: str, place: str) -> list[Place]:
        return [(inner, pointer_to(place, word, number)) for number, inner in enumerate(listing(schema.get(word)))]


def absorb_values(view: View, schema: dict[str, Any]) -> None:
    """Types, values and sizes; of two demands the tighter stays."""
    kinds = schema.get("type")
    if isinstance(kinds, str | list):
        named = frozenset([kinds] if isinstance(kinds, str) else words(kinds))
        view.types = named if view.types is None else narrow_types(view.types, named)
    view.nullable = view.nullable or schema.get("nullable") is True
    if isinstance(schema.get("format"), str):
        view.formats.add(schema["format"])
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    if isinstance(values, list):
        view.enum = values if view.enum is None else [value for value in values if value in view.enum]
    if isinstance(schema.get("pattern"), str):
        view.patterns.add(schema["pattern"])
    for word in (*LARGEST, *SMALLEST):
        if is_number(schema.get(word)):
            tighter = min if word in LARGEST else max
            view.sizes[word] = tighter(schema[word], view.sizes.get(word, schema[word]))
    absorb_range(view, schema)
    for word in OTHERS:
        if word in schema:
            view.others.setdefault(word, []).append(schema[word])


def absorb_range(view: View, schema: dict[str, Any]) -> None:
    """Both spellings of exclusive bounds: a flag beside the bound, or the bound itself."""
    for word, largest in (("aximum", True), ("inimum", False)):
        bound, exclusive = schema.get("m" + word), schema.get("exclusiveM" + word)
        given = [(bound, exclusive is True), (exclusive, True)]
        for value, excluded in ((float(one), how) for one, how in given if is_number(one)):
            if largest:
                rank = (value, 0 if excluded else 1)
                view.upper = rank if view.upper is None else min(view.upper, rank)
            else:
                rank = (value, 1 if excluded else 0)
                view.lower = rank if view.lower is None else max(view.lower, rank)


def absorb_notes(view: View, schema: dict[str, Any]) -> None:
    """What people read, who may write, and what must be there."""
    for word in ("description", "title", "default", "deprecated"):
        if word in schema:
            view.notes.setdefault(word, schema[word])
    view.required.update(words(schema.get("required")))
    view.read_only = view.read_only or schema.get("readOnly") is True
    view.write_only = view.write_only or schema.get("writeOnly") is True


def settle_types(view: View) -> None:
    """A schema that speaks of properties means objects even when it does not say so; null joins at the end."""
    if view.types is None and view.enum is None and not view.choices:
        if view.properties or view.required:
            view.types = frozenset({"object"})
        elif view.items or view.prefix:
            view.types = frozenset({"array"})
    if view.types is not None and view.nullable:
        view.types |= {NULL}
    if view.enum is not None:
        view.enum = [value for value in view.enum if value is not None]


def narrow_types(first: frozenset[str], second: frozenset[str]) -> frozenset[str]:
    """Types both allow; an integer is a number."""
    return frozenset(kind for kind in first | second if covers(first, kind) and covers(second, kind))


def covers(types: frozenset[str], kind: str) -> bool:
    """Whether values of `kind` are among `types`."""
    return kind in types or (kind == "integer" and "number" in types)


def is_number(value: Any) -> TypeGuard[float]:
    """A number that is not a truth value."""
    return isinstance(value, int | float) and not isinstance(value, bool)
