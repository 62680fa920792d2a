"""`oneOf`, `anyOf` and lists of types: whether what may come is among what may be taken."""

from documentation_api.specs.comparison.findings import REQUEST, Findings
from documentation_api.specs.comparison.fingerprints import Fingerprints
from documentation_api.specs.comparison.sides import Place, mapping
from documentation_api.specs.comparison.trials import Trials
from documentation_api.specs.comparison.view import View

Pair = tuple[View, View]


class Alternatives:
    """The part of a comparison of schemas that looks at choices."""

    def __init__(self, schemas: Trials) -> None:
        self._schemas = schemas

    def compare_plain(self, old: View, new: View, direction: str) -> bool:
        """Compare a choice with a schema that is none, and say that this was done."""
        if bool(old.choices) == bool(new.choices):
            return False
        schemas, report = self._schemas, self._schemas.report
        before, after = schemas.old_views.ways_of(old), schemas.new_views.ways_of(new)
        request = direction == REQUEST
        if request:
            lost = [way for way in before if not any(self._fits(way, other, direction) for other in after)]
            spare = [way for way in after if not any(self._fits(other, way, direction) for other in before)]
            gone, come = lost, spare
        else:
            lost = [way for way in after if not any(self._fits(other, way, direction) for other in before)]
            spare = [way for way in before if not any(self._fits(way, other, direction) for other in after)]
            gone, come = spare, lost
        for way in gone:
            report.tell(request, "alternative-removed", way.pointer, f"{direction}: one of the alternatives removed")
        for way in come:
            report.tell(not request, "alternative-added", way.pointer, f"{direction}: an alternative added")
        if not lost and not spare:
            self._include_notes(before, after, direction)
        return True

    def compare_choices(self, old: View, new: View, direction: str) -> list[Pair]:
        """Compare two choices; what must be compared further."""
        if not (old.choices and new.choices):
            return []
        before = [place for choice in old.choices for place in choice]
        after = [place for choice in new.choices for place in choice]
        old_numbers, new_numbers = self._schemas.old_numbers, self._schemas.new_numbers
        numbered_before = numbered(old_numbers, before)
        numbered_after = numbered(new_numbers, after)
        # What seems the same is compared all the same: it may differ deeper than fingerprints look.
        same = [(place, numbered_after[one]) for one, place in numbered_before.items() if one in numbered_after]
        left = [place for number, place in numbered_before.items() if number not in numbered_after]
        right = [place for number, place in numbered_after.items() if number not in numbered_before]
        same += twins(left, right)
        below = [(self._old(first), self._new(second)) for first, second in same]
        if direction == REQUEST:
            self._compare_sent(left, right, after, below, direction)
        else:
            self._compare_received(left, right, before, below, direction)
        return below

    def _compare_sent(
        self, left: list[Place], right: list[Place], after: list[Place], below: list[Pair], direction: str
    ) -> None:
        """Callers send what they sent before: each old way must still be taken."""
        report = self._schemas.report
        lost = [way for way in left if not any(self._fits(self._old(way), self._new(one), direction) for one in after)]
        if len(lost) == len(right) == 1:
            below.append((self._old(lost.pop()), self._new(right[0])))
            right = []
        for place in lost:
            report.breaking("alternative-removed", place[1], f"{direction}: one of the alternatives removed")
        for place in right:
            report.compatible("alternative-added", place[1], f"{direction}: an alternative added")

    def _compare_received(
        self, left: list[Place], right: list[Place], before: list[Place], below: list[Pair], direction: str
    ) -> None:
        """Callers can read what they read before: each new way must be among the old ones."""
        report = self._schemas.report
        come = [
            way for way in right if not any(self._fits(self._old(one), self._new(way), direction) for one in before)
        ]
        if len(come) == len(left) == 1:
            below.append((self._old(left[0]), self._new(come.pop())))
            left = []
        for place in left:
            report.compatible("alternative-removed", place[1], f"{direction}: one of the alternatives removed")
        for place in come:
            report.breaking("alternative-added", place[1], f"{direction}: an alternative added")

    def _fits(self, old: View, new: View, direction: str) -> bool:
        self._schemas.old.spend()
        if old.types is not None and new.types is not None and not overlap(old.types, new.types):
            return False
        return not self._schemas.trial(old, new, direction).breaks

    def _include_notes(self, before: list[View], after: list[View], direction: str) -> None:
        report: Findings = self._schemas.report
        for old in before:
            for new in after:
                if self._fits(old, new, direction):
                    report.include(self._schemas.trial(old, new, direction))
                    break

    def _old(self, place: Place) -> View:
        return self._schemas.old_views.of(*place)

    def _new(self, place: Place) -> View:
        return self._schemas.new_views.of(*place)


def overlap(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether two types have a value in common; whole numbers are numbers as well."""
    numbers = {"integer", "number"}
    return bool(first & second or (first & numbers and second & numbers))


def numbered(numbers: Fingerprints, places: list[Place]) -> dict[int, Place]:
    """Alternatives by what they come to."""
    return {numbers.of(only_part(numbers, place)): place for place in places}


def only_part(numbers: Fingerprints, place: Place) -> object:
    """What a schema comes to that does nothing but refer to one other."""
    return numbers.side.resolve(*place)[0]


def twins(left: list[Place], right: list[Place]) -> list[tuple[Place, Place]]:
    """Pairs of the same name, taken out of both lists."""
    found = []
    named = {name_of(place): place for place in right}
    for place in list(left):
        twin = named.pop(name_of(place), None)
        if twin is not None:
            left.remove(place)
            right.remove(twin)
            found.append((place, twin))
    return found


def name_of(place: Place) -> str:
    """What an alternative is called: the component it refers to, or its title."""
    schema = mapping(place[0])
    return str(schema.get("$ref") or schema.get("title") or place[1])
