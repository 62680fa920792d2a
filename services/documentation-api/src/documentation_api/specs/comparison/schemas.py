"""Two schemas compared in one direction, and with them every schema they lead to."""

from documentation_api.specs.comparison.alternatives import Alternatives
from documentation_api.specs.comparison.assertions import compare_assertions
from documentation_api.specs.comparison.demands import tell
from documentation_api.specs.comparison.findings import REQUEST, RESPONSE, Findings
from documentation_api.specs.comparison.fingerprints import Fingerprints
from documentation_api.specs.comparison.sides import Place, Side
from documentation_api.specs.comparison.values import compare_values
from documentation_api.specs.comparison.view import View
from documentation_api.specs.comparison.views import Views

OPPOSITE = {REQUEST: RESPONSE, RESPONSE: REQUEST}
Pair = tuple[View, View]
# Comparisons tried out within comparisons: alternatives of alternatives.
MOST_TRIALS = 6


class SchemaComparison:
    """Compares pairs of schemas. A pair is compared once a direction, so circles end and shared parts cost once."""

    def __init__(self, old: Side, new: Side, report: Findings) -> None:
        self.old, self.new, self.report = old, new, report
        self.old_views, self.new_views = Views(old), Views(new)
        self.old_numbers, self.new_numbers = Fingerprints(old), Fingerprints(new)
        self._met: set[tuple[int, int, str]] = set()
        self._tried: dict[tuple[int, int, str], Findings] = {}
        self._level = 0
        self._mirror: SchemaComparison | None = None
        self._alternatives = Alternatives(self)

    @property
    def mirror(self) -> "SchemaComparison":
        """The comparison of the new document with the old one."""
        if self._mirror is None:
            self._mirror = SchemaComparison(self.new, self.old, Findings())
            self._mirror._mirror = self
        return self._mirror

    def compare(self, old: Place, new: Place, direction: str) -> None:
        """Report what changed between two schemas and below them."""
        self._compare(self.old_views.of(*old), self.new_views.of(*new), direction)

    def trial(self, old: View, new: View, direction: str) -> Findings:
        """What a comparison of two views would report; what is being compared further up counts as the same."""
        key = (id(old), id(new), direction)
        if key not in self._tried:
            if self._level >= MOST_TRIALS:
                beyond = Findings()
                beyond.breaking("type-changed", new.pointer, f"{direction}: alternatives too deep to compare")
                return beyond
            report, met = self.report, self._met
            self.report, self._met = Findings(), set(met)
            self._level += 1
            try:
                self._compare(old, new, direction)
                self._tried[key] = self.report
            finally:
                self.report, self._met = report, met
                self._level -= 1
        return self._tried[key]

    def fits(self, old: Place, new: Place, direction: str) -> bool:
        """Whether a change from one schema to another breaks nobody."""
        views = self.old_views.of(*old), self.new_views.of(*new)
        return not self.trial(*views, direction).breaks

    def _compare(self, old: View, new: View, direction: str) -> None:
        waiting = [(old, new)]
        while waiting:
            before, after = waiting.pop()
            key = (id(before), id(after), direction)
            if key not in self._met:
                self._met.add(key)
                self.old.spend(len(before.properties) + len(after.properties) + 1)
                if not self._alternatives.compare_plain(before, after, direction):
                    waiting += self._compare_views(before, after, direction)

    def _compare_views(self, old: View, new: View, direction: str) -> list[Pair]:
        compare_values(self.report, old, new, direction)
        self._compare_notes(old, new)
        compare_assertions(self, old, new, direction)
        below = self._compare_properties(old, new, direction)
        below += self._compare_items(old, new)
        below += self._compare_additional(old, new, direction)
        return below + self._alternatives.compare_choices(old, new, direction)

    def _compare_notes(self, old: View, new: View) -> None:
        for word in ("description", "title"):
            if old.notes.get(word) != new.notes.get(word):
                self.report.warning("description-changed", new.pointer, f"{word} changed")
        compare_life(self.report, new.pointer, old.notes, new.notes)
        if tell(old.notes.get("default")) != tell(new.notes.get("default")):
            self.report.warning("default-changed", new.pointer, "the default value changed")

    def _compare_properties(self, old: View, new: View, direction: str) -> list[Pair]:
        below = []
        before, after = self._visible(self.old_views, old, direction), self._visible(self.new_views, new, direction)
        for name, place in after.items():
            if name in before:
                self._compare_presence(old, new, name, place[1], direction)
                below.append((self.old_views.of(*before[name]), self.new_views.of(*place)))
            else:
                self._tell_added(old, new, name, place, direction)
        for name, place in before.items():
            if name not in after:
                self._tell_removed(old, new, name, place[1], direction)
        # Names that are demanded without a schema of their own.
        for name in sorted(new.required - old.required - after.keys() - new.properties.keys()):
            self.report.tell(direction == REQUEST, "property-required", new.pointer, f"{direction}: {name} is required")
        for name in sorted(old.required - new.required - before.keys() - old.properties.keys()):
            self.report.tell(direction == RESPONSE, "property-optional", new.pointer, f"{direction}: {name} optional")
        return below + self._compare_patterned(old, new, direction)

    def _compare_patterned(self, old: View, new: View, direction: str) -> list[Pair]:
        below = []
        for pattern, place in new.by_pattern.items():
            if pattern in old.by_pattern:
                below.append((self.old_views.of(*old.by_pattern[pattern]), self.new_views.of(*place)))
            else:
                message = f"{direction}: properties like {pattern[:200]} described"
                self.report.warning("property-pattern-added", place[1], message)
        for pattern, place in old.by_pattern.items():
            if pattern not in new.by_pattern:
                closed = new.additional is not None and new.additional[0] is False
                message = f"{direction}: properties like {pattern[:200]} no longer described"
                breaks = closed and direction == REQUEST
                (self.report.breaking if breaks else self.report.warning)("property-pattern-removed", place[1], message)
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

    def _tell_added(self, old: View, new: View, name: str, place: Place, direction: str) -> None:
        required = name in new.required
        if direction == REQUEST and required and name in old.required and name not in old.properties:
            # It was demanded before, without a word on what it is.
            self._compare(self.old_views.of(True, old.pointer), self.new_views.of(*place), direction)
            return
        message = f"{direction}: {'required ' if required else ''}property {name} added"
        self.report.tell(direction == REQUEST and required, "property-added", place[1], message)

    def _tell_removed(self, old: View, new: View, name: str, pointer: str, direction: str) -> None:
        closed = new.additional is not None and new.additional[0] is False
        message = f"{direction}: property {name} removed"
        if closed if direction == REQUEST else name in old.required:
            self.report.breaking("property-removed", pointer, message)
        else:
            self.report.warning("property-removed", pointer, message)

    def _compare_items(self, old: View, new: View) -> list[Pair]:
        """Position by position; what has no schema of its own follows the schema of all others."""
        before, after = old.items or (True, old.pointer), new.items or (True, new.pointer)
        below = [(before, after)] if old.items or new.items else []
        for number in range(max(len(old.prefix), len(new.prefix))):
            first = old.prefix[number] if number < len(old.prefix) else before
            second = new.prefix[number] if number < len(new.prefix) else after
            below.append((first, second))
        return [(self.old_views.of(*first), self.new_views.of(*second)) for first, second in below]

    def _compare_additional(self, old: View, new: View, direction: str) -> list[Pair]:
        before = old.additional or (True, old.pointer)
        after = new.additional or (True, new.pointer)
        if _open(before[0]) and _open(after[0]):
            return []
        if isinstance(before[0], bool) or isinstance(after[0], bool) or _open(before[0]) or _open(after[0]):
            narrower = after[0] is False or _open(before[0])
            if before[0] != after[0]:
                message = f"additional properties {'restricted' if narrower else 'allowed'}"
                rule = "additional-properties"
                self.report.moved(rule, after[1], message, direction, looser=not narrower, tighter=narrower)
            return []
        return [(self.old_views.of(*before), self.new_views.of(*after))]


def compare_life(report: Findings, pointer: str, old: dict[str, object], new: dict[str, object]) -> None:
    """Deprecations, and the day until which what is deprecated stays (`x-sunset`)."""
    was, is_now = old.get("deprecated") is True, new.get("deprecated") is True
    if is_now and not was:
        report.compatible("deprecated", pointer, "deprecated")
    elif was and not is_now:
        report.compatible("reactivated", pointer, "no longer deprecated")
    before, after = old.get("x-sunset"), new.get("x-sunset")
    if was and is_now and before is not None and before != after:
        if after is None:
            report.warning("sunset-changed", pointer, "the day until which it stays was taken back")
        elif str(after) < str(before):
            report.warning("sunset-changed", pointer, "it goes earlier than was announced")
        else:
            report.compatible("sunset-changed", pointer, "it stays longer than was announced")


def _open(additional: object) -> bool:
    return additional is True or additional == {}
