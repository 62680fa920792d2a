"""Two schemas compared in one direction, and with them every schema they lead to."""

from documentation_api.specs.comparison.findings import REQUEST, RESPONSE, Report
from documentation_api.specs.comparison.fingerprints import ANNOTATIONS, Fingerprints
from documentation_api.specs.comparison.sides import Place, Side, listing, mapping
from documentation_api.specs.comparison.values import compare_values, tell
from documentation_api.specs.comparison.views import View, Views
from documentation_api.specs.issues import pointer_to

OPPOSITE = {REQUEST: RESPONSE, RESPONSE: REQUEST}


class SchemaComparison:
    """Compares pairs of schemas. A pair is compared once a direction, so circles end and shared parts cost once."""

    def __init__(self, old: Side, new: Side, report: Report) -> None:
        self.old, self.new, self.report = old, new, report
        self._old_views, self._new_views = Views(old), Views(new)
        self.old_numbers, self.new_numbers = Fingerprints(old), Fingerprints(new)
        self._met: set[tuple[int, int, str]] = set()

    def compare(self, old: Place, new: Place, direction: str) -> None:
        """Report what changed between two schemas and below them."""
        waiting = [(old, new)]
        while waiting:
            before, after = waiting.pop()
            key = (id(before[0]), id(after[0]), direction)
            if key in self._met:
                continue
            self._met.add(key)
            old_view, new_view = self._old_views.of(*before), self._new_views.of(*after)
            # Two ways to the same pair of components are one comparison.
            meaning = (id(old_view), id(new_view), direction)
            if meaning not in self._met:
                self._met.add(meaning)
                if not self._compare_with_choice(before, after, direction):
                    waiting += self._compare_views(old_view, new_view, direction)

    def _compare_with_choice(self, before: Place, after: Place, direction: str) -> bool:
        """True when one side is a choice and the other one of its alternatives: nothing else can differ."""
        request = direction == REQUEST
        if self._is_way(self.old_numbers, before, self._new_views.of(*after), self.new_numbers, after):
            add = self.report.compatible if request else self.report.warning
            add("alternative-added", after[1], f"{direction}: became one of several alternatives")
            return True
        if self._is_way(self.new_numbers, after, self._old_views.of(*before), self.old_numbers, before):
            self.report.tell(request, "alternative-removed", after[1], f"{direction}: only one alternative is left")
            return True
        return False

    def _is_way(self, plain: Fingerprints, schema: Place, choice: View, chosen: Fingerprints, whole: Place) -> bool:
        ways = [way for ways in choice.choices for way in ways]
        target = only_part(plain.side, schema)[0]
        if not ways or len(choice.choices) > 1 or "oneOf" in mapping(target) or "anyOf" in mapping(target):
            return False
        if (
            mapping(chosen.side.resolve(*whole)[0]).keys()
            - ANNOTATIONS
            - {"oneOf", "anyOf", "discriminator", "nullable"}
        ):
            return False
        return any(plain.of(target) == chosen.of(only_part(chosen.side, way)[0]) for way in ways)

    def _compare_views(self, old: View, new: View, direction: str) -> list[tuple[Place, Place]]:
        compare_values(self.report, old, new, direction)
        self._compare_notes(old, new)
        self._compare_others(old, new, direction)
        below = self._compare_properties(old, new, direction)
        below += self._compare_items(old, new, direction)
        below += self._compare_additional(old, new, direction)
        return below + self._compare_choices(old, new, direction)

    def _compare_notes(self, old: View, new: View) -> None:
        for word in ("description", "title"):
            if old.notes.get(word) != new.notes.get(word):
                self.report.warning("description-changed", new.pointer, f"{word} changed")
        if new.notes.get("deprecated") is True and old.notes.get("deprecated") is not True:
            self.report.compatible("deprecated", new.pointer, "deprecated")
        if tell(old.notes.get("default")) != tell(new.notes.get("default")):
            self.report.warning("default-changed", new.pointer, "the default value changed")

    def _compare_others(self, old: View, new: View, direction: str) -> None:
        for word in sorted({*old.others, *new.others}):
            before, after = old.others.get(word, []), new.others.get(word, [])
            if self.old_numbers.of(before) == self.new_numbers.of(after):
                continue
            gone = not after
            self.report.tell(
                word == "discriminator" or (direction == REQUEST and not gone),
                "constraint-changed", new.pointer, f"{direction}: {word} {'removed' if gone else 'changed'}",
            )  # fmt: skip

    def _compare_properties(self, old: View, new: View, direction: str) -> list[tuple[Place, Place]]:
        below = []
        before, after = self._visible(self._old_views, old, direction), self._visible(self._new_views, new, direction)
        for name, place in after.items():
            if name in before:
                self._compare_presence(old, new, name, place[1], direction)
                below.append((before[name], place))
            else:
                self._tell_added(new, name, place[1], direction)
        for name, place in before.items():
            if name not in after:
                self._tell_removed(old, new, name, place[1], direction)
        # Names that are demanded without a schema of their own.
        for name in sorted(new.required - old.required - after.keys() - new.properties.keys()):
            self.report.tell(direction == REQUEST, "property-required", new.pointer, f"{direction}: {name} is required")
        for name in sorted(old.required - new.required - before.keys() - old.properties.keys()):
            self.report.tell(direction == RESPONSE, "property-optional", new.pointer, f"{direction}: {name} optional")
        for pattern, place in new.by_pattern.items():
            if pattern in old.by_pattern:
                below.append((old.by_pattern[pattern], place))
        return below

    def _visible(self, views: Views, view: View, direction: str) -> dict[str, Place]:
        """Properties that travel in this direction."""
        visible = {}
        for name, place in view.properties.items():
            inner = views.of(*place)
            if not (inner.read_only if direction == REQUEST else inner.write_only):
                visible[name] = place
        return visible

    def _compare_presence(self, old: View, new: View, name: str, pointer: str, direction: str) -> None:
        if name in new.required and name not in old.required:
            message = f"{direction}: property {name} became required"
            self.report.tell(direction == REQUEST, "property-required", pointer, message)
        if name in old.required and name not in new.required:
            message = f"{direction}: property {name} became optional"
            self.report.tell(direction == RESPONSE, "property-optional", pointer, message)

    def _tell_added(self, new: View, name: str, pointer: str, direction: str) -> None:
        required = name in new.required
        message = f"{direction}: {'required ' if required else ''}property {name} added"
        self.report.tell(direction == REQUEST and required, "property-added", pointer, message)

    def _tell_removed(self, old: View, new: View, name: str, pointer: str, direction: str) -> None:
        closed = new.additional is not None and new.additional[0] is False
        message = f"{direction}: property {name} removed"
        if closed if direction == REQUEST else name in old.required:
            self.report.breaking("property-removed", pointer, message)
        else:
            self.report.warning("property-removed", pointer, message)

    def _compare_items(self, old: View, new: View, direction: str) -> list[tuple[Place, Place]]:
        below = list(zip(old.prefix, new.prefix, strict=False))
        if len(old.prefix) != len(new.prefix):
            self.report.breaking("items-changed", new.pointer, f"{direction}: the number of leading items changed")
        if old.items and new.items:
            below.append((old.items, new.items))
        elif new.items:
            self.report.tell(direction == REQUEST, "items-changed", new.items[1], f"{direction}: items are restricted")
        elif old.items:
            message = f"{direction}: items are no longer restricted"
            self.report.tell(direction == RESPONSE, "items-changed", new.pointer, message)
        return below

    def _compare_additional(self, old: View, new: View, direction: str) -> list[tuple[Place, Place]]:
        before = old.additional or (True, old.pointer)
        after = new.additional or (True, new.pointer)
        if _open(before[0]) and _open(after[0]):
            return []
        if isinstance(before[0], bool) or isinstance(after[0], bool):
            if before[0] != after[0]:
                narrower = after[0] is False or before[0] is True
                message = f"{direction}: additional properties {'restricted' if narrower else 'allowed'}"
                self.report.tell(direction == REQUEST and narrower, "additional-properties", after[1], message)
            return []
        return [(before, after)]

    def _compare_choices(self, old: View, new: View, direction: str) -> list[tuple[Place, Place]]:
        below: list[tuple[Place, Place]] = []
        before = [place for choice in old.choices for place in choice]
        after = [place for choice in new.choices for place in choice]
        if not before and not after:
            return []
        if not before or not after:
            self._tell_choice(old, new, bool(after), direction)
            return []
        numbered_before = {self.old_numbers.of(place[0]): place for place in before}
        numbered_after = {self.new_numbers.of(place[0]): place for place in after}
        left = [place for number, place in numbered_before.items() if number not in numbered_after]
        right = [place for number, place in numbered_after.items() if number not in numbered_before]
        # What seems the same is compared all the same: it may differ deeper than fingerprints look.
        below += [(place, numbered_after[one]) for one, place in numbered_before.items() if one in numbered_after]
        for place in list(left):
            twin = next((one for one in right if _name(one) == _name(place)), None)
            if twin is None and len(left) == len(right) == 1:
                twin = right[0]
            if twin is not None:
                left.remove(place)
                right.remove(twin)
                below.append((place, twin))
        for place in left:
            message = f"{direction}: one of the alternatives removed"
            self.report.tell(direction == REQUEST, "alternative-removed", place[1], message)
        for place in right:
            add = self.report.compatible if direction == REQUEST else self.report.warning
            add("alternative-added", place[1], f"{direction}: an alternative added")
        return below

    def _tell_choice(self, old: View, new: View, added: bool, direction: str) -> None:
        # A schema that became one alternative of a choice keeps what it allowed; it may get more besides.
        message = f"{direction}: a choice of alternatives {'added' if added else 'removed'}"
        self.report.tell(added if direction == REQUEST else not added, "type-changed", new.pointer, message)


def only_part(side: Side, place: Place) -> Place:
    """What a schema comes to that does nothing but join or choose one other."""
    schema, pointer = side.resolve(*place)
    meaning = mapping(schema).keys() - ANNOTATIONS
    for word in ("allOf", "oneOf", "anyOf"):
        if meaning == {word} and len(listing(schema[word])) == 1:
            return side.resolve(schema[word][0], pointer_to(pointer, word, 0))
    return schema, pointer


def _open(additional: object) -> bool:
    return additional is True or additional == {}


def _name(place: Place) -> str:
    """What an alternative is called: the component it refers to, or its title."""
    schema = mapping(place[0])
    return str(schema.get("$ref") or schema.get("title") or place[1])
