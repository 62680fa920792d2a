"""Demands of a schema besides types, values, properties and items."""

from typing import Any

from documentation_api.specs.comparison.findings import REQUEST
from documentation_api.specs.comparison.sides import Place, Side, mapping, words
from documentation_api.specs.comparison.trials import Trials
from documentation_api.specs.comparison.view import View

# Demands that are schemas for a part of the value: what a change of them means is what it means for the part.
_OF_PARTS = ("propertyNames", "contains", "unevaluatedProperties", "unevaluatedItems", "contentSchema")


def compare_assertions(schemas: Trials, old: View, new: View, direction: str) -> None:
    """Report what became narrower, wider or another thing."""
    for word in sorted({*old.others, *new.others}):
        before, after = old.others.get(word, []), new.others.get(word, [])
        looser = loosened(schemas, word, before, after, direction)
        tighter = loosened(schemas.mirror, word, after, before, direction)
        if not (looser and tighter):
            message = f"{word} {'removed' if not after else 'changed' if before else 'added'}"
            rule = "constraint-changed"
            schemas.report.moved(rule, new.pointer, message, direction, looser=looser, tighter=tighter)
    compare_discriminators(schemas, old, new, direction)


def loosened(schemas: Trials, word: str, before: list[Place], after: list[Place], direction: str) -> bool:
    """Whether every value that was allowed still is; False when that does not show."""
    if not after:
        return True
    if not before or len(before) != len(after):
        return False
    pairs = zip(before, after, strict=True)
    if word == "not":
        return all(_not_loosened(schemas, first, second) for first, second in pairs)
    if word in _OF_PARTS:
        return all(schemas.fits(first, second, REQUEST) for first, second in pairs)
    if word == "multipleOf":
        return all(_divides(second[0], first[0]) for first, second in pairs)
    if word in ("dependentRequired", "dependencies"):
        return all(_fewer_dependencies(first[0], second[0]) for first, second in pairs)
    return schemas.old_numbers.of([one[0] for one in before]) == schemas.new_numbers.of([one[0] for one in after])


def _not_loosened(schemas: Trials, first: Place, second: Place) -> bool:
    """What is forbidden now was forbidden before."""
    return schemas.mirror.fits(second, first, REQUEST)


def _divides(part: Any, whole: Any) -> bool:
    try:
        return bool(part) and float(whole) / float(part) == int(float(whole) / float(part))
    except (TypeError, ValueError, OverflowError):
        return False


def _fewer_dependencies(old: Any, new: Any) -> bool:
    before = mapping(old)
    return all(isinstance(names, list) and set(names) <= set(words(before.get(name))) for name, names in
               mapping(new).items())  # fmt: skip


def compare_discriminators(schemas: Trials, old: View, new: View, direction: str) -> None:
    """Which property tells the alternatives apart, and by which values."""
    if old.discriminator is None and new.discriminator is None:
        return
    before, after = mapping(old.discriminator), mapping(new.discriminator)
    if before.get("propertyName") != after.get("propertyName"):
        breaks = direction == REQUEST if not before else direction != REQUEST if not after else True
        message = f"{direction}: the discriminator {'added' if not before else 'removed' if not after else 'changed'}"
        schemas.report.tell(breaks, "discriminator-changed", new.pointer, message)
        return
    first, second = targets_of(schemas.old, old, before), targets_of(schemas.new, new, after)
    for value in sorted(first.keys() | second.keys()):
        was, is_now = first.get(value), second.get(value)
        if is_now is None:
            message = f"{direction}: the discriminator's value {value[:200]} removed"
            schemas.report.breaking("discriminator-changed", new.pointer, message)
        elif was is None:
            message = f"{direction}: the discriminator's value {value[:200]} added"
            schemas.report.compatible("discriminator-changed", new.pointer, message)
        elif not schemas.fits((was, ""), (is_now, ""), direction):
            message = f"{direction}: the discriminator's value {value[:200]} means another schema"
            schemas.report.breaking("discriminator-changed", new.pointer, message)


def targets_of(side: Side, view: View, discriminator: dict[str, Any]) -> dict[str, Any]:
    """Schemas by the value that tells them: what is mapped, and the names of alternatives that are not."""
    found: dict[str, Any] = {}
    mapped: set[int] = set()
    for value, name in mapping(discriminator.get("mapping")).items():
        reference = name if isinstance(name, str) and "#" in name else f"#/components/schemas/{name}"
        target = side.resolve({"$ref": reference}, "")[0]
        mapped.add(id(target))
        found[value] = target
    for place in (place for choice in view.choices for place in choice):
        named = mapping(place[0]).get("$ref")
        target = side.resolve(*place)[0]
        if isinstance(named, str) and id(target) not in mapped:
            found.setdefault(named.rpartition("/")[2], target)
    return found
