"""A schema as comparison needs it: references followed, `allOf` joined, the dialects of nullability made one."""

from dataclasses import replace
from typing import Any

from documentation_api.specs.comparison.demands import NULL, absorb_notes, absorb_values, narrow_types, settle
from documentation_api.specs.comparison.sides import Place, Side, listing, mapping
from documentation_api.specs.comparison.view import View
from documentation_api.specs.examination.issues import pointer_to

# Combinations of alternatives that are looked at one by one.
MOST_WAYS = 64
# Choices within choices whose types are looked at.
MOST_LEVELS = 30


class Views:
    """Views of one document's schemas, each built once."""

    def __init__(self, side: Side) -> None:
        self.side = side
        self._built: dict[int, View] = {}
        self._ways: dict[int, list[View]] = {}
        self._joins: dict[tuple[int, ...], dict[str, Any]] = {}
        self._joined_ids: set[int] = set()
        # What ids are known of must live as long as they.
        self._held: list[Any] = []
        self._level = 0

    def of(self, schema: Any, pointer: str) -> View:
        """The view of a schema; a mere reference has the view of what it names."""
        if isinstance(schema, dict) and len(schema) == 1 and "$ref" in schema:
            schema, pointer = self.side.resolve(schema, pointer)
        known = self._built.get(id(schema))
        if known is None:
            self._held.append(schema)
            known = self._built[id(schema)] = View(self.side.resolve(schema, pointer)[1])
            self._take_in(known, [(schema, pointer)], set())
            settle(known)
            self._settle_choices(known)
        return known

    def _settle_choices(self, view: View) -> None:
        """A choice is of the types of its alternatives, where all of them say of which they are."""
        if not view.choices or self._level > MOST_LEVELS:
            return
        self._level += 1
        for choice in view.choices:
            kinds = [self.of(*place).types for place in choice]
            known = [kind for kind in kinds if kind is not None]
            if len(known) == len(kinds):
                union = frozenset().union(*known)
                view.types = union if view.types is None else narrow_types(view.types, union | view.types & {NULL})
        self._level -= 1
        settle(view)

    def ways_of(self, view: View) -> list[View]:
        """What values of a view may look like: each alternative with what holds for all, or each type by itself."""
        known = self._ways.get(id(view))
        if known is None:
            self._held.append(view)
            known = self._ways[id(view)] = self._chosen(view) if view.choices else by_value(view)
            self._held += known
        return known

    def _chosen(self, view: View) -> list[View]:
        ways = [view_without_choice(view)]
        for choice in view.choices:
            if len(ways) * len(choice) > MOST_WAYS:
                break
            ways = [self._joined(way, place) for way in ways for place in choice]
        return [part for way in ways for part in ([way] if way.choices else by_value(way))]

    def _joined(self, view: View, place: Place) -> View:
        """A view that demands what another does, and a schema besides."""
        made = replace(
            view, pointer=place[1], formats=set(view.formats), sizes=dict(view.sizes), patterns=set(view.patterns),
            properties=dict(view.properties), by_pattern=dict(view.by_pattern), required=set(view.required),
            prefix=list(view.prefix), choices=list(view.choices), extensible=set(view.extensible),
            others={word: list(parts) for word, parts in view.others.items()}, notes=dict(view.notes),
        )  # fmt: skip
        self._take_in(made, [place], set())
        settle(made)
        return made

    def _take_in(self, view: View, waiting: list[Place], met: set[int]) -> None:
        while waiting:
            part, place = waiting.pop()
            siblings = mapping(part)
            target, place = self.side.resolve(part, place)
            if target is not part and len(siblings) > 1 and not self.side.references_stand_alone:
                waiting.append(({key: value for key, value in siblings.items() if key != "$ref"}, place))
            if isinstance(target, dict):
                if id(target) in met:
                    continue
                met.add(id(target))
                self._held.append(target)
                waiting += reversed(self._absorb(view, target, place))
            elif target is False:
                view.impossible = True

    def _absorb(self, view: View, schema: dict[str, Any], place: str) -> list[Place]:
        """Take the demands of one schema; what is left are the parts it joins."""
        self.side.spend(len(schema) + len(mapping(schema.get("properties"))))
        absorb_values(view, schema, place)
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
            items = schema.get("additionalItems")
        if items is not None and items is not True and items != {}:
            view.items = (items, pointer_to(place, "items"))

    def _absorb_choice(self, view: View, choice: list[Place]) -> list[Place]:
        """Keep a choice; one that has a single way, apart from null, is no choice."""
        ways = [one for one in choice if not self._is_null(one)]
        view.nullable = view.nullable or len(ways) < len(choice)
        if len(ways) == 1:
            return ways
        if ways:
            view.choices.append(ways)
        return []

    def _is_null(self, place: Place) -> bool:
        schema = mapping(self.side.resolve(*place)[0])
        return schema.get("type") in (NULL, [NULL]) or schema.get("enum") == [None] or (
            "const" in schema and schema["const"] is None
        )  # fmt: skip

    def _join(self, known: dict[str, Place], name: str, place: Place) -> None:
        """A property described twice must be as both say. The same two always make the same third."""
        parts = [*self._parts(known[name]), *self._parts(place)] if name in known else [place]
        ids = tuple(dict.fromkeys(id(self.side.resolve(*part)[0]) for part in parts))
        if len(ids) == 1:
            known.setdefault(name, place)
            return
        if ids not in self._joins:
            self._held += [part[0] for part in parts]
            self._joins[ids] = {"allOf": [part[0] for part in parts]}
            self._joined_ids.add(id(self._joins[ids]))
        known[name] = (self._joins[ids], known[name][1])

    def _parts(self, place: Place) -> list[Place]:
        schema = place[0]
        return [(part, place[1]) for part in schema["allOf"]] if id(schema) in self._joined_ids else [place]

    def _places(self, schema: dict[str, Any], word: str, place: str) -> list[Place]:
        return [(inner, pointer_to(place, word, number)) for number, inner in enumerate(listing(schema.get(word)))]


def view_without_choice(view: View) -> View:
    """What holds for every alternative."""
    return replace(view, choices=[])


def by_value(view: View) -> list[View]:
    """A view of some values as one view for each, else of several types as one for each."""
    if view.enum is None or not 1 < len(view.enum) <= MOST_WAYS:
        return by_type(view)
    ways = [replace(view, enum={key: value}) for key, value in view.enum.items()]
    for way in ways:
        settle(way)
    return ways


def by_type(view: View) -> list[View]:
    """A view of several types as one view for each; null stays with all."""
    types = None if view.types is None else view.types - {NULL}
    if types is None or len(types) < 2:
        return [view]
    ways = [replace(view, types=frozenset({one}) | (view.types or types) & {NULL}) for one in sorted(types)]
    for way in ways:
        settle(way)
    return ways
